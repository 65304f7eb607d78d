#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whatever the headers of engine and workers call atomic is in the table of lines, or is named here
# with the reason why not.
set -euo pipefail

headers=(engine/engine_private.h engine/link.h schedulers/worker.h schedulers/run_private.h)
# Parts of lines that the table names whole: the words of a link, and what a link's consumer and
# producer hand to each other with them.
parts='index message room want next end holds reading ready_next listed'

fields=$("$AXON_BUILD/tests/layout/layout" fields)
wrong=0
while read -r name; do
	grep -qxF "$name" <<<"$fields" || grep -qwF "$name" <<<"$parts" ||
		{ echo "$name is atomic, and tests/layout/layout.c does not say who writes it"; wrong=1; }
done < <(cd "$AXON_SOURCE" && sed -nE 's|.*[ *]([a-z_]+);[[:space:]]*/\* atomic.*|\1|p' "${headers[@]}" | sort -u)
exit $wrong
