#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every workload runs, shortly, with one worker and with two, and its lines are JSON.
set -euo pipefail

wrong=0
# expect LINES WORDS...: so many lines of JSON from axon bench WORDS.
expect()
{
	local lines=$1 found out
	shift
	if ! out=$("$AXON" bench "$@" --runs 2 --json); then
		echo "axon bench $*: failed"
		wrong=1
	elif ! found=$("$AXON_BUILD/tests/bench/json_lines" <<<"$out") || [[ $found != "$lines" ]]; then
		echo "axon bench $*: $found (expected $lines lines)"
		wrong=1
	fi
}

for workers in 1 2; do
	expect 1 link --messages 10k --workers $workers
	expect 1 link --flush --messages 10k --workers $workers
	expect 1 link --spans --messages 10k --workers $workers
	expect 1 pingpong --messages 1k --workers $workers
	expect 1 pipe --messages 10k --workers $workers
	expect 1 pipe --stages 2 --messages 10k --workers $workers
	expect 1 pipe --stages 100 --spans --messages 1k --workers $workers
	expect 1 pipe --burst 1 --messages 1k --workers $workers
	expect 1 pipe --burst 1000 --messages 10k --workers $workers
	expect 1 token --messages 10k --workers $workers
	expect 1 token --stages 2 --messages 10k --workers $workers
	expect 1 spawn --messages 5k --workers $workers
	expect 1 idle --stages 1k --workers $workers
	expect 1 fan_in --messages 10k --workers $workers
	expect 1 fan_in --stages 3 --messages 10k --workers $workers
	expect 1 fan_out --messages 10k --workers $workers
	expect 1 fan_out --stages 1 --messages 10k --workers $workers
	expect 4 skew --messages 3 --workers $workers
	expect 1 payload --messages 100 --workers $workers
	expect 1 payload --messages 100 --reference --workers $workers
	expect 1 payload --messages 20 --size 64Ki --workers $workers
	expect 1 decode --messages 1 --workers $workers
	expect 1 bytes --messages 1k --workers $workers
	expect 1 bytes --messages 1k --size 100 --workers $workers
done
expect 6 pipe token --loop --messages 10k
expect 3 pipe --spans --loop --messages 10k
expect 3 payload --loop --messages 100
expect 3 decode --loop --messages 2
expect 3 bytes --loop --messages 1k
expect 2 pipe fan_in --burst 7 --messages 10k

# The table says the same to people.
grep -q 'ratio to it .* x$' <<<"$("$AXON" bench pipe token --loop --runs 1 --messages 10k)" || wrong=1
exit $wrong
