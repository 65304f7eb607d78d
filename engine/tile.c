// SPDX-License-Identifier: Apache-2.0
/* tile: in main memory all bytes of a message are one tile. */
#include <axon/tile.h>

bool ax_tile_first(struct ax_tile *tile, const struct ax_msg *msg)
{
	*tile = (struct ax_tile){ .bytes = msg->bytes, .n = msg->length };
	return tile->n != 0;
}

bool ax_tile_next(struct ax_tile *tile)
{
	(void)tile;
	return false;
}
