#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C file of the product and of the examples is built: the lists in CMake name it, or, of what
# runs on an SPU alone, the list of spe/spu/isa/install.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

wrong=0
checked=0
while read -r file; do
	[[ $file != tests/* ]] || continue
	checked=$((checked + 1))
	folder=${file%/*}
	while [[ ! -e $folder/CMakeLists.txt ]]; do
		folder=${folder%/*}
	done
	name=${file#"$folder"/}
	if [[ $file == spe/spu/isa/* ]]; then
		grep -qw "$(basename "$file" .c)" spe/spu/isa/install && continue
	fi
	# The list of examples names programs, not files.
	if ! grep -qE "(^|[[:space:](])(${name//./\\.}|${name%.c})([[:space:])]|$)" \
		"$folder/CMakeLists.txt"; then
		echo "$file is in no list of $folder/CMakeLists.txt"
		wrong=1
	fi
done < <(axon_files '*.c')
echo "$checked files looked for"
[[ $checked -gt 0 && $wrong == 0 ]]
