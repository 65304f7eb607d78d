#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The lock-free core under seeds, access by access. AXON_SEEDS says how many, AXON_FIRST_SEED from
# where on.
set -eu
exec "$AXON_BUILD/tests/schedule/core" --first "${AXON_FIRST_SEED:-1}" --seeds "${AXON_SEEDS:-1000}"
