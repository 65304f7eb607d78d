# SPDX-License-Identifier: Apache-2.0
# The paper's example of re-use: the player fed by multicast, with the decoder unchanged. Runs in a
# network of its own, so that nothing leaves this machine and no other sender is heard.
set -euo pipefail
if [[ ${1:-} != inside ]]; then
	if unshare -n true 2>/dev/null; then
		exec unshare -n bash "$0" inside
	elif unshare -rn true 2>/dev/null; then
		exec unshare -rn bash "$0" inside
	fi
	echo "needs the right to make a network namespace"
	exit 77
fi
. "$(dirname "$0")/../cli/lib.sh"
cd "$folder"
song=${AXON_THEME:-/usr/share/sounds/freedesktop/stereo}/complete.oga
command -v ip >/dev/null && command -v oggdec >/dev/null && [[ -f $song ]] ||
	{ echo "needs iproute2, vorbis-tools and sound-theme-freedesktop"; exit 77; }
ip link set lo up
ip link set lo multicast on
ip route add 224.0.0.0/4 dev lo src 127.0.0.1

group=224.168.2.9 port=1600

# Whether n receivers have joined the group.
joined()
{
	[[ $(awk '$1 == "0902A8E0" { print $2 }' /proc/net/igmp) == "$1" ]]
}

oggdec -Q -R -b 16 -e 0 -s 1 -o want.raw "$song"
start run multicast_transceiver group=$group port=$port idle=5s ! detuple item=1 ! vorbis_decode ! \
	write_file path=got.raw
player=$!
start run multicast_transceiver group=$group port=$port idle=5s ! detuple item=0 ! write_file path=senders
listener=$!
start run multicast_transceiver group=$group port=$port idle=5s local=127.0.0.1 ! detuple item=1 ! \
	ao_playback driver=null 2>mistyped.log
mistyped=$!
await joined 3
"$AXON" run read_file "path=$song" mode=bitrate rate=1M interval=20ms ! chunk size=1400 ! \
	multicast_transceiver group=$group port=$port || fail "the sender: exit $?"
finish "$player" "the player"
expect "the player: exit status" "$status" 0
cmp -s want.raw got.raw || fail "the player: not oggdec's samples"
finish "$listener" "the listener"
expect "the listener: exit status" "$status" 0
expect "distinct senders" "$(grep -oE '127\.0\.0\.1:[0-9]+' senders | sort -u | wc -l)" 1
finish "$mistyped" "sound that was never decoded"
expect "sound that was never decoded: exit status" "$status" 1
expect "what it says" "$(head -n 1 mistyped.log)" "ao_playback: inbox got a message of type bytes, not pcm"

# says WANTED WORDS...: the words fail with that line.
says()
{
	local want=$1
	shift
	status=0
	timeout 20 "$AXON" run "$@" 2>err || status=$?
	expect "$*: exit status" "$status" 1
	expect "$*" "$(head -n 1 err)" "$want"
}

says 'multicast_transceiver: group=10.0.0.1 is not a multicast address: those go from 224.0.0.0 to 239.255.255.255' \
	multicast_transceiver group=10.0.0.1 port=$port ! null_sink
says "multicast_transceiver: can't join $group: no interface with the address 192.0.2.1 does multicast" \
	multicast_transceiver group=$group port=$port local=192.0.2.1 ! null_sink
says 'multicast_transceiver: a message of 70000 bytes does not fit into a datagram: put chunk size=1400 before' \
	generate kind=bytes size=70000 count=1 ! multicast_transceiver group=$group port=$port

exit $((wrong > 0))
