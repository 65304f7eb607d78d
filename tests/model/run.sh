#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks models exhaustively within small bounds, that each mistake in them is found within bounds in
# which the right model passes, and (migrate, growth, join) that the right runs reach every line.
#   run.sh [--large] MODEL...   wake, migrate, owed, growth, join, relink, spe; --large: larger bounds, too
set -euo pipefail

if ! type spin >/dev/null 2>&1; then
	echo "spin is not installed"
	exit 77
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
large=no
optimize=-O1
failed=0
mutants=0
caught=0

# check NAME DEFINITION...: says how many errors spin found, or what kept it from an answer. The source
# is $model, the answer in full $work/NAME/said.
check()
{
	local name=$1 said
	shift
	mkdir -p "$work/$name"
	cd "$work/$name"
	spin -a "$@" "$here/$model.pml" >spin.log 2>&1 || { cat spin.log >&2; exit 1; }
	"${AXON_CC:-cc}" "$optimize" -w -DSAFETY -DCOLLAPSE -DMEMLIM=3000 -o pan pan.c
	./pan -m1000000 -w22 >said 2>&1 || true
	rm -f pan pan.?
	if grep -qE 'out of memory|max search depth|hash table full' said; then
		echo "out of its bounds"
	else
		grep -oE 'errors: [0-9]+|[0-9]+ states, stored|time [0-9.]+ seconds' said | tr '\n' ' '
	fi
}

right()
{
	local said
	said=$(check "$@")
	echo "$model $1: $said"
	[[ $said == "errors: 0 "* ]] || failed=1
}

larger()
{
	if [[ $large == yes ]]; then right "$@"; fi
}

mutant()
{
	local said
	said=$(optimize=-O0 check "mutant_$1" "${@:2}" "-DM_$1")
	mutants=$((mutants + 1))
	if [[ $said == "errors: 1 "* ]]; then
		caught=$((caught + 1))
	else
		failed=1
		echo "MISSED $model $1: $said"
	fi
}

# What none of the right runs of the model reached, by process, line and statement.
covered()
{
	local run missed=$work/missed
	rm -f "$missed"
	for run in "$@"; do
		awk '/^unreached in/ { process = $NF }
			/^\t.*, state [0-9]+, / && !/"-end-"/ {
				sub(/, state [0-9]+/, ""); print process, $0 }' \
			"$work/$run/said" | sort -u >"$work/$run/unreached"
		if [[ -f $missed ]]; then
			comm -12 "$missed" "$work/$run/unreached" >"$missed.new"
			mv "$missed.new" "$missed"
		else
			cp "$work/$run/unreached" "$missed"
		fi
	done
	if [[ -s $missed ]]; then
		echo "$model: never reached:"
		cat "$missed"
		failed=1
	fi
}

check_wake()
{
	local pair=(-DTSO -DN=3 -DCAP=1) fork=(-DTSO -DFORK -DCAP=4 -DLEAD=5 -DN=6) name
	model=wake
	right three_messages "${pair[@]}"
	right room_for_two -DTSO -DN=4 -DCAP=2
	right early_end "${pair[@]}" -DLIMIT=1
	right overtaking -DPSO -DN=3 -DCAP=1
	right overtaking_early_end -DPSO -DN=3 -DCAP=1 -DLIMIT=1
	right fork_and_join "${fork[@]}"
	right nudged "${fork[@]}" -DNUDGES=1
	# What only a store buffer shows passes without one: the models would prove nothing else.
	right no_fence_without_buffers -DSC -DM_NO_FENCE -DN=3 -DCAP=1
	for name in NO_FENCE FENCE_EARLY FENCE_BEFORE_WANTS END_NO_FENCE CLOSE_EARLY \
		UNSURE_FORGOTTEN NO_LOOK_FOR_MESSAGE TOKEN FREE WORKER_NO_FENCE WORKER_NO_LOOK POKE_EARLY POSTED_LATE; do
		mutant "$name" "${pair[@]}"
	done
	for name in NO_REFUSAL NO_SECTION; do
		mutant "$name" "${pair[@]}" -DLIMIT=1
	done
	for name in NO_LOOK_FOR_ROOM UNPAID OWED_EARLY HALF OWES_NOTHING_UNSURE; do
		mutant "$name" "${fork[@]}"
	done
	mutant PAID_UNSURELY "${fork[@]}" -DNUDGES=1
}

check_migrate()
{
	local name
	model=migrate
	right one_move -DPSO -DN=2 -DMOVES=1
	right two_moves -DTSO -DN=2 -DMOVES=2
	right overtaking_two_moves -DPSO -DN=2 -DMOVES=2
	right room_for_two -DTSO -DN=3 -DCAP=1 -DFARCAP=2 -DMOVES=1
	right early_end -DPSO -DN=2 -DMOVES=1 -DLIMIT=1
	right three_in_a_row -DTSO -DCOMPONENTS=3 -DN=1 -DMOVES=1
	right three_workers -DTSO -DWORKERS=3 -DN=1 -DMOVES=2
	for name in DRAW_ANY DRAW_CLOSED DRAW_NO_SECTION DRAW_NO_WANT NO_PART PART_LATE \
		PART_NOT_ARMED PART_NO_WANT OWNER_FIRST OWNER_RELAXED GIVE_UNCLAIMED \
		GIVE_ALWAYS_POSTS GIVE_NEVER_POSTS CLEAR_AND_FORWARD DROP NO_POKE NO_RESCAN \
		POSTED_LATE TOKEN FREE DEAD_NODE_LOST NO_FENCE NO_LOOK; do
		mutant "$name" -DPSO -DN=2 -DMOVES=1
	done
	right no_fence_without_buffers -DSC -DM_NO_FENCE -DN=2 -DMOVES=1
}

# The same model, with a fork and a join that owe each other wakes.
check_owed()
{
	local fork=(-DTSO -DFORK -DCAP=4 -DLEAD=5 -DN=6)
	model=migrate
	right fork_and_join "${fork[@]}" -DMOVES=1
	right fork_grows_far "${fork[@]}" -DFARCAP=6 -DMOVES=1
	for name in UNPAID OWED_LEFT NO_LOOK PART_NO_WANT DRAW_NO_WANT; do
		mutant "$name" "${fork[@]}" -DMOVES=1
	done
}

check_growth()
{
	local name
	model=growth
	right four_messages -DPSO
	right refused -DPSO -DLIMIT=2
	right six_messages -DPSO -DN=6 -DBOUND=4
	right two_slots_first -DPSO -DN=7 -DBOUND=5 -DFIRST=2
	covered four_messages refused six_messages two_slots_first
	for name in NEXT_FIRST NEXT_RELAXED TAIL_FIRST TAIL_RELAXED CLOSE_WITHOUT_TAIL CHANGE_EARLY \
		HEAD_EARLY; do
		mutant "$name" -DPSO
	done
}

check_join()
{
	local name
	model=join
	right two_messages -DPSO
	covered two_messages
	for name in CONTROL_FIRST ENTRY_AFTER_CONTROL LIST_BY_STORE NOT_NUMBERED UNLIST_BLINDLY \
		UNLIST_BY_STORE UNLIST_FIRST WITHOUT_PLACE SLEEP_NO_FENCE NO_LOOK; do
		mutant "$name" -DPSO
	done
}

check_relink()
{
	local relink=(-DTSO -DLINKED=1 -DCHANGES=2) link=(-DTSO -DLINKED=0 -DCHANGES=1) name
	model=relink
	right link_and_move "${link[@]}" -DMOVES=1
	right relink "${relink[@]}" -DMOVES=0
	right relink_refused "${relink[@]}" -DMOVES=0 -DLIMIT=1
	larger relink_and_move "${relink[@]}" -DMOVES=1
	for name in NOT_HELD UNLINK_CLOSES UNLINK_NO_FENCE; do
		mutant "$name" "${relink[@]}" -DMOVES=0
	done
	for name in ABANDON_SILENTLY NOT_SEALED NO_NEWS POST_FIRST; do
		mutant "$name" "${link[@]}" -DMOVES=0
	done
	mutant LET_GO_STORE "${relink[@]}" -DMOVES=0
	mutant NO_FENCE "${relink[@]}" -DMOVES=0
	mutant DRAW_UNATTACHED "${link[@]}" -DMOVES=2
	mutant RELEASE_NOT_COUNTED "${relink[@]}" -DMOVES=1
	mutant HELD_NOT_PARTED "${relink[@]}" -DMOVES=1
}

check_spe()
{
	local name
	model=spe
	right takes -DPSO -DN=3
	right gives -DPSO -DN=3 -DPRODUCES
	right signals -DPSO -DN=3 -DPRODUCES -DSIGNALS
	covered takes gives signals
	for name in WANT_NOT_AWAITED NO_LOOK NO_COLLECT LOOK_EARLY SLOT_NOT_AWAITED PPE_NO_FENCE; do
		mutant "$name" -DPSO -DN=3
	done
	for name in UNFENCED WANT_NOT_AWAITED NO_LOOK NO_COLLECT LOOK_EARLY PPE_NO_FENCE; do
		mutant "$name" -DPSO -DN=3 -DPRODUCES
	done
	mutant SIGNAL_UNSURE -DPSO -DN=3 -DPRODUCES -DSIGNALS
}

models=()
for word in "$@"; do
	case $word in
	--large) large=yes ;;
	wake | migrate | owed | growth | join | relink | spe) models+=("$word") ;;
	*)
		echo "run.sh: no model \"$word\": wake, migrate, owed, growth, join, relink or spe" >&2
		exit 2
		;;
	esac
done
if [[ ${#models[@]} -eq 0 ]]; then
	models=(wake migrate owed growth join relink spe)
fi
for word in "${models[@]}"; do
	"check_$word"
done

echo "$caught of $mutants mutants caught by the model of ${models[*]}"
[[ $failed -eq 0 && $caught -eq $mutants ]]
