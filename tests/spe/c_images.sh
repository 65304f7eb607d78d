#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compiles the programs of tests/spe/c with spu-elf-gcc at three levels, and for the host, where it
# runs them. Prints a line for each image: program, level, image, what it must print. What has been
# compiled before is taken from the compiler's cache, by the hash of all that went into it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)

if ! prefix=$("$source/spe/toolchain/build" --where); then
	echo "There is no compiler for the SPU here; spe/toolchain/build makes one in about 10 minutes." >&2
	exit 77
fi
cache=$(dirname "$prefix")/images
flags=(-std=gnu11 -Wall -Wextra -Werror -ffp-contract=off "-I$here/c")
runtime=$cache/runtime-$(cat "$source"/spe/spu/isa/{install,*.[cs],include/*} "$prefix/axon-spu-toolchain" |
	sha256sum | cut -c 1-16)
common=$(cat "$here"/c/result.* "$here"/c/host/* "${BASH_SOURCE[0]}" <(gcc --version) |
	sha256sum | cut -c 1-16)
mkdir -p "$cache"

if [[ ! -e $runtime ]]; then
	"$source/spe/spu/isa/install" "$prefix/bin/spu-elf-gcc" "$runtime.$$"
	mv -T "$runtime.$$" "$runtime" 2>/dev/null || rm -r "$runtime.$$"
fi

# image PROGRAM LEVEL FILE
image()
{
	[[ -e $3 ]] && return
	"$prefix/bin/spu-elf-gcc" "-$2" "${flags[@]}" -B "$runtime/lib/" -isystem "$runtime/include" \
		"$here/c/$1.c" "$here/c/result.c" -o "$3.$$"
	mv "$3.$$" "$3"
}

# expected PROGRAM FILE: runs it on the host.
expected()
{
	[[ -e $2 ]] && return
	local status=0
	gcc -O1 "${flags[@]}" "-I$here/c/host" "$here/c/$1.c" "$here/c/result.c" -o "$2.exe.$$"
	"$2.exe.$$" >"$2.$$" || status=$?
	echo "status $status" >>"$2.$$"
	rm "$2.exe.$$"
	mv "$2.$$" "$2"
}

# all PROGRAM: its images and its text.
all()
{
	local hash level
	hash=$(sha256sum "$here/c/$1.c" | cut -c 1-16)
	expected "$1" "$cache/$1-$hash-$common.txt"
	for level in O0 O2 O3; do
		image "$1" $level "$cache/$1-$hash-$common-${runtime##*-}-$level.elf"
		echo "$1 $level $cache/$1-$hash-$common-${runtime##*-}-$level.elf $cache/$1-$hash-$common.txt"
	done
	touch "$cache/$1-$hash-$common"*
}

if [[ ${1:-} == --one ]]; then
	all "$2"
	exit
fi
touch "$runtime"
find "$here/c" -maxdepth 1 -name '*.c' ! -name result.c -printf '%f\n' | sed 's/\.c$//' | sort |
	xargs -P "$(nproc)" -n 1 "${BASH_SOURCE[0]}" --one
find "$cache" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -r {} +
