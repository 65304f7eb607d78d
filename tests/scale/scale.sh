#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Many clients of one server, each with a stream of 64 kbit/s; every byte and its time are checked.
#   scale.sh --quick             200 clients for 5 s: right and in time, nothing else
#   scale.sh [CLIENTS...]        1000 and 5000 clients for 20 s, with nginx (limit_rate, one worker)
#                                on the same load: CPU, memory for each client, and the goals
# AXON and LOAD name the two programs where ctest does not.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
axon=${AXON:-$here/../../build/release/bin/axon}
load=${LOAD:-${AXON_BUILD:-$here/../../build/release}/tests/scale/load_client}
rate=8000 # bytes a second
[[ -x $axon && -x $load ]] || { echo "build first: there is no $axon or no $load"; exit 1; }
most_cpu=200    # percent of nginx's, at one burst a second
most_memory=4096 # bytes a client

work=$(mktemp -d)
chmod 755 "$work"
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# CPU time of a process so far, in ms.
cpu()
{
	awk -v ticks="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000 / ticks }' "/proc/$1/stat"
}

# Memory that is a process's own, in bytes.
memory()
{
	awk '/^Private_Dirty/ { print $2 * 1024 }' "/proc/$1/smaps_rollup"
}

# start_axon INTERVAL_MS: sets server, process and port.
start_axon()
{
	: >"$work/log"
	"$axon" run tcp_server port=0 host=127.0.0.1 protocol="read_file path=$work/data.bin \
mode=bitrate rate=$((8 * rate)) interval=$1ms" 2>"$work/log" &
	server=$!
	process=$server
	for _ in {1..100}; do
		port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' "$work/log")
		[[ -z $port ]] || return 0
		sleep 0.05
	done
	cat "$work/log"
	return 1
}

start_nginx()
{
	port=$1
	cat >"$work/nginx.conf" <<-END
		user $(id -un) $(id -gn);
		worker_processes 1;
		daemon off;
		pid $work/nginx.pid;
		error_log $work/nginx.log crit;
		events { worker_connections 16384; }
		http {
			access_log off;
			sendfile on;
			client_body_temp_path $work/temp;
			server {
				listen 127.0.0.1:$port backlog=4096;
				root $work;
				limit_rate $rate;
			}
		}
	END
	nginx -c "$work/nginx.conf" 2>>"$work/log" &
	server=$!
	sleep 0.5
	process=$(cat "/proc/$server/task/$server/children")
	process=${process%% *}
}

stop_server()
{
	kill -INT "$server" 2>/dev/null || true
	wait "$server" || true
	server=
}

# measure CLIENTS INTERVAL_MS [HTTP]: sets used_cpu (ms), each (bytes) and line; whether all was right.
measure()
{
	local clients=$1 interval=$2 http=${3:-} right=0 before_cpu before_memory loader
	before_cpu=$(cpu "$process") before_memory=$(memory "$process")
	"$load" port="$port" file="$work/data.bin" rate=$rate clients="$clients" interval="$interval" \
		${http:+http="$http"} >"$work/line" &
	loader=$!
	sleep "$(awk -v s="$seconds" 'BEGIN { print s / 2 + 0.5 }')"
	each=$((($(memory "$process") - before_memory) / clients))
	wait $loader || right=1
	used_cpu=$(($(cpu "$process") - before_cpu))
	line=$(<"$work/line")
	return $right
}

# A machine that others disturb may be late: then once more, up to three times.
quick()
{
	local interval n
	seconds=5
	head -c $((rate * seconds)) /dev/urandom >"$work/data.bin"
	for interval in 250 1000; do
		for n in 1 2 3; do
			start_axon $interval
			measure 200 $interval && n=0
			stop_server
			echo "$line"
			[[ $n != 0 && $line == *' wrong=0 early=0 '* ]] || break
		done
		[[ $n == 0 ]] || failed=1
	done
}

row()
{
	printf '%-8s %7d %8d ms %8d ms %7d %% %9d B   %s\n' "$1" "$2" "$3" "$used_cpu" \
		$((used_cpu * 100 / bar)) "$each" "${line#*wrong=}"
}

full()
{
	local clients interval
	seconds=20
	head -c $((rate * seconds)) /dev/urandom >"$work/data.bin"
	printf '%-8s %7s %11s %11s %9s %11s   %s\n' server clients interval CPU 'of nginx' \
		a\ client 'wrong, early, late; ms'
	for clients; do
		start_nginx $((22000 + RANDOM % 900))
		measure "$clients" 1000 /data.bin || true # its second is not ours
		stop_server
		bar=$((used_cpu > 0 ? used_cpu : 1))
		row nginx "$clients" 1000
		for interval in 1000 100; do
			start_axon $interval
			measure "$clients" $interval || failed=1
			stop_server
			row axon "$clients" $interval
			[[ $interval == 1000 ]] || continue
			if ((used_cpu * 100 > bar * most_cpu || each > most_memory)); then
				echo "over the goal: $most_cpu % of nginx's CPU, $most_memory B a client"
				failed=1
			fi
		done
	done
}

failed=0
if [[ ${1:-} == --quick ]]; then
	quick
elif ! command -v nginx >/dev/null; then
	echo "nginx is not installed (nginx-light)"
	exit 77
else
	[[ $# -gt 0 ]] || set -- 1000 5000
	full "$@"
fi
exit $failed
