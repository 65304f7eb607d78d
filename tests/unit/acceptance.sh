#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every test that docs/reference/acceptance.md names exists, and every case of the original is there.
set -euo pipefail
cd "$AXON_SOURCE"
page=docs/reference/acceptance.md

known=$(grep -hoE '^(Parameterized)?Test\([^)]*\)|^Theory\(.*' tests/unit/*_test.c |
	sed -E 's/^Theory\(\(.*\), ([a-z_]+), ([a-z0-9_]+)\)?.*/\1\/\2/
		s/^ParameterizedTest\([^,]*, ([a-z_]+), ([a-zA-Z0-9_]+).*/\1\/\2/
		s/^Test\(([a-z_]+), ([a-zA-Z0-9_]+).*/\1\/\2/' | sort -u)
known+=$'\n'$(grep -hA1 -E '^Theory\(|^Test\(|^ParameterizedTest\(' tests/unit/*_test.c | tr -d '\n' |
	grep -oE ', [a-z_]+,[[:space:]]+[a-zA-Z0-9_]+\)' | sed -E 's/, ([a-z_]+),\s+([a-zA-Z0-9_]+)\)/\1\/\2/')

missing=0
for name in $(grep -oE '`(acceptance_links|acceptance_run|link|join|wake|verbs|control|operation|run|graph|keeper|rate_limit|chunk)/[a-zA-Z0-9_*]+`' "$page" | tr -d '`'); do
	pattern="^${name//\*/.*}\$"
	grep -qE "$pattern" <<<"$known" || { echo "no test is named $name"; missing=1; }
done

# The cases that the first column covers: "7", "11, 12", "49-52".
covered=$(awk -F'|' '/^\| [0-9]/ { print $2 }' "$page" | tr ',' '\n' | tr -d ' ' |
	awk -F- '{ for (i = $1; i <= (NF > 1 ? $2 : $1); i++) print i }' | sort -n | uniq | tr '\n' ' ')
[[ $covered == "$(seq -s ' ' 1 62) " ]] || { echo "cases: $covered"; missing=1; }
exit $missing
