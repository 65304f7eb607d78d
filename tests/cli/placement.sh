#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A run leaves a profile: what each component and link did.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

# ---- a profile -----------------------------------------------------------------------------------
"$AXON" run --profile whole.json generate count=1000000 ! null_sink
grep -q '{"name": "generate", "type": "generate", "worker": [0-9]*, "steps": [0-9]*, "taken": 0, "sent": 1000001, ' \
	whole.json || fail "what generate did: $(cat whole.json)"
grep -q '{"from": "generate.outbox", "to": "null_sink.inbox", "messages": 1000000}' whole.json ||
	fail "what the link carried: $(cat whole.json)"
if command -v python3 >/dev/null; then
	python3 -c 'import json
p = json.load(open("whole.json"))
assert p["axon_profile"] == 1 and p["elapsed_ns"] > 0, p
c = {c["name"]: c for c in p["components"]}
assert c["null_sink"]["taken"] == 1000001 and 0 < c["null_sink"]["ran_ns"] <= p["elapsed_ns"], p' ||
		fail "the JSON is wrong: $(cat whole.json)"
fi
start run --profile stopped.json generate ! null_sink
sleep 0.3
kill -INT $!
finish $! 'a graph that was stopped'
expect 'a stopped graph' "$status" 0
grep -q '"from": "generate.outbox", "to": "null_sink.inbox", "messages": [1-9]' stopped.json ||
	fail "a stopped graph has no profile: $(cat stopped.json)"
if [[ -e /dev/full ]]; then
	status=0
	"$AXON" run --profile /dev/full generate count=10 ! null_sink 2>err || status=$?
	expect 'a profile without room' "$status" 1
	grep -q '/dev/full: the profile could not be written: No space left' err || fail "$(cat err)"
fi
[[ $wrong == 0 ]]
