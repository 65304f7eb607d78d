#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every wrong command line and graph file of bad_input.txt gets its sentence, its exit status, and
# nothing on standard output. A record is
#	$ COMMAND
#	STATUS SENTENCE
#	> MORE		(another text that standard error must hold; any number of lines)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
cd "$folder"

# What the records refer to.
ln -s "$(realpath "$AXON")" axon
PATH=$folder:$PATH
mkdir folder
printf 'a.outbox -> b.inbox\0\1\2\3' >binary.axon
: >empty.axon
printf '# nothing but a comment\n' >comment.axon
printf 'generate count=1 ! null_sink\n' >secret.axon
chmod 000 secret.axon
printf 'OggS is how it begins, and this is how it ends\n' >text.ogg
head -c 65536 /dev/zero >zeros.ogg
: >empty.ogg
for graph in "$here"/graphs/*.axon; do
	cp "$graph" .
done
"$AXON" run tcp_server port=0 host=127.0.0.1 protocol=echo 2>server.err &
started+=($!)
await grep -q listening server.err
TAKEN=$(grep -oE ':[0-9]+' server.err | head -1 | tr -d :)
export TAKEN

command=
n=0
check()
{
	local wanted=$1 sentence=${2//TAKEN/$TAKEN} got=0
	timeout 20 bash -c "$command" >out 2>err </dev/null || got=$?
	[[ $got == "$wanted" ]] || fail "$command: exit $got, not $wanted"
	[[ ! -s out ]] || fail "$command: on standard output: $(head -c 200 out)"
	grep -qF -- "$sentence" err || fail "$command: no \"$sentence\" in: $(cat err)"
	n=$((n + 1))
}

while IFS= read -r line; do
	case $line in
	'$ '*)
		command=${line:2}
		command=${command//TAKEN/$TAKEN}
		;;
	[012]' '*)
		# Root may read and write everything.
		if [[ $command == *secret* && $EUID == 0 ]]; then
			command=
			continue
		fi
		check "${line:0:1}" "${line:2}"
		;;
	'> '*)
		[[ -z $command ]] || grep -qF -- "${line:2}" err ||
			fail "$command: no \"${line:2}\" in: $(cat err)"
		;;
	esac
done <"$here/bad_input.txt"

echo "$n wrong inputs looked at, $wrong of them without what was expected"
((n >= 60)) && [[ $wrong == 0 ]]
