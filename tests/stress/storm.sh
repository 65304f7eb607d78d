#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One kind of storm for AXON_STORM_SECONDS (3).
set -eu
exec "$AXON_BUILD/tests/stress/storm" "$1" "${AXON_STORM_SECONDS:-3}"
