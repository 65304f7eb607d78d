#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The engine's shared library exports the functions that the public headers declare, and nothing
# else. (The software SPE is a library of its own.)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

exported=$(nm -D --defined-only "$AXON_BUILD/lib/libaxon.so" |
	awk '$2 ~ /[TW]/ { sub(/@.*/, "", $3); print $3 }' | sort -u)

# gcc lists every prototype it has seen: those that are not static are promises.
info=$(mktemp)
trap 'rm -f "$info"' EXIT
printf '#include <axon/%s>\n' $(cd . && ls {engine,schedulers,components}/include/axon/*.h | sed 's|.*/||') |
	gcc -std=gnu11 -Iengine/include -Ischedulers/include -Icomponents/include \
		-aux-info "$info" -fsyntax-only -x c -
declared=$(grep '/include/axon/.*:NC \*/ extern' "$info" |
	sed -E 's/^[^(]*\b(ax_[a-z0-9_]+) \(.*/\1/' | sort -u)

extra=$(comm -23 <(echo "$exported") <(echo "$declared"))
missing=$(comm -13 <(echo "$exported") <(echo "$declared"))
echo "$(wc -l <<<"$exported") functions exported, $(wc -l <<<"$declared") declared"
[[ -z $extra ]] || echo "exported, but in no public header:" $extra
[[ -z $missing ]] || echo "declared, but not in the library:" $missing
[[ -z $extra && -z $missing ]]
