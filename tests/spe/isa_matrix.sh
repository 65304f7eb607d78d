#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The contracts of core and libspe2 once more, by an SPU's own code on the interpreter: the program
# that carries out the scripts is compiled with spu-elf-gcc.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)

if ! prefix=$("$source/spe/toolchain/build" --where); then
	echo "There is no compiler for the SPU here; spe/toolchain/build makes one in about 10 minutes."
	exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$source/spe/spu/isa/install" "$prefix/bin/spu-elf-gcc" "$folder/runtime"
"$prefix/bin/spu-elf-gcc" -std=gnu11 -O2 -Wall -Wextra -Werror -B "$folder/runtime/lib/" \
	-isystem "$folder/runtime/include" "$here/programs/script.c" -o "$folder/script"

export AXON_SPE_BACKEND=isa AXON_SPE_SCRIPT=$folder/script
for name in context run event mfcio mailbox dma rule; do
	echo "$name"
	"$AXON_BUILD/tests/spe/$name" --jobs 1
done
