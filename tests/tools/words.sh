#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every source says its licence and its purpose; none keeps a promise for later.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

wrong=0
complain()
{
	echo "$1"
	wrong=1
}

while read -r file; do
	head -n 2 "$file" | grep -q '^\(//\|#\) SPDX-License-Identifier: Apache-2.0$' ||
		complain "$file: no SPDX line at its start"
	case $file in
	*.c | *.h)
		sed -n 2p "$file" | grep -q '^/\* ' || complain "$file: line 2 does not say its purpose"
		;;
	esac
done < <(axon_files '*.c' '*.h' '*.sh' '*.cmake' CMakeLists.txt run check; ls .ci/run)

# The words are spelt apart, so that this file does not find itself.
while read -r line; do
	complain "$line: finish it, or say so in the tracker"
done < <(axon_files '*' | xargs grep -nIE "\\b(TO""DO|FIX""ME|X""XX)\\b" | cut -c1-120)

exit $wrong
