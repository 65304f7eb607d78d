// SPDX-License-Identifier: Apache-2.0
/* tile: the bytes of a message through local store, in two buffers by turns: while the component works on
 * one, the other's tile goes home and the next one comes. The get behind a put is fenced, since it
 * goes to the same bytes of local store. */
#include "half.h"

static _Alignas(128) unsigned char buffer[2][AX_SPU_TILE + 16];

/* Bytes where they may be moved: `here` and `home` agree in the low four bits. Whatever is no whole
 * quadword goes by itself, since the bytes beside it are somebody else's. */
static uint32_t piece(uint64_t home, uint32_t n)
{
	uint32_t size = 1;
	if (home % 16 == 0 && n >= 16)
		return n & ~15U;
	while (size < 8 && home % (2 * size) == 0 && 2 * size <= n)
		size *= 2;
	return size;
}

static void move(unsigned char *here, uint64_t home, uint32_t n, uint32_t tag, bool put)
{
	while (n) {
		uint32_t size = piece(home, n);
		if (put)
			mfc_put(here, home, size, tag, 0, 0);
		else
			mfc_getf(here, home, size, tag, 0, 0);
		here += size;
		home += size;
		n -= size;
	}
}

static unsigned char *place_of(uint32_t place, uint64_t home)
{
	return buffer[place] + home % 16;
}

/* From `at` on: up to a whole number of quadwords. */
static uint32_t size_at(const struct ax_tile *tile, uint64_t at)
{
	uint64_t left = tile->end - at, most = AX_SPU_TILE - at % 16;
	return (uint32_t)(left < most ? left : most);
}

static void ask(struct ax_tile *tile, uint32_t place)
{
	if (tile->ahead == tile->end)
		return;
	uint32_t n = size_at(tile, tile->ahead);
	move(place_of(place, tile->ahead), tile->ahead, n, AX_TAG_TILE + place, false);
	tile->ahead += n;
}

/* The tile at tile->at has come, with what was put before it. */
static void show(struct ax_tile *tile)
{
	ax_spu_wait(1U << (AX_TAG_TILE + tile->place));
	tile->bytes = place_of(tile->place, tile->at);
	tile->n = size_at(tile, tile->at);
}

bool ax_tile_first(struct ax_tile *tile, const struct ax_msg *msg)
{
	*tile = (struct ax_tile){ .at = msg->u, .ahead = msg->u, .end = msg->u + msg->length };
	if (msg->length == 0)
		return false;
	ask(tile, 0);
	ask(tile, 1);
	show(tile);
	return true;
}

bool ax_tile_next(struct ax_tile *tile)
{
	move(tile->bytes, tile->at, tile->n, AX_TAG_TILE + tile->place, true);
	ask(tile, tile->place);
	tile->at += tile->n;
	if (tile->at == tile->end) {
		/* All is home before the message can be: its tail goes by another tag. */
		ax_spu_wait(3U << AX_TAG_TILE);
		return false;
	}
	tile->place ^= 1;
	show(tile);
	return true;
}
