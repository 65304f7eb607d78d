# SPDX-License-Identifier: Apache-2.0
# What a server says and does at its limits: connections, descriptors, ports in use; and how a
# client names what went wrong.
set -euo pipefail
. "$(dirname "$0")/tcp_lib.sh"

# ---- limit= and connections= ----
serve limited protocol=echo limit=2 connections=3
background "$peer" silent "$port" 2 >silent.out
first=$!
await grep -q connected silent.out
echo three | timeout 20 "$peer" half "$port" >third &
third=$!
await grep -q '2 connections: others wait until one ends (limit=)' limited.log
kill -0 $third 2>/dev/null || fail "the third of two was served"
kill "$first"
wait $third || fail "the third was never served"
expect "the third's echo" "$(<third)" three
finish "$server" limited
expect "limited: exit status" "$status" 0

# ---- descriptors ----
: >narrow.log
(ulimit -n 24 && exec "$AXON" run tcp_server port=0 host=127.0.0.1 protocol=echo) 2>narrow.log &
server=$!
started+=("$server")
await grep -q 'listening on' narrow.log || true
port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' narrow.log)
background "$peer" silent "$port" 40 >silent.out
many=$!
await grep -q connected silent.out
await grep -q 'descriptors of this process (ulimit -n): others wait until one ends' narrow.log
expect "lines about descriptors" "$(grep -c ulimit narrow.log)" 1
kill "$many"
echo again | timeout 20 "$peer" half "$port" >again || fail "not served after the shortage"
expect "the echo after the shortage" "$(<again)" again
end_server narrow

# ---- descriptors that the protocols need, too ----
head -c 100000 /dev/urandom >file
: >files.log
(ulimit -n 80 && exec "$AXON" run tcp_server port=0 host=127.0.0.1 protocol='read_file path=file mode=bitrate rate=4M') \
	2>files.log &
server=$!
started+=("$server")
await grep -q 'listening on' files.log || true
port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' files.log)
for ((n = 0; n < 60; n++)); do
	timeout 20 "$peer" take "$port" >"file$n" &
	takers[n]=$!
done
for ((n = 0; n < 60; n++)); do
	wait "${takers[n]}" || fail "taker $n: exit $?"
	cmp -s file "file$n" || fail "taker $n got something else"
done
expect "lines about descriptors" "$(grep -c ulimit files.log)" 1
end_server files

# ---- a port in use ----
serve first protocol=echo
status=0
"$AXON" run tcp_server "port=$port" host=127.0.0.1 protocol=echo 2>err || status=$?
expect "port in use: exit status" "$status" 1
expect "port in use" "$(head -n 1 err)" "tcp_server: port $port of 127.0.0.1 is in use by another program"
end_server first

# says WANTED WORDS...: the words fail with that one line.
says()
{
	local want=$1
	shift
	status=0
	timeout 20 "$AXON" run "$@" 2>err || status=$?
	expect "$*: exit status" "$status" 1
	expect "$*" "$(head -n 1 err)" "$want"
}

says 'tcp_server: host=elsewhere is not an address: write 0.0.0.0 (every address), 127.0.0.1, ::1 or another one of this machine' \
	tcp_server port=0 host=elsewhere protocol=echo
says 'tcp_server: 192.0.2.1 is not an address of this machine' \
	tcp_server port=0 host=192.0.2.1 protocol=echo
says "tcp_connection: a tcp_connection is made by a tcp_server for each client; to connect to a server use tcp_client" \
	tcp_connection ! null_sink

# ---- a client's troubles ----
says "tcp_client: connection to 127.0.0.1:$port refused: nothing listens there" \
	tcp_client host=127.0.0.1 "port=$port" ! null_sink
timeout 20 "$AXON" run tcp_client host=nobody.invalid port=1500 ! null_sink 2>err && fail "found nobody.invalid"
# Without a name server nobody knows.
grep -qE "^tcp_client: (no host named nobody.invalid|the address of nobody.invalid can't be found: .*)$" err ||
	fail "no such host: $(<err)"

background "$peer" full >full.out
await test -s full.out
says "tcp_client: connection to 127.0.0.1:$(<full.out) not answered within 0.3 s" \
	tcp_client host=127.0.0.1 "port=$(<full.out)" timeout=300ms ! null_sink

background "$peer" serve reset 100000 >reset.out
reset=$!
await test -s reset.out
port=$(head -n 1 reset.out)
background "$AXON" run tcp_client host=127.0.0.1 "port=$port" ! write_file path=got 2>err
client=$!
await eval '[[ $(stat -c %s got) == 100000 ]]'
kill "$reset"
finish "$client" "a client whose peer resets"
expect "a client whose peer resets: exit status" "$status" 1
expect "a client whose peer resets" "$(head -n 1 err)" \
	"tcp_client: connection to 127.0.0.1:$port was reset by the peer"

# ---- both directions of a client at once ----
background "$peer" serve drink 1000000 >drink.out
await test -s drink.out
"$AXON" run generate kind=bytes count=500 size=10000 ! write_file path=want
timeout 20 "$AXON" run generate kind=bytes count=500 size=10000 ! \
	tcp_client host=127.0.0.1 "port=$(head -n 1 drink.out)" ! write_file path=got || fail "client: exit $?"
expect "bytes that the client received" "$(stat -c %s got)" 1000000
await eval '[[ $(tail -n +2 drink.out | wc -c) == 5000000 ]]'
tail -n +2 drink.out | cmp -s want - || fail "the client sent something else"

# ---- back-pressure: a server that reads nothing holds the source, not memory ----
background "$peer" serve stay 0 >stay.out
await test -s stay.out
background "$AXON" run generate kind=bytes size=65520 ! tcp_client host=127.0.0.1 "port=$(head -n 1 stay.out)"
client=$!
await runs "$client"
sleep 1
size=$(awk '/^Private_Dirty/ { print $2 }' "/proc/$client/smaps_rollup")
((size < 100000)) || [[ -n ${AXON_SANITIZE:-} ]] || fail "a client whose peer reads nothing grew to $size KiB"
kill -INT "$client"
finish "$client" "a client that waits for its peer"
expect "interrupted client: exit status" "$status" 0

exit $((wrong > 0))
