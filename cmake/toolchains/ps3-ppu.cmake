# SPDX-License-Identifier: Apache-2.0
# The PPE side of programs for a PlayStation 3 with Linux; SPE_BACKEND=hw makes the SPU side.
# Compilers of Cell SDKs come first, then Debian's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ppc64)
find_program(AXON_PPU_CC NAMES ppu-gcc powerpc64-linux-gnu-gcc REQUIRED)
set(CMAKE_C_COMPILER ${AXON_PPU_CC})
set(CMAKE_ASM_COMPILER ${AXON_PPU_CC})
set(CMAKE_C_FLAGS_INIT "-m64 -mcpu=cell -maltivec -mabi=altivec")
set(CMAKE_ASM_FLAGS_INIT "-m64 -mcpu=cell")
set(CMAKE_FIND_ROOT_PATH /usr/powerpc64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-ppc64-static)
set(SPE_BACKEND hw CACHE STRING "What SPU programs are built for: native, isa or hw")
