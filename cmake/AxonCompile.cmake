# SPDX-License-Identifier: Apache-2.0
# How our C is compiled: ax_compile carries language, warnings and sanitizers to every target.

add_library(ax_compile INTERFACE)

target_compile_options(ax_compile INTERFACE
	-std=gnu11 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
	-Wpointer-arith -Wundef -Wvla -Wswitch-default -Wimplicit-fallthrough
	# Calls between our own files may be inlined although the library exports them.
	-fno-semantic-interposition
	$<$<C_COMPILER_ID:GNU>:-Wjump-misses-init -Wduplicated-cond -Wlogical-op>
	$<$<C_COMPILER_ID:Clang>:-Wconditional-uninitialized>
	$<$<BOOL:${AXON_WERROR}>:-Werror>)

# Linux is the platform: its calls need no #define in the files.
target_compile_definitions(ax_compile INTERFACE _GNU_SOURCE=)

if(AXON_SANITIZE)
	target_compile_options(ax_compile INTERFACE
		-fsanitize=${AXON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
	target_link_options(ax_compile INTERFACE -fsanitize=${AXON_SANITIZE})
endif()

# axon_sources(OUT file...): the files of a folder, as absolute paths.
function(axon_sources out)
	list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
	set(${out} ${ARGN} PARENT_SCOPE)
endfunction()

# axon_part(NAME source...): the objects of one folder, fit for a shared library.
function(axon_part name)
	add_library(${name} OBJECT ${ARGN})
	set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
	target_link_libraries(${name} PRIVATE ax_compile PUBLIC ax_dependencies)
endfunction()

# axon_public_headers(header...): headers that are installed as <axon/...>, and whose
# functions the shared library exports.
function(axon_public_headers)
	list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
	set_property(GLOBAL APPEND PROPERTY AXON_PUBLIC_HEADERS ${ARGN})
endfunction()
