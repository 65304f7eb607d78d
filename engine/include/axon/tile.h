// SPDX-License-Identifier: Apache-2.0
/* tile: the bytes behind an owned message, a stretch at a time, to read and change in place. In the
 * same source a component works on main memory, where one tile is all there is, and on an SPE, where
 * the engine brings the next tile, and takes the last one back, while the component works on this one.
 *
 *     struct ax_tile tile;
 *     for (bool more = ax_tile_first(&tile, ax_head(&g->inbox)); more; more = ax_tile_next(&tile))
 *             work(tile.bytes, tile.n);
 *
 * Runs to the end, inside one step, one message at a time. The first tile begins where the bytes do; all
 * tiles but the first and the last are whole multiples of 16 bytes. */
#ifndef AXON_TILE_H
#define AXON_TILE_H

#include <axon/message.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_tile {
	unsigned char *bytes;
	uint32_t n;
	uint32_t place; /* the engine's: which of its buffers it is in */
	uint64_t at;	/* the engine's: where the bytes are at home */
	uint64_t ahead; /* the engine's: where the next tile to ask for begins */
	uint64_t end;
};

/* The first tile of msg's payload; false when that is empty. */
bool ax_tile_first(struct ax_tile *tile, const struct ax_msg *msg);
/* The next one, after this one was worked on; false when there is none, and then all is written. */
bool ax_tile_next(struct ax_tile *tile);

#ifdef __cplusplus
}
#endif
#endif
