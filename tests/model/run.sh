#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks the model of sleep and wake exhaustively within small bounds, and that each mistake in it is
# found within the bounds in which the right model passes.
set -eu

if ! type spin >/dev/null 2>&1; then
	echo "spin is not installed"
	exit 77
fi
model=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/wake.pml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME DEFINITION...: prints errors: 0 or 1, or what kept spin from an answer.
check()
{
	local name=$1 said
	shift
	mkdir -p "$work/$name"
	cd "$work/$name"
	spin -a "$@" "$model" >spin.log 2>&1 || { cat spin.log >&2; exit 1; }
	"${AXON_CC:-cc}" -O1 -w -DSAFETY -DCOLLAPSE -DMEMLIM=2000 -o pan pan.c
	said=$(./pan -m500000 -w22 2>&1) || true
	if grep -qE 'out of memory|max search depth|hash table full' <<<"$said"; then
		echo "out of its bounds"
	else
		grep -oE 'errors: [0-9]+|[0-9]+ states, stored' <<<"$said" | tr '\n' ' '
	fi
}

right()
{
	local said
	said=$(check "$@")
	echo "$1: $said"
	[[ $said == "errors: 0 "* ]] || failed=1
}

mutants=0
caught=0
mutant()
{
	local said
	said=$(check "$@")
	mutants=$((mutants + 1))
	if [[ $said == "errors: 1 "* ]]; then
		caught=$((caught + 1))
	else
		failed=1
		echo "MISSED $1: $said"
	fi
}

right three_messages -DTSO -DN=3 -DCAP=1
right room_for_two -DTSO -DN=4 -DCAP=2
right early_end -DTSO -DN=3 -DCAP=1 -DLIMIT=1
right overtaking -DPSO -DN=3 -DCAP=1
right overtaking_early_end -DPSO -DN=3 -DCAP=1 -DLIMIT=1
right fork_and_join -DTSO -DFORK -DCAP=4 -DLEAD=5 -DN=6

# What only a store buffer shows passes without one: the models above would prove nothing else.
right no_fence_without_buffers -DSC -DM_NO_FENCE -DN=3 -DCAP=1

pair=(-DTSO -DN=3 -DCAP=1)
for name in NO_FENCE FENCE_EARLY FENCE_BEFORE_WANTS END_NO_FENCE CLOSE_EARLY \
	NO_LOOK_FOR_MESSAGE TOKEN FREE WORKER_NO_FENCE WORKER_NO_LOOK POKE_EARLY POSTED_LATE; do
	mutant "$name" "${pair[@]}" "-DM_$name"
done
for name in NO_REFUSAL NO_SECTION; do
	mutant "$name" "${pair[@]}" -DLIMIT=1 "-DM_$name"
done
for name in NO_LOOK_FOR_ROOM UNPAID OWED_EARLY HALF; do
	mutant "$name" -DTSO -DFORK -DCAP=4 -DLEAD=5 -DN=6 "-DM_$name"
done

echo "$caught of $mutants mutants caught by the model"
[[ $failed -eq 0 && $caught -eq $mutants ]]
