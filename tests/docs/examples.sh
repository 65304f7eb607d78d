#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every program of docs/examples and looks at what it prints.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
examples=$AXON_BUILD/examples

# expect TEXT COMMAND...: the command must succeed and print just that.
expect()
{
	local want=$1 got
	shift
	if ! got=$("$@" 2>errors) || [[ $got != "$want" ]]; then
		echo "$(basename "$1"): printed \"$got\" instead of \"$want\""
		cat errors
		exit 1
	fi
	echo "$(basename "$1"): as expected"
}

printf 'one fish\ntwo fish\n' >fish.txt
printf 'A metronome beats;\nthe orchestra follows, mostly.\n' >text.txt

expect "1000001 messages" "$examples/hello"
expect $'ONE FISH\nTWO FISH' "$examples/shout" read_file path=fish.txt ! shout ! console_out
expect $'metronome\norchestra' "$examples/words" text.txt
expect "stopped after a few beats" "$examples/metronome"

# SPEs, if their programs could be built.
if [[ -e $examples/fir ]]; then
	for spes in 1 3 8; do
		expect "65536 samples by $spes SPEs: as by one processor" "$examples/fir" "$spes"
	done
	expect "64 blocks through 4 SPEs" "$examples/pipeline"
fi

# The player needs a sound and libao's module.
song=/usr/share/sounds/freedesktop/stereo/bell.oga
if [[ -e $song && -e $AXON_BUILD/lib/axon/axon-ao.so ]]; then
	expect "" "$examples/player" 27411 "$song" bell.wav
	oggdec -Q -R -o oggdec.pcm "$song"
	tail -c "$(stat -c %s oggdec.pcm)" bell.wav | cmp - oggdec.pcm
	echo "player: what oggdec makes of it"
fi
