#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Workers stand where `axon machine` says: within the affinity mask, the cpuset and the quota, and on
# the simulated machine when there is one, which is always said.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"
big='pack:2 [numa] l3:4 core:8 pu:2'

workers()
{
	grep -c '^worker [0-9]' "$1" || true
}

# ---- the real machine ----------------------------------------------------------------------------
"$AXON" machine >whole
grep -q '^seats ' whole || fail "no seats: $(cat whole)"
grep -q '^quota ' whole || fail "no quota: $(cat whole)"
! grep -q simulated whole || fail "the real machine is said to be simulated"
last=$(taskset -pc $$ | grep -oE '[0-9]+$')
taskset -c "$last" "$AXON" machine >part
expect 'workers under taskset' "$(workers part)" 1
grep -q "^allowed  *PUs $last\$" part || fail "not allowed $last alone: $(cat part)"
grep -q "^worker 0 on PU $last (" part || fail "not on PU $last: $(cat part)"
if (($(workers whole) > 1)); then
	expect 'its numbers' "$(grep -o "PU $last (.*" part)" "$(grep -o "PU $last (.*" whole)"
fi
"$AXON" machine --cpuset "$last" >set
expect 'workers of a cpuset' "$(workers set)" 1
grep -q "^worker 0 on PU $last (" set || fail "not on PU $last: $(cat set)"
"$AXON" machine --no-pin >loose
grep -q '^worker 0 on any core: not bound$' loose || fail "--no-pin: $(cat loose)"

# ---- a simulated one -----------------------------------------------------------------------------
"$AXON" machine --topology "$big" >simulated
grep -qFx "simulated  $big" simulated || fail "not said to be simulated: $(head -1 simulated)"
expect 'workers of a simulated machine' "$(workers simulated)" 64
expect 'of them said to be simulated' "$(grep -c '^worker .* on simulated PU .* in truth on PU' simulated)" 64
AXON_TOPOLOGY=$big "$AXON" machine >by_variable
diff simulated by_variable || fail "AXON_TOPOLOGY is not --topology"
"$AXON" machine --json --topology "$big" >json
grep -q '^{"simulated": true, ' json || fail "JSON: $(head -c 60 json)"
"$AXON" machine --workers 130 --topology "$big" >more
expect 'workers beyond the seats' "$(workers more)" 130
expect 'the first after the last' "$(grep -c 'on simulated PU 0 ' more)" 2
for option in --verbose --stats; do
	"$AXON" run "$option" --topology "$big" generate count=10 ! null_sink 2>said
	grep -q '^worker 63 on simulated PU 126 (core 63, .* in truth on PU' said ||
		fail "$option does not say where simulated workers stand: $(head -3 said)"
done

# What the threads are truly bound to.
taskset -c "$last" "$AXON" run --topology "$big" generate count=0 ! null_sink &
started+=($!)
bound()
{
	(($(cat "/proc/$1"/task/*/status | grep -c "^Cpus_allowed_list:.$last\$") >= 65))
}
await bound $! || true

# ---- under a seed --------------------------------------------------------------------------------
for i in 1 2; do
	"$AXON" run --verbose --seed 7 --topology "$big" --workers 128 \
		generate kind=bytes size=10 count=1000 ! chunk size=64 ! null_sink 2>seed.$i
done
grep -q '^128 virtual workers, seed 7$' seed.1 || fail "not 128: $(head -1 seed.1)"
grep -q '^worker 127 on simulated PU 127 ' seed.1 || fail "a seed: $(head -1 seed.1)"
diff seed.1 seed.2 || fail "the same seed runs otherwise"

# ---- a quota -------------------------------------------------------------------------------------
# In a name space of its own, where the cgroups' files are ours.
with_quota()
{
	unshare --user --map-root-user --mount bash -euc '
		mount -t tmpfs none /sys/fs/cgroup
		echo "$1 100000" >/sys/fs/cgroup/cpu.max
		shift
		"$@"' bash "$@"
}
if with_quota max true 2>why && grep -q '^0::' /proc/self/cgroup; then
	with_quota 50000 "$AXON" machine >half
	grep -q '^quota  *0.500 CPUs$' half || fail "no quota: $(cat half)"
	expect 'workers under a quota of a half' "$(workers half)" 1
	with_quota 50000 "$AXON" machine --workers 2 >two
	expect 'workers asked for under a quota' "$(workers two)" 2
	with_quota max "$AXON" machine >max
	expect 'workers without a quota' "$(workers max)" "$(workers whole)"
else
	echo "no quota was tried: $(cat why)"
fi
[[ $wrong == 0 ]]
