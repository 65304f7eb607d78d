#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The programs of tests/spe/c print the same on the interpreter of SPU images, whatever the level of
# optimisation, as on the host.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$here/c_images.sh" >"$dir/images" || exit
declare -A alike=([O0]=0 [O2]=0 [O3]=0)
wrong=0
while read -r program level image expected; do
	status=0
	timeout 60 "$AXON_BUILD/tests/spe/c_runner" "$image" >"$dir/printed" 2>&1 </dev/null || status=$?
	echo "status $status" >>"$dir/printed"
	if diff "$expected" "$dir/printed" >"$dir/diff"; then
		alike[$level]=$((alike[$level] + 1))
	else
		wrong=$((wrong + 1))
		echo "$program -$level ($image): < host, > SPU"
		head -n 10 "$dir/diff"
	fi
done <"$dir/images"

programs=$(($(wc -l <"$dir/images") / 3))
echo "$programs programs; alike at -O0 ${alike[O0]}, -O2 ${alike[O2]}, -O3 ${alike[O3]}"
[[ $programs -ge 60 && $wrong == 0 ]]
