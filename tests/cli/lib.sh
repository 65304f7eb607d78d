# SPDX-License-Identifier: Apache-2.0
# What the tests of the command share: a folder of their own, and a count of what went wrong.
# shellcheck shell=bash
: "${AXON:?AXON must name the command}"
export AXON
unset AXON_WORKERS AXON_CPUSET AXON_TOPOLOGY
folder=$(mktemp -d)
wrong=0

# Ends what a test left running, by the ids that it kept in `started`.
started=()
clean_up()
{
	local id
	for id in "${started[@]}"; do
		kill -KILL "$id" 2>/dev/null && wait "$id" 2>/dev/null || true
	done 2>/dev/null
	rm -rf "$folder"
}
trap clean_up EXIT

fail()
{
	printf 'WRONG: %s\n' "$*"
	wrong=$((wrong + 1))
}

# expect WHAT ACTUAL WANTED
expect()
{
	[[ $2 == "$3" ]] || fail "$1: $2, not $3"
}

# Waits up to a minute for a command to succeed.
await()
{
	local n
	for ((n = 0; n < 1200; n++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	fail "waited in vain for: $*"
	return 1
}

# Starts the command in the background; its id is $! and in `started`.
start()
{
	# Without a redirection the shell would give it /dev/null.
	"$AXON" "$@" <&0 &
	started+=($!)
}

# Whether the command runs its graph: the thread that waits for signals is there.
runs()
{
	[[ -d /proc/$1/task && $(ls "/proc/$1/task" | wc -l) -ge 2 ]] &&
		grep -q '^SigBlk:.*4002$' "/proc/$1/status"
}

# The exit status of a background command that ends by itself within a minute, in $status.
finish()
{
	local id=$1 n
	for ((n = 0; n < 1200; n++)); do
		kill -0 "$id" 2>/dev/null || break
		sleep 0.05
	done
	if ((n == 1200)); then
		fail "still running after a minute: $2"
		kill -KILL "$id"
	fi
	status=0
	wait "$id" || status=$?
}
