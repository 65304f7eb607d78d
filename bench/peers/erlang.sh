#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Calls processes.erl with as many schedulers as the words ask for.
workers=1
for word; do
	[[ $word != workers=* ]] || workers=${word#*=}
done
exec erl -noinput +S "$workers:$workers" +P 2000000 -pa "${BASH_SOURCE[0]%/*}" \
	-run processes main "$@"
