#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C file is as clang-format leaves it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/files.sh"

if ! command -v clang-format >/dev/null; then
	echo "clang-format is not installed"
	exit 77
fi
axon_files '*.c' '*.h' | xargs clang-format --dry-run -Werror
