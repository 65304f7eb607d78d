// SPDX-License-Identifier: Apache-2.0
/* fir: what both sides of the filter know. */
#ifndef AXON_EXAMPLES_SPE_FIR_H
#define AXON_EXAMPLES_SPE_FIR_H

#ifndef FIR_TILE
#	define FIR_TILE 2048
#endif

enum {
	TAPS = 16,
	TILE = FIR_TILE, /* samples that an SPE filters at a time */
	HISTORY = 32, /* samples before the first: 128 bytes, so that transfers begin on a line */
};

#define COEFFICIENT(tap) (1.0F / (float)(2 + (tap)))

#endif
