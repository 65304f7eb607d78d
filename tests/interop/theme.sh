# SPDX-License-Identifier: Apache-2.0
# Every file of sound-theme-freedesktop decodes as oggdec decodes it, bit for bit, through a file
# and through libao, and within one step of ffmpeg's own decoder.
set -euo pipefail
. "$(dirname "$0")/../cli/lib.sh"
theme=${AXON_THEME:-/usr/share/sounds/freedesktop/stereo}
command -v oggdec >/dev/null && [[ -d $theme ]] || { echo "needs vorbis-tools and sound-theme-freedesktop"; exit 77; }
cd "$folder"

# The greatest difference between two files of 16-bit samples.
distance()
{
	python3 - "$1" "$2" <<-'END'
		import array, sys
		a, b = (array.array('h', open(name, 'rb').read()) for name in sys.argv[1:])
		print(max(map(lambda x, y: abs(x - y), a, b), default=0) if len(a) == len(b) else 'length')
	END
}

count=0
for song in "$theme"/*.oga; do
	name=$(basename "$song")
	oggdec -Q -R -b 16 -e 0 -s 1 -o want.raw "$song"
	"$AXON" run read_file "path=$song" ! vorbis_decode ! write_file path=got.raw || fail "$name: exit $?"
	cmp -s want.raw got.raw || fail "$name: not oggdec's samples"
	"$AXON" run read_file "path=$song" ! vorbis_decode ! ao_playback driver=raw file=ao.raw ||
		fail "$name: raw: exit $?"
	cmp -s want.raw ao.raw || fail "$name: driver=raw: not oggdec's samples"
	count=$((count + 1))
done
expect "files in the theme" "$count" 35

oggdec -Q -o want.wav "$theme/bell.oga"
"$AXON" run read_file "path=$theme/bell.oga" ! vorbis_decode ! ao_playback driver=wav file=got.wav
cmp -s <(tail -c +45 want.wav) <(tail -c +69 got.wav) || fail "driver=wav: not oggdec's samples"

if command -v ffmpeg >/dev/null; then
	for name in bell complete phone-incoming-call; do
		"$AXON" run read_file "path=$theme/$name.oga" ! vorbis_decode ! write_file path=got.raw
		ffmpeg -v error -y -i "$theme/$name.oga" -f s16le -c:a pcm_s16le want.raw </dev/null
		step=$(distance want.raw got.raw)
		[[ $step == [01] ]] || fail "$name: ffmpeg differs by $step"
	done
fi
echo "$count files"
exit $((wrong > 0))
