# SPDX-License-Identifier: Apache-2.0
# A server among peers that say nothing, never read, reset, read slowly or close by halves: the
# others are served as if they were not there, and nothing of them stays.
set -euo pipefail
. "$(dirname "$0")/tcp_lib.sh"

# What generate sends: byte p is p mod 251.
"$AXON" run generate kind=bytes count=2000 size=4096 ! write_file path=want

# ---- hostile company ----
serve crowd protocol='generate kind=bytes count=2000 size=4096'
before=$(sockets "$server")
background "$peer" silent "$port" 20 >silent.out
silent=$!
background "$peer" deaf "$port" 20 >deaf.out
deaf=$!
await grep -q connected silent.out
await grep -q connected deaf.out
"$peer" reset "$port" 50 0
"$peer" reset "$port" 20 10000
for n in 1 2 3 4 5; do
	timeout 20 "$peer" take "$port" >"got$n" &
	takers[n]=$!
done
for n in 1 2 3 4 5; do
	wait "${takers[n]}" || fail "a taker was not served: exit $?"
	cmp -s want "got$n" || fail "a taker got something else"
done
kill "$silent" "$deaf"
await has "$before" "$server" || fail "$(sockets "$server") sockets, not $before"
timeout 20 "$peer" take "$port" | cmp -s want - || fail "nobody is served after the crowd"
kill -0 "$server" || fail "the server has gone"
grep -q 'reset by the peer' crowd.log || fail "no line about the resets"
lines=$(grep -c 'connection from' crowd.log)
((lines <= 10)) || fail "$lines lines about resets"
end_server crowd

# ---- a slow reader ----
serve slow protocol='generate kind=bytes count=20 size=4096'
timeout 30 "$peer" slow "$port" 2000 >got || fail "the slow reader: exit $?"
head -c 81920 want | cmp -s - got || fail "the slow reader got something else"
end_server slow

# ---- closing by halves ----
serve halves protocol=echo
# It reads nothing until it has said all: more than sockets hold would wait for itself.
head -c 1000000 want >some
timeout 20 "$peer" half "$port" <some | cmp -s some - || fail "the echo differs"
timeout 20 "$peer" half "$port" </dev/null | cmp -s /dev/null - || fail "nothing was echoed as something"
await has "$before" "$server" || fail "halves: sockets stay open"
end_server halves
serve deafened protocol='generate kind=bytes count=2000 size=4096'
timeout 20 "$peer" half "$port" </dev/null | cmp -s want - || fail "ends its half at once: something else came"
timeout 20 "$peer" half "$port" <want | cmp -s want - || fail "says much that nobody hears: something else came"
await has "$before" "$server" || fail "deafened: sockets stay open"
end_server deafened

# ---- a protocol that only listens ----
serve listener protocol='write_file path=heard' connections=1
timeout 20 "$peer" half "$port" <want | cmp -s /dev/null - || fail "a listener spoke"
finish "$server" listener
expect "listener: exit status" "$status" 0
cmp -s want heard || fail "the listener heard something else"

# ---- patience ----
serve patience protocol='generate kind=bytes' stall=300ms
background "$peer" deaf "$port" 3 >deaf.out
await grep -q connected deaf.out
await grep -q 'timed out' patience.log || fail "no line about the stalled peers"
await has "$before" "$server" || fail "peers that take nothing are kept"
end_server patience

# ---- Ctrl-C with company ----
serve stopped protocol='generate kind=bytes'
background "$peer" silent "$port" 10 >silent.out
background "$peer" deaf "$port" 10 >deaf.out
await grep -q connected silent.out
await grep -q connected deaf.out
end_server stopped

exit $((wrong > 0))
