#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the documents point to exists: relative links of every page, and the paths that the README
# and CONTRIBUTING name in code marks.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

wrong=0
checked=0
expect()
{
	checked=$((checked + 1))
	if [[ ! -e $2 ]]; then
		echo "$1: there is no $2"
		wrong=1
	fi
}

while read -r page; do
	while read -r target; do
		target=${target%%#*}
		[[ -z $target || $target == *:* ]] || expect "$page" "$(dirname "$page")/$target"
	done < <({ grep -oE '\]\([^) ]+\)' "$page" || true; } | sed 's/^](//; s/)$//')
done < <(axon_files '*.md')

for page in README.md CONTRIBUTING.md; do
	while read -r path; do
		expect "$page" "$path"
	done < <(grep -oE '`[a-z.]+/[A-Za-z0-9_./-]*`' "$page" | tr -d '`' | grep -v '^build/' | sort -u)
done

echo "$checked links looked at"
[[ $checked -gt 0 && $wrong == 0 ]]
