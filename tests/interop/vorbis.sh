# SPDX-License-Identifier: Apache-2.0
# Streams that are made here: rates and channels, chained, cut off, damaged, behind garbage, beside
# other streams, in pieces of one byte. oggdec is the judge wherever it can be.
set -euo pipefail
. "$(dirname "$0")/../cli/lib.sh"
for tool in oggenc oggdec ffmpeg; do
	command -v $tool >/dev/null || { echo "needs vorbis-tools and ffmpeg"; exit 77; }
done
cd "$folder"

# make NAME RATE CHANNELS SECONDS SERIAL
make()
{
	ffmpeg -v error -y -f lavfi -i "anoisesrc=d=$4:c=pink:r=$2:a=0.7:s=$5" -ac "$3" -f wav "$1.wav" </dev/null
	oggenc -Q -s "$5" -o "$1.ogg" "$1.wav" 2>/dev/null
}

judge()
{
	oggdec -Q -R -b 16 -e 0 -s 1 -o "$2" "$1" 2>/dev/null
}

decode()
{
	timeout 30 "$AXON" run read_file "path=$1" ! vorbis_decode ! write_file "path=$2" 2>err
}

# same WHAT FILE: our samples of the file are oggdec's.
same()
{
	rm -f got.raw want.raw
	judge "$2" want.raw || fail "$1: oggdec refuses it"
	decode "$2" got.raw || fail "$1: $(cat err)"
	cmp -s want.raw got.raw || fail "$1: not oggdec's samples"
}

# is WHAT FILE RAW: our samples of the file are RAW.
is()
{
	rm -f got.raw
	decode "$2" got.raw || fail "$1: $(cat err)"
	cmp -s "$3" got.raw || fail "$1: wrong samples"
}

serial=1
for channels in 1 2 3 4 5 6 8; do
	for rate in 8000 44100; do
		make "c$channels-$rate" $rate $channels 1.3 $serial
		same "$channels channels at $rate Hz" "c$channels-$rate.ogg"
		serial=$((serial + 1))
	done
done
for rate in 11025 16000 22050 32000 48000 96000; do
	make "r$rate" $rate 2 1.1 $serial
	same "$rate Hz" "r$rate.ogg"
	serial=$((serial + 1))
done
make short 44100 2 0.001 90
same "44 frames" short.ogg

oggdec -Q -o want.wav c6-44100.ogg
"$AXON" run read_file path=c6-44100.ogg ! vorbis_decode ! ao_playback driver=wav file=got.wav
header=$(($(stat -c %s got.wav) - $(stat -c %s want.wav) + 44))
cmp -s <(tail -c +45 want.wav) <(tail -c +$((header + 1)) got.wav) || fail "6 channels: WAV differs from oggdec's"

# Chained: one stream behind another.
judge c2-44100.ogg a.raw
judge r22050.ogg b.raw
judge c1-8000.ogg c.raw
cat c2-44100.ogg r22050.ogg c1-8000.ogg c2-44100.ogg >chain.ogg
cat a.raw b.raw c.raw a.raw >chain.raw
is "four chained streams" chain.ogg chain.raw
cat c2-44100.ogg c2-44100.ogg >twice.ogg
cat a.raw a.raw >twice.raw
is "a stream behind itself" twice.ogg twice.raw
"$AXON" run read_file path=chain.ogg ! vorbis_decode ! ao_playback driver=raw file=got.raw
cmp -s chain.raw got.raw || fail "chained: driver=raw"
"$AXON" run read_file path=chain.ogg ! vorbis_decode ! ao_playback driver=wav file=got.wav 2>err &&
	fail "a WAV file took two formats"
grep -q "the sound changes from 44100 Hz, 2 channels to 22050 Hz" err || fail "two formats: $(cat err)"

# In pieces.
"$AXON" run read_file path=c2-44100.ogg ! chunk size=1 ! vorbis_decode ! write_file path=got.raw || fail "exit $?"
cmp -s a.raw got.raw || fail "in pieces of one byte"
"$AXON" run read_file path=c2-44100.ogg size=977 ! vorbis_decode ! chunk size=1000 ! write_file path=got.raw || fail "exit $?"
cmp -s a.raw got.raw || fail "in odd pieces"
"$AXON" run --seed 7 read_file path=c2-44100.ogg ! vorbis_decode ! ao_playback driver=null ||
	fail "under a seed"

# Cut off.
make long 44100 2 6 91
size=$(stat -c %s long.ogg)
for part in 3 5 7 9; do
	head -c $((size * part / 10)) long.ogg >cut.ogg
	same "cut off after $part tenths" cut.ogg
	grep -q "the end is missing" err || fail "cut off after $part tenths: no note, but '$(cat err)'"
done
# Begun in the middle, as ffmpeg cuts: the first granule position is not 0.
ffmpeg -v error -y -ss 0.5 -i c2-44100.ogg -c copy -f ogg middle.ogg </dev/null
same "begun in the middle" middle.ogg

# Garbage before, between and behind.
head -c 5000 c2-44100.wav >garbage
cat garbage c2-44100.ogg >front.ogg
is "garbage in front" front.ogg a.raw
grep -q "damaged input: 5000 bytes skipped" err || fail "garbage in front: $(cat err)"
cat c2-44100.ogg garbage c1-8000.ogg garbage >between.ogg
cat a.raw c.raw >want2.raw
is "garbage between and behind" between.ogg want2.raw

# Damaged: a byte changed in one page after another.
for part in 2 3 4 5 6 7 8; do
	cp long.ogg bad.ogg
	printf '\125\252\125' | dd of=bad.ogg bs=1 seek=$((size * part / 10)) conv=notrunc status=none
	same "damaged after $part tenths" bad.ogg
	grep -qE "damaged input: [0-9]+ bytes skipped, [1-9] gaps" err || fail "damaged: no note, but '$(cat err)'"
done

# Beside other streams.
if ffmpeg -v error -y -f lavfi -i testsrc=d=1:s=64x64 -i c2-44100.ogg -c:v libtheora -c:a copy \
	-f ogg both.ogg </dev/null 2>/dev/null; then
	same "beside a video" both.ogg
	ffmpeg -v error -y -i both.ogg -an -c:v copy -f ogg video.ogg </dev/null
	decode video.ogg got.raw && fail "a video alone is no sound"
	grep -q "not a Vorbis stream: an Ogg stream of Theora" err || fail "a video alone: $(cat err)"
fi

# refuses FILE SENTENCE
refuses()
{
	local status=0
	decode "$1" got.raw || status=$?
	expect "exit status for $1" "$status" 1
	grep -q "not a Vorbis stream: $2" err || fail "$1: $(cat err)"
}
: >empty
refuses empty "the input is empty"
refuses c2-44100.wav "it looks like a WAV or AVI file"
head -c 100000 /dev/zero >zeros
refuses zeros "no Ogg page"
echo "hello" >words
refuses words "no Ogg page in 6 bytes"
head -c 100 c2-44100.ogg >headers
refuses headers "it ends within its headers"
tail -c 20000 long.ogg >tail
refuses tail "Ogg pages without the beginning of a stream"
cp long.ogg setup.ogg
printf '\125\252\125' | dd of=setup.ogg bs=1 seek=2000 conv=notrunc status=none
refuses setup.ogg "Ogg pages without\|its headers are damaged\|it ends within"
if ffmpeg -v error -y -i c2-44100.wav -c:a flac -f ogg flac.ogg </dev/null 2>/dev/null; then
	refuses flac.ogg "an Ogg stream of FLAC"
fi
exit $((wrong > 0))
