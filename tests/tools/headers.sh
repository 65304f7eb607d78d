#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone; the public ones also as C++ where there is a compiler for it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

cc=${AXON_CC:-gcc}
public=(-Iengine/include -Ischedulers/include -Icomponents/include -Ispe/include)
private=(-Iengine -Ischedulers -Icomponents -Ispe -Ispe/spu/include -Icli -Ibench)
wrong=0
checked=0
while read -r header; do
	checked=$((checked + 1))
	if ! "$cc" -std=gnu11 -Wall -Wextra -Werror -fsyntax-only "${public[@]}" "${private[@]}" \
		-I"${header%/*}" -include "$header" -x c /dev/null; then
		echo "$header does not compile alone"
		wrong=1
	fi
	# SPU programs are C.
	[[ $header == */include/* && $header != spe/spu/* ]] || continue
	command -v g++ >/dev/null || continue
	if ! g++ -std=gnu++20 -Wall -Werror -fsyntax-only "${public[@]}" \
		-include "$header" -x c++ /dev/null; then
		echo "$header does not compile as C++"
		wrong=1
	fi
done < <(axon_files '*.h')

echo "$checked headers compiled"
[[ $checked -gt 0 && $wrong == 0 ]]
