#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C file is built: the lists in CMake name it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

wrong=0
checked=0
while read -r file; do
	checked=$((checked + 1))
	folder=${file%/*}
	while [[ ! -e $folder/CMakeLists.txt ]]; do
		folder=${folder%/*}
	done
	name=${file#"$folder"/}
	# Lists of tests may name them without their ending.
	if ! grep -qE "(^|[[:space:](/])(${name//./\\.}|$(basename "${name%_test.c}" .c))([[:space:])]|$)" \
		"$folder/CMakeLists.txt"; then
		echo "$file is in no list of $folder/CMakeLists.txt"
		wrong=1
	fi
done < <(axon_files '*.c')
echo "$checked files looked for"
[[ $checked -gt 0 && $wrong == 0 ]]
