#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every peer program that can be built here counts its messages right, on one core and on two; what
# lacks a package is named. A wrong word is an error of the program, too.
set -euo pipefail

build=$AXON_BUILD/tests/bench/peers
cmake -S "$AXON_SOURCE" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	-DCMAKE_C_COMPILER="$AXON_CC" -DAXON_PEERS=ON -DAXON_TESTS=OFF -DAXON_WERROR=ON |
	grep '^-- Peers'
cmake --build "$build" --target peers -j "$(nproc)" >"$build/log" 2>&1 || {
	tail -n 30 "$build/log"
	exit 1
}

wrong=0
runs=0
complain()
{
	echo "$1"
	wrong=1
}

# count PROGRAM VARIANT WORKLOAD MESSAGES EXPECTED WORKERS
count()
{
	local said words=("$2" "$3" "messages=$4" stages=10 "workers=$6")
	runs=$((runs + 1))
	if ! said=$("$build/peers/$1" "${words[@]}" 2>&1 </dev/null); then
		complain "$1 ${words[*]}: $said"
	elif [[ $said != *" $5" ]]; then
		complain "$1 ${words[*]}: said \"$said\" (expected $5 counted)"
	fi
}

for path in "$build"/peers/*; do
	program=${path##*/}
	[[ $program != *.* ]] || continue
	while read -r variant workload; do
		for workers in 1 2; do
			case $workload in
			# Five of the ten components do twenty times as much.
			skew) count "$program" "$variant" skew 10 1050 $workers ;;
			*) count "$program" "$variant" "$workload" 10000 10000 $workers ;;
			esac
		done
	done < <("$path" </dev/null)
	! "$path" nonsense pipe >/dev/null 2>&1 </dev/null || complain "$program: takes nonsense"
done

# The comparison itself: a row with a peer that is always there, and a word that is wrong.
compare=$AXON_SOURCE/bench/peers/compare
if command -v python3 >/dev/null; then
	mkdir -p "$build/bin"
	ln -sf "$AXON" "$build/bin/axon"
	said=$("$compare" --build "$build" --rounds 1 --json spawn 2>&1) || complain "compare: $said"
	for name in axon 'limit malloc'; do
		[[ $said == *"\"$name\": {\"median\": "[1-9]* ]] ||
			complain "compare: no figure of $name: $said"
	done
	! "$compare" --build "$build" nonsense 2>/dev/null || complain "compare: takes nonsense"
fi
echo "$runs runs counted"
[[ $runs -gt 0 && $wrong == 0 ]]
