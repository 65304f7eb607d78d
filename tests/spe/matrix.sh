#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which test holds the software SPE to which behaviour. The lines "/* case: subject | behaviour */"
# before a test say what it is for; RULE(...) makes two tests of a rule. "/* libspe2: set/name */"
# says that it is our counterpart of a test in libspe2's own list.
#   matrix.sh print     the page docs/reference/spe-matrix.md
#   matrix.sh           the page is up to date, and misses no call of libspe2 and no rule
set -euo pipefail
cd "${AXON_SOURCE:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# "subject|behaviour|suite/name" for each case.
cases()
{
	awk '
		FNR == NR {
			if (match($0, /^\t\[AX_RULE_[A-Z0-9_]+\] = \{ "[a-z0-9-]+"/)) {
				split(substr($0, RSTART, RLENGTH), part, /[][ "]+/)
				rule[part[2]] = part[5]
			}
			next
		}
		/^\/\* case: .* \*\/$/ {
			line = $0
			sub(/^\/\* case: /, "", line)
			sub(/ \*\/$/, "", line)
			pending[++n] = line
			next
		}
		/^Test\(/ || (n && /^static void [a-z_]+\(struct ax_cell/) {
			sub(/^static void /, "Test(native/programs, ")
			split($0, part, /[(, )]+/)
			for (i = 1; i <= n; i++) {
				split(pending[i], half, / \| /)
				printf "%s|%s|%s/%s\n", half[1], half[2], part[2], part[3]
			}
			n = 0
		}
		/^RULE\(/ {
			split($0, part, /[(, ]+/)
			words = part[2]
			gsub(/_/, " ", words)
			printf "%s|%s: the event|rule/%s_by_event\n", rule[part[3]], words, part[2]
			printf "%s|%s: the signal|rule/%s_by_signal\n", rule[part[3]], words, part[2]
		}
	' spe/core/rule.c tests/spe/{context,run,event,mfcio,mailbox,dma,order,rule}_test.c \
		tests/spe/native/programs.c
}

# The tests of libspe2's own list that can be had of a machine in software. The others: seven that
# need a C library on the SPU (c99), one that opens a file of the Cell's kernel.
own=(
	run/{cpu_info,direct_access,single_context,run_image,multiple_context,nosched_context}
	run/{single_gang_context,context_create_error,image_error,affinity,affinity_error}
	run/{stop,run_error,ppe_assisted_call}
	mfc/{wbox,ibox,mbox,mbox_all,mbox_error}
	mfc/{wbox,ibox,mbox}_simultaneous
	mfc/{signal,signal_error,proxy_dma,ibox_stop,dma,dma_page_fault,dma_stop}
	event/{ibox,wbox,tag_group,event,error,stop,stop_no_read,stop_no_handler}
	basic/{testsingle,testsinglemini,pthread,pthreadmini,libspe2,info,handler,event1,event2,mbox}
	basic/map1
)

# "set/name|suite/test" for each that a test says it is the counterpart of.
counterparts()
{
	awk '
		/^\/\* libspe2: [a-z]+\/[a-z0-9_]+ \*\/$/ {
			pending[++n] = $3
			next
		}
		/^Test\(/ {
			split($0, part, /[(, )]+/)
			for (i = 1; i <= n; i++)
				printf "%s|%s/%s\n", pending[i], part[2], part[3]
			n = 0
		}
	' tests/spe/{context,run,event,mfcio,mailbox,dma}_test.c
}

# In the order of the list.
own_rows()
{
	local all name
	all=$(counterparts)
	printf '| set | libspe2'"'"'s test | ours |\n| --- | --- | --- |\n'
	for name in "${own[@]}"; do
		awk -F'|' -v name="$name" '
			$1 == name {
				split(name, half, "/")
				printf "| %s | %s | `%s` |\n", half[1], half[2], $2
			}' <<<"$all"
	done
}

rows()
{
	printf '| what | behaviour | test |\n| --- | --- | --- |\n'
	while IFS='|' read -r subject behaviour test; do
		printf '| %s | %s | `%s` |\n' "$subject" "$behaviour" "$test"
	done
}

page()
{
	local all calls
	all=$(cases)
	calls=$(grep -E '^(spe_|ax_|any call)' <<<"$all")
	cat <<-'END'
		# The software SPE: case and test

		<!-- Made by tests/spe/matrix.sh: edit the tests. -->

		Each test but those of `order` runs on the lab backend (the SPU program is a C function), on
		the native one and, where there is an spu-elf-gcc, on the ISA one; `ctest -R spe/` runs all. The behaviours are those of libspe2 2.3 and of
		the Cell's architecture as published; nothing here has run on a Cell.

		## Calls of the PPE

	END
	rows <<<"$calls"
	printf '\n## Programs, channels and the MFC\n\n'
	grep -vxF -f <(echo "$calls") <<<"$all" | grep -v '|rule/.*_by_[a-z]*$' | rows
	printf '\n## Rules, broken\n\n'
	grep '|rule/.*_by_[a-z]*$' <<<"$all" | grep -vxF -f <(echo "$calls") | rows
	cat <<-'END'

		## libspe2's own list, and our counterpart

		What libspe2 2.3 tests of itself, by the names of its tests, but for eight: those of `c99`
		need a C library on the SPU, and `proxy_dma_poll` a file of the Cell's kernel. Ours are
		written anew.

	END
	own_rows
}

if [[ ${1:-} == print ]]; then
	page
	exit
fi

wrong=0
subjects=$(cases | cut -d'|' -f1 | tr ', ' '\n\n' | sort -u)
covered()
{
	grep -qxF -e "$1" -e "${1#spe_mfcio_}" <<<"$subjects" && return
	echo "no test has a case of $1"
	wrong=1
}
calls=$(grep -oE '\bspe_[a-z_]+\(' spe/include/libspe2.h | tr -d '(' | sort -u)
for call in $calls; do
	covered "$call"
done
rules=$(grep -oE '\] = \{ "[a-z0-9-]+"' spe/core/rule.c | grep -oE '[a-z0-9]+-[a-z0-9-]+')
for rule in $rules; do
	covered "$rule"
done
for name in "${own[@]}"; do
	ours=$(counterparts | grep "^$name|" || true)
	[[ $(grep -c . <<<"$ours") == 1 && ${ours##*/} == *"${name#*/}"* ]] || {
		echo "libspe2's $name wants one counterpart that is named alike, not '$ours'"
		wrong=1
	}
done
[[ ${#own[@]} == 48 && $(counterparts | wc -l) == 48 ]] || {
	echo "48 of libspe2's tests have a counterpart, not $(counterparts | wc -l) of ${#own[@]}"
	wrong=1
}
echo "$(wc -w <<<"$calls") calls, $(wc -w <<<"$rules") rules, $(cases | wc -l) cases"
diff docs/reference/spe-matrix.md <(page) || {
	echo "run docs/reference/generate.sh"
	wrong=1
}
[[ $wrong == 0 && $(wc -w <<<"$calls") == 38 ]]
