#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Instructions that hops, activations, wakes and spawns take, against those on record for this
# compiler: more by 5 % is a failure, fewer by 5 % is said. What valgrind counts does not depend on the
# machine's pace; the flags are the release's.
#
#     AXON_RECORD=1 ctest --preset release -R counts      records what there is now
set -euo pipefail
shopt -s inherit_errexit

program=$AXON_BUILD/tests/counts/counts
compiler=gcc
[[ $("$AXON_CC" --version) != *clang* ]] || compiler=clang
version=$("$AXON_CC" -dumpversion)
preset=release
[[ $compiler != clang ]] || preset=clang
record=$AXON_SOURCE/tests/counts/$compiler-${version%%.*}-$(uname -m).txt
again="AXON_RECORD=1 ctest --preset $preset -R counts"

if ! command -v valgrind >/dev/null; then
	echo "valgrind is not installed: nothing counts the instructions"
	exit 77
fi
if [[ -z ${AXON_RECORD:-} && ! -f $record ]]; then
	echo "no counts on record for $compiler ${version%%.*} on $(uname -m); record them by: $again"
	exit 77
fi

# instructions CASE N: of a run over N units.
instructions()
{
	local out
	if ! out=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>&1); then
		echo "$out" >&2
		return 1
	fi
	sed -n 's/.*Collected : //p' <<<"$out"
}

# A multiple of what the cases take in one go: 9 hops, 64 messages, 100 sources.
short=57600
long=$((3 * short))

count()
{
	local few many
	few=$(instructions "$1" $short)
	many=$(instructions "$1" $long)
	awk -v few="$few" -v many="$many" -v n=$((long - short)) \
		'BEGIN { printf "%.2f\n", (many - few) / n }'
}

cases=$("$program")
found=
while read -r name unit; do
	number=$(count "$name")
	found+=$(printf '%-16s %8s  %s' "$name" "$number" "$unit")$'\n'
done <<<"$cases"
found=${found%$'\n'}
echo "$found"

if [[ -n ${AXON_RECORD:-} ]]; then
	{
		echo "# Instructions per unit, $compiler ${version%%.*}, release flags, $(uname -m). Renew:"
		echo "# $again"
		echo "$found"
	} >"$record"
	echo "recorded in ${record#"$AXON_SOURCE"/}"
	exit 0
fi

awk -v again="$again" '
	FNR == NR { if ($1 !~ /^#/) old[$1] = $2; next }
	!($1 in old) { print $1 ": not on record; renew by: " again; wrong = 1; next }
	$2 > old[$1] * 1.05 { print $1 ": grew from " old[$1] " to " $2 " instructions"; wrong = 1 }
	$2 < old[$1] * 0.95 { print $1 ": shrank from " old[$1] " to " $2 "; renew by: " again }
	{ delete old[$1] }
	END {
		for (name in old) { print name ": on record and not counted"; wrong = 1 }
		exit wrong
	}' "$record" - <<<"$found"
