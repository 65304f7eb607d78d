#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Wrong words get their sentence on standard error, nothing on standard output, and status 2.
set -euo pipefail

wrong=0
expect()
{
	local sentence=$1 out err status=0
	shift
	out=$("$AXON" bench "$@" 2>/dev/null) || status=$?
	err=$("$AXON" bench "$@" 2>&1 >/dev/null) || true
	if [[ $status != 2 || -n $out || $err != "axon bench: $sentence" ]]; then
		printf 'axon bench %s: status %s\n  said     %s\n  expected %s\n' "$*" $status "$err" \
			"axon bench: $sentence"
		wrong=1
	fi
}

expect 'there is no workload "pip"; did you mean "pipe"?' pip
expect 'there is no option "--stagse"; did you mean "--stages"?' pipe --stagse 3
expect 'there is no option "-x"; see axon bench --help' -x
expect '--stages: needs a value, N' pipe --stages
expect '--spans: takes no value' pipe --spans=yes
expect '--stages: "many" is not a whole number like 1000, 64Ki, 10M or 1e9' pipe --stages many
expect '--messages: "1.5" is not a whole number like 1000, 64Ki, 10M or 1e9' pipe --messages 1.5
expect '--messages: "-5" is not a whole number like 1000, 64Ki, 10M or 1e9' pipe --messages -5
expect '--messages: "nan" is not a whole number like 1000, 64Ki, 10M or 1e9' pipe --messages nan
expect '--messages: "10x" is not a whole number like 1000, 64Ki, 10M or 1e9' pipe --messages 10x
expect '--messages: 1e13 is not from 1 to 1000000000000' pipe --messages 1e13
expect '--runs: 0 is not from 1 to 1000' pipe --runs 0
expect '--workers: 257 is not from 1 to 256' pipe --workers 257
expect '--size: 8 is not from 16 to 1073741824' payload --size 8
expect 'pipe: --stages is from 2 to 1000000, and not 1' pipe --stages 1
expect 'fan_out: --stages is from 1 to 1000, and not 2000' fan_out --stages 2000
expect 'pipe has no --size; it takes --stages, --workers, --burst, --messages, --spans, --loop' \
	pipe --size 1k
expect 'idle has no --messages; it takes --stages, --workers' idle --messages 5
expect 'token has no --burst; it takes --stages, --workers, --messages, --deal, --loop' pipe token --burst 1
expect 'link: --flush is for single messages, and not for --spans' link --flush --spans
expect '--stages needs the name of a workload before it' --stages 3
expect '--topology needs the name of a workload before it' --topology 'core:2 pu:1'
expect "topology 'cores:2 pu:1': 'cores' is not a level; did you mean 'core'?" pipe --topology 'cores:2 pu:1'
expect "topology 'core:512 pu:1' has 512 cores, and at most 256 workers are measured; say how many by --workers" \
	pipe --topology 'core:512 pu:1'

grep -q '^  fan_out ' <<<"$("$AXON" bench --help)" || wrong=1
exit $wrong
