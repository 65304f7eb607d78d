#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# vectors.sh WAYS PROGRAM...: the interpreter, in these ways to execute, against the model's vectors.
set -euo pipefail

if ! command -v python3 >/dev/null; then
	echo "python3 is not installed"
	exit 77
fi
vectors=$(mktemp)
trap 'rm -f "$vectors"' EXIT
python3 -B "$(dirname "${BASH_SOURCE[0]}")/../model/generate.py" >"$vectors"
ways=$1
shift
for way in $ways; do
	"$@" "$way" <"$vectors"
done
