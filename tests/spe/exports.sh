#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shared library exports what its public headers declare, and nothing else; 38 are libspe2's.
set -euo pipefail

headers=("$AXON_SOURCE"/spe/include/libspe2.h "$AXON_SOURCE"/spe/include/axon/spe.h)
exported=$(nm -D --defined-only "$AXON_BUILD/lib/libspe2.so" |
	awk '$2 ~ /[TW]/ { sub(/@.*/, "", $3); print $3 }' | sort -u)
declared=$(sed 's|/\*.*||; s|^ \*.*||' "${headers[@]}" |
	grep -oE '\b(spe|ax)_[a-z0-9_]+\(' | tr -d '(' | sort -u)

diff <(echo "$exported") <(echo "$declared")
echo "$(wc -l <<<"$exported") functions, $(grep -c ^spe_ <<<"$exported") of libspe2"
[[ $(grep -c ^spe_ <<<"$exported") == 38 ]]
