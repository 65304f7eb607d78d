#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ctrl-C ends a graph in order and exits with 0; twice, at once.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

ends_in_order()
{
	local which=$1 what=$2
	shift 2
	start "$@" >out 2>err
	local id=$!
	await runs $id || return 0
	sleep 0.3
	kill "-$which" $id
	finish $id "$what"
	expect "$what, SIG$which" "$status" 0
	[[ ! -s err ]] || grep -qv 'axon: ' err || fail "$what: $(cat err)"
}

# Idle, busy, in the middle of a file, on one worker and on two.
mkfifo quiet
exec 7<>quiet
for which in INT TERM; do
	ends_in_order $which "an idle graph" run console_in ! null_sink <quiet
	ends_in_order $which "a busy graph" run generate ! null_sink
	ends_in_order $which "a busy graph on one worker" run --workers 1 generate ! null_sink
	ends_in_order $which "a server" run tcp_server port=0 host=127.0.0.1 protocol=echo
	ends_in_order $which "a slow graph" run generate ! rate_limit messages=1 ! null_sink
	ends_in_order $which "a watched graph" run --stats=0.1 generate ! null_sink
	ends_in_order $which "a seeded graph" run --seed 3 generate ! null_sink
done

# What was written before stays written: a pipeline that is stopped leaves whole messages.
head -c 3000000 /dev/urandom >in.bin
start run read_file path=in.bin mode=bitrate rate=8M ! write_file path=part.bin
id=$!
await test -s part.bin || true
kill -INT $id
finish $id "a copy"
expect "a copy, stopped" "$status" 0
cmp -n "$(stat -c %s part.bin)" in.bin part.bin || fail "the part that was written differs"

# A shell that ignores SIGINT starts its background jobs that way: it must still work there.
(trap '' INT; exec "$AXON" run generate ! null_sink) &
id=$!
started+=($id)
await runs $id || true
kill -INT $id
finish $id "started with SIGINT ignored"
expect "started with SIGINT ignored" "$status" 0

# The result says it.
start run --json generate ! null_sink >out
id=$!
await runs $id || true
kill -INT $id
finish $id "--json, stopped"
grep -q '"outcome": "stopped", "failed": 0' out || fail "--json of a stopped run: $(cat out)"

# Twice: at once. Mostly the first one has done it by then.
for ((i = 0; i < 5; i++)); do
	start run tcp_server port=0 host=127.0.0.1 protocol='generate kind=bytes' 2>err
	id=$!
	await grep -q listening err || true
	exec 8<>"/dev/tcp/127.0.0.1/$(grep -oE ':[0-9]+' err | head -1 | tr -d :)"
	sleep 0.1
	kill -INT $id
	sleep 0.15
	kill -INT $id 2>/dev/null || true
	finish $id "a server with a client that reads nothing, twice"
	[[ $status == 0 || $status == 1 ]] || fail "a server stopped twice: exit $status"
done

# One key press that comes as several signals is one.
for ((i = 0; i < 10; i++)); do
	start run generate ! null_sink
	id=$!
	await runs $id || true
	kill -INT $id
	kill -TERM $id 2>/dev/null || true
	kill -INT $id 2>/dev/null || true
	finish $id "signals in a row"
	expect "signals in a row" "$status" 0
done

[[ $wrong == 0 ]]
