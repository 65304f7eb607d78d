#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The model of the SPU instruction set against examples worked by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../model"

if ! command -v python3 >/dev/null; then
	echo "python3 is not installed"
	exit 77
fi
python3 -B -m unittest discover -p '*_test.py'
