#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ten million messages, each one's number checked at every stage: none lost, doubled or reordered.
set -euo pipefail

wrong=0
expect()
{
	local out
	out=$("$AXON" bench "$@" --messages 1e7 --runs 1 --json) || wrong=1
	if ! grep -q '"counted":10000000}' <<<"$out"; then
		echo "axon bench $*: $out"
		wrong=1
	fi
}

expect pipe
expect pipe --workers 2
expect pipe --spans --workers 2
expect link
expect link --spans
expect fan_in --workers 2
expect fan_out --workers 2
exit $wrong
