#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every option, and every variable of the environment, stands in --help, the man page, the shell
# completion and the reference; and the reference in the tree is what the program prints.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$folder"

"$AXON" docs man >man
sed 's/\\-/-/g' man >man.plain
"$AXON" docs completion >completion
"$AXON" docs cli >cli.md
"$AXON" --help >help

n=0
while read -r command option variable; do
	"$AXON" "$command" --help >"help.$command" </dev/null
	for page in "help.$command" man.plain completion cli.md; do
		grep -q -- "$option" "$page" || fail "$page does not name $option of $command"
	done
	grep -qE "^	$command\)" completion || fail "completion does not know $command"
	if [[ $variable != - ]]; then
		for page in "help.$command" help man.plain cli.md; do
			grep -q "$variable" "$page" || fail "$page does not name $variable"
		done
	fi
	n=$((n + 1))
done < <("$AXON" docs options)
((n > 20)) || fail "only $n options were looked at"

# The other way round: no variable is read that the pages do not name.
while read -r variable; do
	grep -q "$variable" cli.md || fail "the sources read $variable, which cli.md does not name"
done < <(grep -rhoE 'getenv\("[A-Z_]+"\)' "$AXON_SOURCE"/{engine,schedulers,components,cli,bench} \
	--include='*.c' --include='*.h' | grep -oE '[A-Z_]{2,}' | sort -u)

bash -n completion || fail "bash can't read the completion"
if command -v mandoc >/dev/null; then
	mandoc -T lint -W error man || fail "mandoc finds errors in the man page"
fi

# The completion completes.
complete_words()
{
	# shellcheck disable=SC2034
	bash -c '. "$1"; shift; axon() { "$AXON" "$@"; }; compopt() { :; }
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _axon; printf "%s\n" "${COMPREPLY[@]}"' \
		bash completion "$@"
}
grep -qx run <<<"$(complete_words axon ru)" || fail "axon ru<tab> is not run"
grep -qx -- --workers <<<"$(complete_words axon run --wor)" || fail "run --wor<tab> is not --workers"
grep -qx read_file <<<"$(complete_words axon run read_f)" || fail "run read_f<tab> is not read_file"
grep -qx path= <<<"$(complete_words axon run read_file pa)" || fail "read_file pa<tab> is not path="
grep -qx null_sink <<<"$(complete_words axon run read_file path=x ! null)" || fail "! null<tab>"

"$AXON_SOURCE/docs/reference/generate.sh" "$folder/reference"
for pages in components headers; do
	diff -r "$folder/reference/$pages" "$AXON_SOURCE/docs/reference/$pages" ||
		fail "docs/reference/$pages is not current: run docs/reference/generate.sh"
done
diff "$folder/reference/cli.md" "$AXON_SOURCE/docs/reference/cli.md" ||
	fail "docs/reference/cli.md is not current: run docs/reference/generate.sh"

# A page has every part, and the terminal shows the same.
"$AXON" docs components | while read -r type; do
	for part in 'What it does' Parameters Inboxes Outboxes Termination; do
		grep -qx "## $part" "reference/components/$type.md" || echo "$type: no $part"
	done
	grep -q "^$type: " <<<"$("$AXON" inspect "$type")" || echo "inspect $type"
	grep -q "^$type " <<<"$("$AXON" inspect)" || echo "inspect does not list $type"
done >missing
[[ ! -s missing ]] || fail "$(cat missing)"

# Every example is a graph that can be read: of the components, and of axon run.
{
	sed -n 's/^axon run //p' reference/components/*.md
	"$AXON" docs cli | sed -n 's/^axon run \(.*[^ ]\)    # .*/\1/p'
} >examples
(($(wc -l <examples) > 10)) || fail "only $(wc -l <examples) examples"
while read -r example; do
	bash -c "\"\$AXON\" run --dot $example" >dot 2>err || fail "example $example: $(cat err)"
done <examples

echo "$n options and $(wc -l <examples) examples looked at"
[[ $wrong == 0 ]]
