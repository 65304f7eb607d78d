# SPDX-License-Identifier: Apache-2.0
# The paper's streaming system as two processes, and each half of it against a stranger: ffmpeg and
# ogg123 as clients of our server, ffmpeg as a server of our client.
set -euo pipefail
. "$(dirname "$0")/tcp_lib.sh"
song=${AXON_THEME:-/usr/share/sounds/freedesktop/stereo}/complete.oga
for tool in oggdec ogg123 ffmpeg python3; do
	command -v $tool >/dev/null || { echo "needs vorbis-tools, ffmpeg and python3"; exit 77; }
done
[[ -f $song ]] || { echo "needs sound-theme-freedesktop"; exit 77; }
oggdec -Q -R -b 16 -e 0 -s 1 -o want.raw "$song"

# The greatest difference between the samples of two files, or "length".
distance()
{
	python3 - "$1" "$2" <<-'END'
		import array, sys
		a, b = (array.array('h', open(name, 'rb').read()) for name in sys.argv[1:])
		print(max(map(lambda x, y: abs(x - y), a, b), default=0) if len(a) == len(b) else 'length')
	END
}

serve server protocol="read_file path='$song' mode=bitrate rate=400k"

# ---- our client ----
timeout 30 "$AXON" run tcp_client host=127.0.0.1 "port=$port" ! vorbis_decode ! \
	ao_playback driver=raw file=got.raw || fail "our client: exit $?"
cmp -s want.raw got.raw || fail "our client: not oggdec's samples"
timeout 30 "$AXON" run tcp_client host=localhost "port=$port" ! write_file path=got.oga || fail "by name: exit $?"
cmp -s "$song" got.oga || fail "by name: not the file"

# ---- strangers as clients ----
timeout 30 ffmpeg -v error -y -i "tcp://127.0.0.1:$port" -f s16le -c:a pcm_s16le ffmpeg.raw </dev/null ||
	fail "ffmpeg as a client: exit $?"
step=$(distance want.raw ffmpeg.raw)
[[ $step == [01] ]] || fail "ffmpeg as a client: differs by $step"
exec 3<>"/dev/tcp/127.0.0.1/$port"
timeout 30 ogg123 -q -d raw -o byteorder:little -f ogg123.raw - <&3 || fail "ogg123 as a client: exit $?"
exec 3>&-
cmp -s want.raw ogg123.raw || fail "ogg123 as a client: not oggdec's samples"

# ---- four at a time ----
for n in 1 2 3 4; do
	timeout 30 "$AXON" run tcp_client host=127.0.0.1 "port=$port" ! vorbis_decode ! \
		write_file "path=got$n.raw" &
	players[n]=$!
done
for n in 1 2 3 4; do
	wait "${players[n]}" || fail "player $n: exit $?"
	cmp -s want.raw "got$n.raw" || fail "player $n: not oggdec's samples"
done
end_server server

# ---- a stranger as a server ----
serve spare protocol=echo
end_server spare
free=$port
background ffmpeg -v error -re -i "$song" -c copy -f ogg "tcp://127.0.0.1:$free?listen" </dev/null
stranger=$!
await eval "grep -q ':$(printf %04X "$free") 00000000:0000 0A' /proc/net/tcp"
timeout 30 "$AXON" run tcp_client host=127.0.0.1 "port=$free" ! vorbis_decode ! write_file path=got.raw ||
	fail "ffmpeg as a server: exit $?"
wait "$stranger" || fail "ffmpeg as a server failed"
# The packets are copied, so the samples are the same; ffmpeg keeps a few at the end that trimming
# by the last page's position takes away.
size=$(stat -c %s want.raw)
head -c "$size" got.raw | cmp -s want.raw - || fail "ffmpeg as a server: not oggdec's samples"

exit $((wrong > 0))
