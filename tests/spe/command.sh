#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `axon spe`: rules are those of the table, programs run, and what is none is refused by name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail()
{
	echo "$1"
	exit 1
}

# program STOP: an ELF image for SPUs of one instruction, at 0x80.
program()
{
	printf '\x7fELF\1\2\1\0\0\0\0\0\0\0\0\0\0\2\0\27\0\0\0\1\0\0\0\x80\0\0\0\x34\0\0\0\0\0\0\0\0'
	printf '\0\x34\0\x20\0\1\0\0\0\0\0\0'
	printf '\0\0\0\1\0\0\0\x80\0\0\0\x80\0\0\0\x80\0\0\0\x10\0\0\0\x10\0\0\0\5\0\0\0\x10'
	printf '\0%.0s' {1..44}
	printf "\\0\\0\\x${1:0:2}\\x${1:2:2}"
	printf '\0%.0s' {1..12}
}

program 2000 >well
program 2007 >seven
echo "no program" >other
chmod +x well seven other

"$AXON" spe rules >rules
[[ $(grep -cE ' (fault|strict|counted) ' rules) == $(grep -cE '^\s\[AX_RULE_' "$AXON_SOURCE/spe/core/rule.c") ]] ||
	fail "not every rule is listed"

"$AXON" spe run well --spes 3 >out || fail "a program that exits with 0 fails"
[[ $(grep -c ': exit 0; ' out) == 3 ]] || fail "three copies are not three: $(cat out)"
status=0
"$AXON" spe --seed 7 run seven >out || status=$?
[[ $status == 1 ]] && grep -q '^spe 0: exit 7; 0 commands' out || fail "exit 7: $status, $(cat out)"

refused()
{
	local want=$1 status=0
	shift
	"$AXON" spe "$@" 2>err || status=$?
	[[ $status == 2 ]] && grep -q "$want" err || fail "axon spe $*: $status, $(cat err)"
}
refused "it is no program for SPUs" run ./other
refused "No such file" run ./nothing
refused "wants a program" run
refused "did you mean 'rules'" ruls
refused "another word" run well well

"$AXON" spe run --time well --spes 3 memory=400 >out || fail "a timed run fails"
grep -q '^model: .* not run on a Cell' out || fail "no word of the model: $(cat out)"
[[ $(grep -c '^SPE[0-2] ' out) == 3 ]] || fail "three copies are not three: $(cat out)"
"$AXON" spe run --time --json well >json
"$AXON" spe run --time --json well | cmp - json || fail "two runs differ"
grep -q '^{"model": true, "makespan": [0-9]*, "spes": \[{"place": 0, ' json || fail "$(cat json)"
status=0
"$AXON" spe run --time seven >out || status=$?
[[ $status == 1 ]] || fail "exit 7 in time: $status"
refused "none of the model's costs" run --time well nothing=1
refused "model of time has 8 SPEs" run --time --spes 9 well
refused "is for --time" run --json well
