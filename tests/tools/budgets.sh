#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page of budgets says what the code says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

page=docs/explanation/budgets.md
tables=(engine/engine_private.h schedulers/worker.h schedulers/run_private.h)
wrong=0
rows=0

while read -r name said; do
	rows=$((rows + 1))
	real=$(sed -nE "s/^[[:space:]]*$name[[:space:]]*=[[:space:]]*([0-9<][0-9 <]*).*/\1/p" "${tables[@]}")
	if [[ -z $real ]]; then
		echo "$page: no $name in ${tables[*]}"
		wrong=1
	elif ((real != said)); then
		echo "$page: $name is $((real)), not $said"
		wrong=1
	fi
done < <(sed -nE 's/^\| `(AX_[A-Z_]+)` \| ([0-9,]+).*/\1 \2/p' "$page" | tr -d ,)

if ((rows < 10)); then
	echo "$page: only $rows rows with a name and a number"
	wrong=1
fi
exit $wrong
