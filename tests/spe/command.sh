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

# program WORD...: an ELF image for SPUs of up to eight instructions, at 0x80.
program()
{
	printf '\x7fELF\1\2\1\0\0\0\0\0\0\0\0\0\0\2\0\27\0\0\0\1\0\0\0\x80\0\0\0\x34\0\0\0\0\0\0\0\0'
	printf '\0\x34\0\x20\0\1\0\0\0\0\0\0'
	printf '\0\0\0\1\0\0\0\x80\0\0\0\x80\0\0\0\x80\0\0\0\x20\0\0\0\x20\0\0\0\5\0\0\0\x10'
	printf '\0%.0s' {1..44}
	local word i
	for word in "$@"; do
		printf "\\x${word:0:2}\\x${word:2:2}\\x${word:4:2}\\x${word:6:2}"
	done
	for ((i = $#; i < 8; i++)); do
		printf '\0\0\0\0'
	done
}

program 00002000 >well
program 00002007 >seven
program 40802003 21a00a83 01e00e84 00002000 >get # of 0 bytes; a look at the mailbox; exit
echo "no program" >other
program 40801003 21a00083 41004004 21a00384 01a00005 00002000 >wait # for the decrementer: 0.1 s
chmod +x well seven get wait other

"$AXON" spe rules >rules
[[ $(grep -cE ' (fault|strict|counted) ' rules) == $(grep -cE '^\s\[AX_RULE_' "$AXON_SOURCE/spe/core/rule.c") ]] ||
	fail "not every rule is listed"

"$AXON" spe run well --spes 3 >out || fail "a program that exits with 0 fails"
[[ $(grep -c ': exit 0; ' out) == 3 ]] || fail "three copies are not three: $(cat out)"
status=0
"$AXON" spe --seed 7 run seven >out || status=$?
[[ $status == 1 ]] && grep -q '^spe 0: exit 7; 1 instructions in [1-9][0-9]* cycles; 0 commands' out || fail "exit 7: $status, $(cat out)"

refused()
{
	local want=$1 status=0
	shift
	"$AXON" spe "$@" 2>err || status=$?
	[[ $status == 2 ]] && grep -q "$want" err || fail "axon spe $*: $status, $(cat err)"
}
# A built-in program looks itself whether its work is done.
for name in copy count; do
	"$AXON" spe run "$name" --spes 3 >out || fail "$name fails: $(cat out)"
	[[ $(grep -c ': exit 0; ' out) == 3 ]] || fail "$name: three copies are not three: $(cat out)"
	"$AXON" spe run --time "$name" --spes 3 >out || fail "$name fails in time: $(cat out)"
done
"$AXON" spe run copy >out
grep -q '^spe 0: exit 0; 513 commands, 4194432 bytes in, 4194304 out' out || fail "copy: $(cat out)"
refused "did you mean 'count'" run cout
refused "takes no other word" rules well
for words in --help "run --help" "rules --help" "run copy --help"; do
	"$AXON" spe $words | grep -q '^Usage: axon spe ' || fail "axon spe $words gives no help"
done

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

"$AXON" spe run --trace get >out 2>trace || fail "a traced run fails"
diff trace - <<'END' || fail "the trace is another"
spe 0: 0x00080 40802003 il $3,64
spe 0: 0x00084 21a00a83 wrch $ch21,$3
spe 0: 0x00084 get of 0 bytes, LS 0x00000, EA 0x0, tag 0
spe 0: 0x00084 channel 21 <- 0x00000040
spe 0: 0x00088 01e00e84 rchcnt $4,$ch29
spe 0: 0x00088 channel 29 count 0x00000000
spe 0: 0x0008c 00002000 stop 0x2000
END
"$AXON" spe run get 2>&1 | cmp - out || fail "a trace changes what is printed, or isn't asked for"
"$AXON" spe run --trace --spes 2 get 2>&1 >out | grep -c '^spe [01]: 0x0008c ' | grep -qx 2 ||
	fail "two copies are not traced"
"$AXON" spe run --time --trace get 2>&1 >out | diff trace - || fail "in time the trace is another"

"$AXON" spe run --trace wait 2>&1 >out | diff - <(
	cat <<-'END'
		spe 0: 0x00080 40801003 il $3,32
		spe 0: 0x00084 21a00083 wrch $ch1,$3
		spe 0: 0x00084 channel 1 <- 0x00000020
		spe 0: 0x00088 41004004 ilhu $4,128
		spe 0: 0x0008c 21a00384 wrch $ch7,$4
		spe 0: 0x0008c channel 7 <- 0x00800000
		spe 0: 0x00090 01a00005 rdch $5,$ch0
		spe 0: 0x00090 channel 0 -> 0x00000020
		spe 0: 0x00094 00002000 stop 0x2000
	END
) || fail "an instruction that waits is not traced once"
grep -q ' 1 stalls$' out || fail "it has not waited: $(cat out)"
