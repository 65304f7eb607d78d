#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# An idle graph for 10 s: under 10 ms of CPU in all threads, and nobody wakes up.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

# The voluntary context switches of all threads: each is a wake-up, once it has gone to sleep.
wakes()
{
	cat /proc/"$1"/task/*/status | awk '/^voluntary_ctxt_switches/ { n += $2 } END { print n }'
}

# CPU time of all threads in ns, exact where the kernel says it.
cpu_ns()
{
	cat /proc/"$1"/task/*/schedstat | awk '{ n += $1 } END { print n }'
}

asleep()
{
	! grep -h '^State:' /proc/"$1"/task/*/status | grep -qv sleeping
}

# Takes the first measure of the id in $1, once it has settled.
settle()
{
	await runs "$1"
	sleep 1
	await asleep "$1"
	wakes_before[$1]=$(wakes "$1")
	cpu_before[$1]=$(cpu_ns "$1")
}

measure()
{
	local id=$1 most_wakes=$2 what=$3
	local woke=$(($(wakes "$id") - ${wakes_before[$id]}))
	local ns=$(($(cpu_ns "$id") - ${cpu_before[$id]}))
	local all
	all=$(awk '{ print ($14 + $15) * 10 }' "/proc/$id/stat")
	echo "$what: $((ns / 1000)) us of CPU and $woke wake-ups in 10 s ($all ms since its start)"
	((ns < 10000000)) || fail "$what: $((ns / 1000)) us of CPU"
	((woke <= most_wakes)) || fail "$what: $woke wake-ups"
	kill -INT "$id"
	finish "$id" "$what"
	expect "$what" "$status" 0
}

declare -A wakes_before cpu_before
mkfifo quiet
exec 7<>quiet

start run console_in ! console_out <quiet
pipe=$!
start run --workers 2 tcp_server port=0 host=127.0.0.1 protocol=echo 2>server.err
server=$!
await grep -q listening server.err
exec 8<>"/dev/tcp/127.0.0.1/$(grep -oE ':[0-9]+' server.err | head -1 | tr -d :)"
# One message a second, with a full link before it: the timer, and the director's looks at who waits
# for room.
start run generate ! rate_limit messages=1 ! null_sink
timer=$!

for id in $pipe $server $timer; do
	settle "$id"
done
sleep 10
measure $pipe 0 "a silent pipe"
measure $server 0 "a server with a silent client"
measure $timer 200 "a message a second"

[[ $wrong == 0 ]]
