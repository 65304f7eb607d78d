#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the pages of docs/reference that come from the program's own tables and from its headers.
#   docs/reference/generate.sh [FOLDER]     into FOLDER (docs/reference)
# AXON names the command (build/release/bin/axon).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
axon=${AXON:-$here/../../build/release/bin/axon}
to=${1:-$here}

mkdir -p "$to/components"
"$axon" docs cli >"$to/cli.md"
rm -f "$to"/components/*.md
"$axon" docs catalogue >"$to/components/README.md"
"$axon" docs components | while read -r type; do
	"$axon" docs component "$type" >"$to/components/$type.md"
done
python3 "$here/headers.py" "$to/headers"
bash "$here/../../tests/spe/matrix.sh" print >"$to/spe-matrix.md"
