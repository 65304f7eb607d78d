# SPDX-License-Identifier: Apache-2.0
# To be sourced: lists the files of the source tree, without what was built.

cd "${AXON_SOURCE:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# axon_files PATTERN...: their paths, one a line.
axon_files()
{
	local names=() pattern
	for pattern; do
		names+=(-o -name "$pattern")
	done
	find . \( -name build -o -name .git \) -prune -o -type f \( "${names[@]:1}" \) -print |
		sed 's|^\./||' | sort
}
