#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Includes flow one way: components -> engine; schedulers -> engine; spe -> schedulers, engine;
# cli, bench and tests -> all; engine includes nothing of the others.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

declare -A allowed=(
	[engine]="engine"
	[schedulers]="schedulers engine"
	[components]="components engine"
	[spe]="spe schedulers engine"
)

# The folder that the header `name`, included by `file`, belongs to.
owner()
{
	local file=$1 name=$2 place
	local -a places=("${file%/*}" "${file%%/*}" engine schedulers components spe cli bench tests)
	if [[ $name == axon/* ]]; then
		places=(engine/include schedulers/include components/include spe/include)
	fi
	for place in "${places[@]}"; do
		if [[ -e $place/$name ]]; then
			place=$(realpath --relative-to=. "$place/$name")
			echo "${place%%/*}"
			return
		fi
	done
	echo nowhere
}

wrong=0
checked=0
while IFS=: read -r file line text; do
	folder=${file%%/*}
	[[ -n ${allowed[$folder]:-} ]] || continue
	[[ $text =~ (\"|\<axon/) ]] || continue
	name=$(sed -E 's/.*["<]([^">]+)[">].*/\1/' <<<"$text")
	checked=$((checked + 1))
	from=$(owner "$file" "$name")
	if [[ " ${allowed[$folder]} " != *" $from "* ]]; then
		echo "$file:$line: $folder may not include $name, which belongs to $from"
		wrong=1
	fi
done < <(axon_files '*.c' '*.h' | xargs grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]')

echo "$checked includes looked at"
[[ $checked -gt 0 && $wrong == 0 ]]
