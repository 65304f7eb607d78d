#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# --stats: lines when it is piped, a table redrawn in place on a terminal, JSON with --json.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

slow=(generate ! rate_limit messages=10 ! null_sink)

# Whether a file has four lines about null_sink.
has_four()
{
	(($(grep -c null_sink "$1") >= 4))
}

# watch FILE OPTION...: runs with --stats until FILE, which is out or err, has four lines.
watch()
{
	local file=$1 id
	shift
	: >out
	: >err
	start run --stats=0.2 "$@" "${slow[@]}" >out 2>err
	id=$!
	await has_four "$file" || true
	kill -INT "$id"
	finish "$id" "--stats"
}

watch err
[[ ! -s out ]] || fail "--stats wrote to standard output"
grep -qE '^[0-9.]+s worker [0-9]+ rate_limit: [0-9]+ steps/s, [0-9]+ messages/s, input [0-9.]+ %, running [0-9.]+ %, room [0-9.]+ %, box [0-9]+/[0-9]+' \
	err || fail "no line for rate_limit: $(cat err)"
grep -qE '^stopped after [0-9.]+ s: ' err || fail "no closing line: $(tail -1 err)"
awk '/ null_sink: / { n++ }
	/^stopped after/ { most = $3 / 0.2 + 1 }
	END { exit n > most }' err || fail "more than a line every 0.2 s: $(cat err)"
! grep -q $'\033' err || fail "an escape sequence in a pipe"

watch out --json
grep -qE '^\{"event": "stats", "seconds": [0-9.]+, "components": \[\{"name": ' out ||
	fail "no JSON: $(head -1 out)"
[[ $(tail -1 out) == '{"event": "result", "outcome": "stopped"'*'}' ]] || fail "last: $(tail -1 out)"
if command -v python3 >/dev/null; then
	python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin]
shares = [c[k] for l in lines[:-1] for c in l["components"] for k in ("input", "running", "room")]
assert len(lines) > 3 and all(0 <= s <= 1 for s in shares), lines
names = {c["name"] for l in lines[:-1] for c in l["components"]}
assert {"rate_limit", "null_sink"} <= names, names' <out || fail "the JSON is wrong"
fi

# A terminal, by script(1).
if command -v script >/dev/null; then
	script -qec "stty cols 90 rows 20; '$AXON' run --stats=0.2 ${slow[*]/#generate/generate count=35}" typescript \
		>/dev/null </dev/null
	grep -q 'worker  component' typescript || fail "no table on a terminal: $(cat typescript)"
	grep -q $'\033\[[0-9]*A' typescript || fail "the table is not redrawn in place"
	while IFS= read -r line; do
		line=${line//$'\r'/}
		line=${line//$'\033'\[*([0-9;])[A-Z]/}
		[[ ${#line} -le 110 ]] || fail "a line of ${#line} columns: $line"
	done < <(grep -v '^Script ' typescript)
fi

[[ $wrong == 0 ]]
