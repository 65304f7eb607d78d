# SPDX-License-Identifier: Apache-2.0
# How tests are declared. Names become "folder/name", and the folder is a label, so that
# `ctest -L unit` and `ctest -R unit/link` do what they say.
#
#   axon_unit_test(name source...)      a Criterion program; sees the private headers
#   axon_program_test(name source...)   a plain program that says by its exit status
#   axon_script_test(name script arg...) a bash script; gets the AXON_* variables below
#   axon_engine_variant(name definition...) the engine and the schedulers compiled once more
#
# Optional keywords, at the end: TIMEOUT seconds; LABELS label...; SERIAL for what measures and
# wants the machine to itself; LIBRARY target instead of ax_internal (programs); ARGS argument...
# (programs). Of the labels, `once` is for the release preset alone.

set(AXON_TEST_ENVIRONMENT
	"AXON_SOURCE=${PROJECT_SOURCE_DIR}"
	"AXON_BUILD=${PROJECT_BINARY_DIR}"
	"AXON=${PROJECT_BINARY_DIR}/bin/axon"
	"AXON_CC=${CMAKE_C_COMPILER}"
	"AXON_SANITIZE=${AXON_SANITIZE}"
	"UBSAN_OPTIONS=print_stacktrace=1"
	"TSAN_OPTIONS=halt_on_error=1 second_deadlock_stack=1 suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")

function(axon__properties test timeout labels)
	get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
	set_tests_properties(${test} PROPERTIES TIMEOUT ${timeout} LABELS "${folder};${labels}"
		ENVIRONMENT "${AXON_TEST_ENVIRONMENT}" SKIP_RETURN_CODE 77 RUN_SERIAL "${arg_SERIAL}")
endfunction()

macro(axon__parse)
	cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TIMEOUT;LIBRARY" "LABELS;ARGS")
	get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
	if(NOT arg_TIMEOUT)
		set(arg_TIMEOUT 60)
	endif()
	if(NOT arg_LIBRARY)
		set(arg_LIBRARY ax_internal)
	endif()
endmacro()

macro(axon__program)
	set(target ${folder}_${name})
	add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
	set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
		RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/${folder})
	# Assertions hold in tests whatever the library was built with.
	target_compile_options(${target} PRIVATE -UNDEBUG)
	target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
	target_link_libraries(${target} PRIVATE ax_compile ${arg_LIBRARY})
endmacro()

# Criterion does not work under ThreadSanitizer: races are for plain programs.
function(axon_unit_test name)
	if(NOT AXON_CRITERION_FOUND OR AXON_SANITIZE MATCHES thread)
		return()
	endif()
	axon__parse()
	axon__program()
	target_link_libraries(${target} PRIVATE PkgConfig::AXON_CRITERION)
	add_test(NAME ${folder}/${name} COMMAND ${target} --jobs 1)
	axon__properties(${folder}/${name} ${arg_TIMEOUT} "${arg_LABELS}")
endfunction()

function(axon_program_test name)
	axon__parse()
	axon__program()
	add_test(NAME ${folder}/${name} COMMAND ${target} ${arg_ARGS})
	axon__properties(${folder}/${name} ${arg_TIMEOUT} "${arg_LABELS}")
endfunction()

function(axon_script_test name script)
	cmake_parse_arguments(PARSE_ARGV 2 arg "SERIAL" "TIMEOUT" "LABELS")
	get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
	if(NOT arg_TIMEOUT)
		set(arg_TIMEOUT 120)
	endif()
	add_test(NAME ${folder}/${name}
		COMMAND bash ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${arg_UNPARSED_ARGUMENTS})
	axon__properties(${folder}/${name} ${arg_TIMEOUT} "${arg_LABELS}")
endfunction()

function(axon_engine_variant name)
	add_library(${name} STATIC ${AXON_ENGINE_SOURCES} ${AXON_SCHEDULER_SOURCES})
	target_compile_definitions(${name} PUBLIC ${ARGN})
	target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/engine/include
		${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR}/schedulers/include
		${PROJECT_SOURCE_DIR}/schedulers)
	target_link_libraries(${name} PRIVATE ax_compile PUBLIC ax_dependencies)
endfunction()
