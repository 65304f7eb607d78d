#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A run leaves a profile: what each component and link did. `axon place` makes a placement of it, and
# a run keeps to that.
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
# The end comes by the inbox and by control: who ends by the one may leave the other.
assert c["null_sink"]["taken"] in (1000000, 1000001) and 0 < c["null_sink"]["ran_ns"] <= p["elapsed_ns"], p' ||
		fail "the JSON is wrong: $(cat whole.json)"
fi
start run --profile stopped.json generate kind=bytes size=1 ! write_file path=some
await test -s some
kill -INT $!
finish $! 'a graph that was stopped'
expect 'a stopped graph' "$status" 0
grep -q '"from": "generate.outbox", "to": "write_file.inbox", "messages": [1-9]' stopped.json ||
	fail "a stopped graph has no profile: $(cat stopped.json)"
if [[ -e /dev/full ]]; then
	status=0
	"$AXON" run --profile /dev/full generate count=10 ! null_sink 2>err || status=$?
	expect 'a profile without room' "$status" 1
	grep -q '/dev/full: the profile could not be written: No space left' err || fail "$(cat err)"
fi

# ---- a placement ---------------------------------------------------------------------------------
graph=(generate count=10000 ! null_sink)
"$AXON" place "${graph[@]}" >hints
grep -q '^worker 0 on core [0-9]*, 100 % busy, 0 links to others: generate, null_sink$' hints ||
	fail "by hints: $(cat hints)"
"$AXON" place --profile whole.json --output placed.yaml "${graph[@]}" >profiled
grep -q '^expected: .* messages/s; ' profiled || fail "by a profile: $(cat profiled)"
grep -q '^      - "null_sink"$' placed.yaml || fail "the file: $(cat placed.yaml)"
"$AXON" run --verbose --placement placed.yaml "${graph[@]}" 2>said
expect 'where generate is' "$(grep -o '^worker [0-9]*: .*generate' said | cut -d: -f1)" \
	"$(grep -o '^worker [0-9]* on .*generate' profiled | cut -d' ' -f1-2)"
"$AXON" place --measure=0.1 --profile whole.json generate ! null_sink >measured
grep -q '^placement 0: .* messages/s$' measured || fail "--measure: $(cat measured)"

# Apart on a simulated machine, and not moved again.
cat >apart.yaml <<'END'
placement:
  - components: generate
    core: 5
  - {components: "null*", l3: 3}
END
"$AXON" run --verbose --topology 'pack:2 l3:2 core:2 pu:1' --placement apart.yaml "${graph[@]}" 2>said
grep -q '^worker 5: generate$' said || fail "not on core 5: $(cat said)"
grep -qE '^worker [67]: null_sink$' said || fail "not on L3 3: $(cat said)"
for i in 1 2; do
	"$AXON" run --verbose --seed 3 --topology 'l3:1 core:8 pu:1' --placement <(
		echo '{"placement": [{"components": ["generate", "null_sink"], "core": 6}]}'
	) "${graph[@]}" 2>seed.$i
done
grep -q '^worker 6: generate, null_sink$' seed.1 || fail "under a seed: $(cat seed.1)"
diff seed.1 seed.2 || fail "the same seed runs otherwise"
[[ $wrong == 0 ]]
