# SPDX-License-Identifier: Apache-2.0
# SPU programs alone, for those who build them as a CMake project of their own. (spe_add_program()
# needs no toolchain file: it calls the SPU's compiler itself.)
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR spu)
find_program(SPU_CC NAMES spu-elf-gcc spu-gcc REQUIRED)
set(CMAKE_C_COMPILER ${SPU_CC})
# Without an operating system there is nothing that a test program could be run on.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_FLAGS_INIT "-O2 -ffunction-sections -fdata-sections")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--gc-sections")
