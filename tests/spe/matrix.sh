#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Which test holds the software SPE to which behaviour. The lines "/* case: subject | behaviour */"
# before a test say what it is for; RULE(...) makes two tests of a rule.
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
echo "$(wc -w <<<"$calls") calls, $(wc -w <<<"$rules") rules, $(cases | wc -l) cases"
diff docs/reference/spe-matrix.md <(page) || {
	echo "run docs/reference/generate.sh"
	wrong=1
}
[[ $wrong == 0 && $(wc -w <<<"$calls") == 38 ]]
