#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The two worked programs in the model of time: their results are right (measure looks), the same
# each time, and change the way they should with SPEs, buffers and costs.
set -euo pipefail
measure=$AXON_BUILD/bench/spe_time/measure

# cycles ARGUMENT...: the makespan.
cycles()
{
	"$measure" "$@" | cut -d' ' -f1
}

# less A B WHAT: A must be below B.
less()
{
	echo "$3: $1 and $2 cycles"
	if (($1 >= $2)); then
		echo "the first is not less"
		exit 1
	fi
}

for backend in native isa; do
	if ! "$measure" fir $backend 4096 0 >/dev/null 2>&1; then
		echo "$backend: not built, left out"
		continue
	fi
	one=$(cycles fir $backend 4096 0)
	[[ $one == "$(cycles fir $backend 4096 0)" ]]
	less "$(cycles fir $backend 4096 01)" "$one" "$backend: filter, two SPEs and one"
	less "$one" "$(cycles fir $backend 4096 0 memory=5000)" "$backend: filter, memory near and far"
	row=$(cycles pipeline $backend 4096 1357)
	[[ $row == "$(cycles pipeline $backend 4096 1357)" ]]
	less "$row" "$(cycles pipeline $backend 512 1357)" "$backend: pipeline, 4 KiB and 512 bytes"
	less "$row" "$(cycles pipeline $backend 4096 1357 store=20000)" \
		"$backend: pipeline, stores near and far"
done

# What the memory controller lets through at most: 8 bytes a cycle, in and out together.
read -r makespan bytes < <("$measure" fir native 8192 01234567)
less "$((2 * bytes / 8))" "$makespan" "filter: the memory's bound and 8 SPEs"
less "$makespan" "$((2 * bytes / 8 * 11 / 10))" "filter: 8 SPEs and a tenth above it"
