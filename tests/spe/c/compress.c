// SPDX-License-Identifier: Apache-2.0
/* compress: a text packed by runs and by earlier places, and unpacked again. */
#include <string.h>

#include "result.h"

#define N 1500

/* Matches within 255 bytes back: a byte 0, the distance, the length; a 0 itself is 0, 0. */
static int pack(const uint8_t *in, int n, uint8_t *out)
{
	int used = 0;

	for (int at = 0; at < n;) {
		int best = 0;
		int distance = 0;

		for (int back = 1; back <= at && back < 256; back++) {
			int k = 0;

			while (k < 255 && at + k < n && in[at + k] == in[at + k - back])
				k++;
			if (k > best) {
				best = k;
				distance = back;
			}
		}
		if (best > 3) {
			out[used++] = 0;
			out[used++] = (uint8_t)distance;
			out[used++] = (uint8_t)best;
			at += best;
		} else {
			out[used++] = in[at];
			if (!in[at++])
				out[used++] = 0;
		}
	}
	return used;
}

static int unpack(const uint8_t *in, int n, uint8_t *out)
{
	int used = 0;

	for (int at = 0; at < n; at++) {
		if (in[at] || !in[at + 1]) {
			out[used++] = in[at];
			at += !in[at];
			continue;
		}
		for (int k = 0; k < in[at + 2]; k++, used++)
			out[used] = out[used - in[at + 1]];
		at += 2;
	}
	return used;
}

int program(uint64_t memory)
{
	static uint8_t text[N], packed[2 * N], again[N];
	uint32_t state = 26;
	uint32_t sum = 0;
	int used;

	(void)memory;
	for (int i = 0; i < N; i++) {
		uint32_t dice = next_random(&state) >> 16;

		text[i] = (uint8_t)(i > 40 && dice % 8 ? text[i - 37] : dice % 5);
	}
	used = pack(text, N, packed);
	for (int i = 0; i < used; i++)
		sum = mix(sum, packed[i]);
	say("packed", (uint32_t)used);
	say("sum", sum);
	say("unpacked", (uint32_t)unpack(packed, used, again));
	say("differs", (uint32_t)(memcmp(text, again, N) != 0));
	return 0;
}
