# SPDX-License-Identifier: Apache-2.0
# To be sourced: what the tests of TCP share.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
peer=${AXON_PEER:-${AXON_BUILD:?}/tests/interop/tcp_peer}
[[ -x $peer ]] || { echo "needs $peer"; exit 77; }
cd "$folder"

# Starts something in the background; its id is $! and in `started`.
background()
{
	"$@" &
	started+=($!)
}

# serve NAME WORDS...: a server on a free port of this machine; sets server and port. What it says
# is in NAME.log.
serve()
{
	local name=$1
	shift
	: >"$name.log"
	background "$AXON" run tcp_server port=0 host=127.0.0.1 "$@" 2>"$name.log"
	server=$!
	await grep -q 'listening on' "$name.log" || true
	port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' "$name.log")
}

# Ends a server by Ctrl-C: in order, and soon.
end_server()
{
	kill -INT "$server"
	finish "$server" "$1"
	expect "$1: exit status" "$status" "${2:-0}"
}

# How many connections a process has open.
sockets()
{
	find "/proc/$1/fd" -lname 'socket:*' | wc -l
}

# has N SOCKETS-OF-PROCESS
has()
{
	[[ $(sockets "$2") == "$1" ]]
}
