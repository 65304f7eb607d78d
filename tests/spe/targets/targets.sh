#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# targets.sh BACKEND: spe_add_program() gives the same handles for every target. The SPU programs of
# the tests are compiled with the SPU compiler's own headers for isa and hw.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
backend=$1
options=()
if [[ $backend == hw ]]; then
	if ! command -v powerpc64-linux-gnu-gcc >/dev/null; then
		echo "skipped: no powerpc64-linux-gnu-gcc"
		exit 77
	fi
	options+=("-DCMAKE_TOOLCHAIN_FILE=$AXON_SOURCE/cmake/toolchains/ps3-ppu.cmake")
fi
[[ -z ${SPU_CC:-} ]] || options+=("-DSPU_CC=$SPU_CC")
[[ -z ${EMBEDSPU:-} ]] || options+=("-DEMBEDSPU=$EMBEDSPU")

cmake -S "$AXON_SOURCE/tests/spe/targets" -B "$dir" -G Ninja "-DSPE_BACKEND=$backend" \
	"${options[@]}" >"$dir/configured"
if grep 'SPU program .*: skipped' "$dir/configured"; then
	exit 77
fi
cmake --build "$dir" >"$dir/built" || { cat "$dir/built"; exit 1; }
for name in echo intrinsics; do
	grep -q " [DR] $name\$" <<<"$(nm "$dir/lib$name.a" 2>/dev/null)" ||
		{ echo "$backend: no handle $name"; exit 1; }
done
echo "$backend: handles of two programs"
