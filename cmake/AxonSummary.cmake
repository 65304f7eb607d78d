# SPDX-License-Identifier: Apache-2.0
# What this build will contain, in a few lines.
function(axon_line what yes_if otherwise)
	if(${yes_if})
		message(STATUS "  ${what}: yes")
	else()
		message(STATUS "  ${what}: no (${otherwise})")
	endif()
endfunction()

if(AXON_SANITIZE)
	set(sanitizers ", sanitizers ${AXON_SANITIZE}")
endif()
message(STATUS "Axon ${PROJECT_VERSION}: ${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}, "
	"${CMAKE_BUILD_TYPE}${sanitizers}")
axon_line("sound through libao" AXON_AO_FOUND "install libao-dev")
if(AXON_TESTS)
	axon_line("unit tests" AXON_CRITERION_FOUND "install libcriterion-dev")
endif()
