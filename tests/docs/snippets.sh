#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks the code blocks of the pages. The line before a block says what it is:
#   <!-- from: docs/examples/shout.c -->  the block is a run of lines of that file
#   <!-- run -->                          the commands work, one after the other, in a directory
#                                         that the whole page shares, with `axon` in the path
#   <!-- prints -->                       the commands before it print just that
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../tools/files.sh"
source_dir=$PWD

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export PATH=$AXON_BUILD/bin:$AXON_BUILD/examples:$PATH
checked=0
wrong=0

complain()
{
	echo "$1"
	wrong=1
}

# Cuts a page into numbered files: N.from (its first line names the file), N.run, N.prints.
cut_page()
{
	awk -v out="$2" '
		/^<!-- (from: .*|run|prints) -->$/ { kind = $2; arg = $3; sub(":", "", kind); next }
		/^```/ && inside { inside = 0; kind = ""; close(name); next }
		/^```/ {
			inside = 1
			name = kind == "" ? "/dev/null" : sprintf("%s/%03d.%s", out, ++n, kind)
			if (kind == "from") print arg > name
			else if (kind != "") printf "" > name
			next
		}
		inside { print > name; next }
		!/^$/ { kind = "" }
	' "$1"
}

# Whether the file has the block's lines side by side.
contains()
{
	awk 'NR == FNR { if (FNR > 1) { want[++n] = $0 } next }
		{ line[++m] = $0 }
		END {
			for (i = 1; i <= m - n + 1; i++) {
				for (j = 1; j <= n && line[i + j - 1] == want[j]; j++);
				if (j > n) exit 0
			}
			exit 1
		}' "$1" "$2"
}

check_page()
{
	local page=$1 blocks=$dir/blocks work=$dir/work block file
	rm -rf "$blocks" "$work"
	mkdir "$blocks" "$work"
	cut_page "$page" "$blocks"
	for block in "$blocks"/*; do
		[[ -e $block ]] || continue
		checked=$((checked + 1))
		case $block in
		*.from)
			file=$(head -n 1 "$block")
			contains "$block" "$source_dir/$file" ||
				complain "$page: block $(basename "$block") is not in $file"
			;;
		*.run)
			if ! (cd "$work" && timeout 60 bash -euo pipefail "$block") \
				>"$dir/printed" 2>"$dir/errors" </dev/null; then
				complain "$page: these commands fail:"
				sed 's/^/    /' "$block" "$dir/printed" "$dir/errors"
			fi
			;;
		*.prints)
			diff "$block" "$dir/printed" ||
				complain "$page: the commands before $(basename "$block") print something else"
			;;
		esac
	done
}

while read -r page; do
	check_page "$page"
done < <(axon_files '*.md')
echo "$checked blocks checked"
[[ $checked -gt 0 && $wrong == 0 ]]
