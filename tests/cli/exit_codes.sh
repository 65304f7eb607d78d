#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# 0 done, 1 the graph failed, 2 the words were wrong; and what goes where.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

# check STATUS WORD...: runs the command into out and err.
check()
{
	local wanted=$1 got=0
	shift
	timeout 20 "$AXON" "$@" >out 2>err </dev/null || got=$?
	[[ $got == "$wanted" ]] || fail "axon $*: exit $got, not $wanted: $(cat err)"
}

silent()
{
	[[ ! -s out ]] || fail "$1: something on standard output: $(head -c 200 out)"
	[[ ! -s err ]] || fail "$1: something on standard error: $(head -c 200 err)"
}

check 0 --version
grep -qE '^axon [0-9]+\.[0-9]+\.[0-9]+$' out || fail "--version: $(cat out)"
check 0 --help
[[ -s out && ! -s err ]] || fail "--help goes to standard output"
check 2
[[ ! -s out && -s err ]] || fail "no words: help goes to standard error"
for command in run inspect machine docs bench; do
	check 0 "$command" --help
	[[ -s out && ! -s err ]] || fail "$command --help goes to standard output"
done

check 0 run generate count=1000 ! null_sink
silent "a run without options"
check 0 run --workers=2 generate count=100000 ! null_sink
silent "a run on two workers"
check 0 run --seed 7 generate count=1000 ! null_sink
check 0 run 'generate count=10 ! null_sink'
check 0 run 'generate count=10 | null_sink'
printf 'a = generate count=10\nb = null_sink\na.outbox -> b.inbox\n' >g.axon
check 0 run g.axon
check 0 run ./g.axon
check 0 run -f g.axon
cp g.axon plain
check 0 run plain
check 0 run --dot g.axon
grep -q digraph out || fail "--dot prints no digraph"

head -c 100000 /dev/urandom >in.bin
check 0 run read_file path=in.bin ! write_file path=out.bin
cmp in.bin out.bin || fail "a copied file differs"
check 0 run read_file path=in.bin ! console_out
cmp in.bin out || fail "console_out does not write what read_file read"

check 0 run --json generate count=1000 ! null_sink
grep -q '^{"event": "result", "outcome": "done", "failed": 0, ' out || fail "--json: $(cat out)"
check 1 run --json read_file path=not-there ! null_sink
grep -q '"outcome": "failed", "failed": 1, ' out || fail "--json of a failure: $(cat out)"

check 0 run -v generate count=10 ! null_sink
grep -q 'worker 0' err || fail "--verbose names no worker: $(cat err)"
[[ ! -s out ]] || fail "--verbose writes to standard output"
AXON_WORKERS=1 check 0 run -v generate count=10 ! null_sink
grep -q 'worker 1' err && fail "AXON_WORKERS=1 does not hold"
AXON_WORKERS=1 check 0 run -v --workers 2 generate count=10 ! null_sink
grep -q 'worker 1' err || fail "--workers does not win over AXON_WORKERS"

check 0 machine
grep -q 'worker 0' out || fail "machine shows no binding: $(cat out)"
check 0 machine --json
grep -qE '^\{"simulated": false, ' out || fail "machine --json: $(cat out)"
check 0 machine --workers 3
grep -q 'worker 2' out || fail "machine --workers 3: $(cat out)"
check 0 inspect
check 0 inspect generate null_sink

check 1 run read_file path=not-there ! null_sink
check 2 run red_file path=x ! null_sink
check 2 rnu

# What can't be written is told.
if [[ -e /dev/full ]]; then
	got=0
	"$AXON" --help >/dev/full 2>err || got=$?
	[[ $got == 1 ]] || fail "--help to a full device: exit $got, not 1"
fi

[[ $wrong == 0 ]]
