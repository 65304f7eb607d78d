# SPDX-License-Identifier: Apache-2.0
# How SPU programs are built.
#
#   spe_add_program(name source...)   a library `name` to link a PPE program with, that has
#                                     `extern spe_program_handle_t name;` and defines
#                                     SPE_PROGRAM_BIG_ENDIAN: the order of the program's data
#
# The PPE program is linked with ${SPE_LIBRARY}, too: the software SPE, or for hw the real libspe2.
#
# Optional keywords, at the end: STACK bytes (16384; native, where the linker asks); OPTIONS
# option... for the compiler; BACKEND backend instead of the cache variable SPE_BACKEND:
#   native  code of the host that fills a local store (spe/native)
#   isa     code of an SPU that the software SPE interprets (spe/isa)
#   hw      code of an SPU for a real one, embedded for the PPE's linker
# The last two need SPU_CC, an spu-elf-gcc; without one, there is no target `name`, and a line says
# so. hw needs EMBEDSPU too.
#
#   spe_add_component(name TYPE symbol SOURCES source...)
#                                     the same of a component: what ax_spe_place() takes. `symbol` is
#                                     its struct ax_component_type; keywords as above

set(SPE_BACKEND native CACHE STRING "What SPU programs are built for: native, isa or hw")
set_property(CACHE SPE_BACKEND PROPERTY STRINGS native isa hw)
# The compiler that spe/toolchain/build has made, if it has.
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../spe/toolchain/build)
	execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/../spe/toolchain/build --where
		OUTPUT_VARIABLE spu_prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
find_program(SPU_CC NAMES spu-elf-gcc spu-gcc HINTS ${spu_prefix}/bin DOC "Compiler for SPUs")
find_program(EMBEDSPU NAMES embedspu spu-embedspu ppu-embedspu DOC "Makes PPE objects of SPU programs")

set(SPE_LIBRARY $<IF:$<STREQUAL:${SPE_BACKEND},hw>,spe2,ax_spe>)

set(AXON_SPE_DIR ${CMAKE_CURRENT_LIST_DIR}/../spe)
set(AXON_SPE_CMAKE ${CMAKE_CURRENT_LIST_DIR})
set(AXON_SPU_WARNINGS -Wall -Wextra $<$<BOOL:${AXON_WERROR}>:-Werror>)

# Like an SPU's compiler: no operating system, pointers that go into 32 bits, vectors seen as other
# vectors. Never with sanitizers: they would look for their shadow of a stack that is not there.
add_library(ax_spu_native_compile INTERFACE)
target_compile_options(ax_spu_native_compile INTERFACE
	-std=gnu11 -O2 ${AXON_SPU_WARNINGS} -Wno-pointer-to-int-cast -Wno-int-to-pointer-cast
	$<$<C_COMPILER_ID:GNU>:-Wno-psabi>
	-ffreestanding -fbuiltin -funsigned-char -fPIE -fvisibility=hidden -fno-stack-protector
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fno-strict-aliasing -fno-math-errno
	-ffunction-sections -fdata-sections -fno-common -fno-plt
	$<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},aarch64>:-mno-outline-atomics>)
target_include_directories(ax_spu_native_compile INTERFACE ${AXON_SPE_DIR}/spu/include)

# The handle of an image that is a file of its own.
function(axon__spe_handle name image)
	set(AXON_SPE_NAME ${name})
	set(AXON_SPE_IMAGE ${image})
	set(source ${CMAKE_CURRENT_BINARY_DIR}/spu/${name}_handle.c)
	configure_file(${AXON_SPE_DIR}/spu/handle.c.in ${source} @ONLY)
	set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${image})
	add_library(${name} STATIC ${source})
	set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
	target_include_directories(${name} PRIVATE ${AXON_SPE_DIR}/include)
endfunction()

function(axon__spe_native name)
	set(elf ${name}_spu)
	set(image ${CMAKE_CURRENT_BINARY_DIR}/spu/${name}.image)
	add_executable(${elf} EXCLUDE_FROM_ALL ${arg_UNPARSED_ARGUMENTS} $<TARGET_OBJECTS:ax_spu_native>)
	set_target_properties(${elf} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/spu
		LINK_DEPENDS ${AXON_SPE_DIR}/native/native.lds)
	target_compile_options(${elf} PRIVATE ${arg_OPTIONS})
	target_link_libraries(${elf} PRIVATE ax_spu_native_compile -lgcc)
	target_link_options(${elf} PRIVATE -nostdlib -static-pie
		-Wl,--defsym=ax_spu_stack_bytes=${arg_STACK} -Wl,-T,${AXON_SPE_DIR}/native/native.lds
		-Wl,--no-dynamic-linker,--gc-sections,--orphan-handling=error,--hash-style=sysv
		-Wl,--build-id=none,--no-warn-rwx-segments)
	add_custom_command(OUTPUT ${image} DEPENDS ${elf} VERBATIM
		COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${elf}> ${image}
		COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM} -DELF=$<TARGET_FILE:${elf}> -DNAME=${name}
			-P ${AXON_SPE_CMAKE}/AxonSpeSize.cmake)
	axon__spe_handle(${name} ${image})
endfunction()

# An SPU's ELF file, made by the SPU's own compiler.
function(axon__spe_elf name elf)
	file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/spu)
	list(TRANSFORM arg_UNPARSED_ARGUMENTS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
	add_custom_command(OUTPUT ${elf} DEPENDS ${arg_UNPARSED_ARGUMENTS} VERBATIM COMMAND_EXPAND_LISTS
		COMMAND ${SPU_CC} -std=gnu11 -O2 ${AXON_SPU_WARNINGS} -ffunction-sections -fdata-sections
			${arg_OPTIONS} -Wl,--gc-sections -o ${elf} ${arg_UNPARSED_ARGUMENTS})
endfunction()

function(axon__spe_isa name)
	set(elf ${CMAKE_CURRENT_BINARY_DIR}/spu/${name}.elf)
	axon__spe_elf(${name} ${elf})
	axon__spe_handle(${name} ${elf})
endfunction()

function(axon__spe_hw name)
	set(elf ${CMAKE_CURRENT_BINARY_DIR}/spu/${name}.elf)
	set(object ${CMAKE_CURRENT_BINARY_DIR}/spu/${name}_embedded.o)
	math(EXPR bits "8 * ${CMAKE_SIZEOF_VOID_P}")
	axon__spe_elf(${name} ${elf})
	# embedspu assembles with the `gcc` beside it, which must not make PIEs as it may do by itself.
	set(tools ${CMAKE_BINARY_DIR}/embedspu)
	file(MAKE_DIRECTORY ${tools})
	file(COPY_FILE ${EMBEDSPU} ${tools}/embedspu ONLY_IF_DIFFERENT)
	file(CREATE_LINK ${CMAKE_C_COMPILER} ${tools}/gcc SYMBOLIC)
	file(CREATE_LINK ${CMAKE_READELF} ${tools}/readelf SYMBOLIC)
	add_custom_command(OUTPUT ${object} DEPENDS ${elf} VERBATIM
		COMMAND sh ${tools}/embedspu -m${bits} -no-pie ${name} ${elf} ${object})
	add_library(${name} STATIC ${object})
	set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
endfunction()

function(spe_add_program name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "STACK;BACKEND" "OPTIONS")
	if(NOT arg_STACK)
		set(arg_STACK 16384)
	endif()
	if(NOT arg_BACKEND)
		set(arg_BACKEND ${SPE_BACKEND})
	endif()
	if(NOT arg_BACKEND MATCHES "^(native|isa|hw)$")
		message(FATAL_ERROR "SPE_BACKEND is native, isa or hw, not \"${arg_BACKEND}\"")
	elseif(NOT arg_BACKEND STREQUAL native AND NOT SPU_CC)
		message(STATUS "  SPU program ${name}: skipped (no spu-elf-gcc: set SPU_CC)")
		return()
	elseif(arg_BACKEND STREQUAL hw AND NOT EMBEDSPU)
		message(STATUS "  SPU program ${name}: skipped (no embedspu: set EMBEDSPU)")
		return()
	endif()
	cmake_language(CALL axon__spe_${arg_BACKEND} ${name})
	set(big_endian 1)
	if(arg_BACKEND STREQUAL native AND CMAKE_C_BYTE_ORDER STREQUAL LITTLE_ENDIAN)
		set(big_endian 0)
	endif()
	target_compile_definitions(${name} INTERFACE SPE_PROGRAM_BIG_ENDIAN=${big_endian})
endfunction()

# The SPE's half of a worker, and verbs that it has in common with the engine.
function(spe_add_component name)
	cmake_parse_arguments(PARSE_ARGV 1 component "" "TYPE;STACK;BACKEND" "SOURCES;OPTIONS")
	list(TRANSFORM component_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
	foreach(keyword STACK BACKEND)
		if(component_${keyword})
			list(APPEND keywords ${keyword} ${component_${keyword}})
		endif()
	endforeach()
	get_property(half GLOBAL PROPERTY AXON_SPU_HALF)
	spe_add_program(${name} ${component_SOURCES} ${half} ${keywords}
		OPTIONS -DAX_SPU_TYPE=${component_TYPE} -I${AXON_SPE_DIR}/../engine/include
			${component_OPTIONS})
endfunction()
