#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the core with one mistake at a time and lets seeds look for it: each must be caught.
#   mutants.sh [NAME...]   AXON_SEEDS: how many seeds may be tried, 20,000 unless told otherwise
set -eu

here=$AXON_SOURCE/tests/schedule
work=$AXON_BUILD/tests/schedule/mutants
seeds=${AXON_SEEDS:-20000}
wrap=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
rm -rf "$work"
mkdir -p "$work"

# objects TREE INTO PATH...: compiles files of a tree.
objects()
{
	local tree=$1 into=$2 path
	shift 2
	for path; do
		"$AXON_CC" -std=gnu11 -O1 -g -w -D_GNU_SOURCE= -DAX_SEEDED -I"$tree/engine" \
			-I"$tree/engine/include" -I"$tree/schedulers" -I"$tree/schedulers/include" \
			-I"$tree/spe/include" -I"$here" -c "$tree/$path" -o "$into/${path//\//_}.o"
	done
}

# A copy to make mistakes in, and the objects without any.
mkdir -p "$work/tree" "$work/right"
cp -r "$AXON_SOURCE"/{engine,schedulers,spe} "$work/tree"
perl "$here/mutate.pl" check "$here/mutants.txt" - "$work/tree"
mapfile -t sources <"$AXON_BUILD/tests/schedule/core_sources"
objects "$AXON_SOURCE" "$work/right" "${sources[@]}" \
	tests/schedule/core_{draw,fiber,graphs,host,looks,main,memory,outside,parts,spe,store}.c

# build NAME: the core with that mistake.
build()
{
	local name=$1 paths
	mkdir -p "$work/$name"
	cp "$work"/right/*.o "$work/$name"
	paths=$(perl "$here/mutate.pl" make "$here/mutants.txt" "$name" "$work/tree")
	# shellcheck disable=SC2086
	objects "$work/tree" "$work/$name" $paths
	for path in $paths; do
		cp "$AXON_SOURCE/$path" "$work/tree/$path"
	done
	"$AXON_CC" -o "$work/$name/core" "$work/$name"/*.o "$wrap"
	rm "$work/$name"/*.o
}

n=0
caught=0
missed=
while IFS=$'\t' read -r name kind what; do
	[[ $# -eq 0 || " $* " == *" $name "* ]] || continue
	n=$((n + 1))
	build "$name"
	only=()
	[[ $kind == - ]] || only=(--kind "$kind")
	if said=$("$work/$name/core" "${only[@]}" --seeds "$seeds" 2>/dev/null); then
		missed+=" $name"
		printf 'MISSED  %-22s %s\n' "$name" "$what"
	else
		caught=$((caught + 1))
		[[ -n $said ]] || said='no report'
		printf 'caught  %-22s %s\n' "$name" "${said%%$'\n'*}"
	fi
done < <(perl "$here/mutate.pl" names "$here/mutants.txt")

echo "$caught of $n mutants caught"
[[ $n -gt 0 && -z $missed ]]
