// SPDX-License-Identifier: Apache-2.0
/* ring: a queue from one SPE to another, in the consumer's local store; the producer puts the
 * payload, then the index. With the fence it keeps order under every seed. Without it, the index
 * may overtake the payload, and some seed shows it.
 *
 *   ring fenced SEEDS ITEMS      passes when no seed shows a wrong item
 *   ring unfenced SEEDS ITEMS    passes when one does; prints which
 *   ring strict SEEDS ITEMS      the same; a strict machine stops at the second unordered index
 *
 * Both SPUs are state machines that one thread switches between, in an order that the seed
 * decides, so that a seed is replayed exactly. */
#include "lab.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {			  /* LS addresses */
	SLOTS = 0x1000,	  /* the consumer's: N quadwords */
	TAIL = 0x2000,	  /* the consumer's: how many items there are */
	HEAD = 0x2080,	  /* the producer's: how many were taken */
	STAGE = 0x3000,	  /* the producer's copy of the slots */
	TO_SEND = 0x4000, /* either's index to be put: N quadwords, since a put reads late */
	N = 8,
	TAG = 1,
};

struct side {
	struct ax_spe *spe;
	struct ax_spe *peer;
	uint32_t count; /* items put, or taken */
};

struct ring {
	struct side producer, consumer;
	uint64_t random;
	uint32_t items, index_opcode;
	bool wrong;
};

/* There is room for it. False when the machine stops at it. */
static bool put(struct side *side, uint32_t opcode, uint32_t ls, uint32_t to)
{
	struct ax_spe *spe = side->spe;
	uint64_t ea = lab_ea(side->peer->store + to);
	ax_channel_write(spe, AX_MFC_LSA, ls);
	ax_channel_write(spe, AX_MFC_EAH, (uint32_t)(ea >> 32));
	ax_channel_write(spe, AX_MFC_EAL, (uint32_t)ea);
	ax_channel_write(spe, AX_MFC_SIZE, 16);
	ax_channel_write(spe, AX_MFC_TAG, TAG);
	return ax_channel_write(spe, AX_MFC_CMD, opcode) == AX_SPU_OK;
}

static uint32_t load(const struct side *side, uint32_t ls)
{
	return ax_store_read32(side->spe, ls);
}

/* Two places in the queue, for payload and index. */
static bool has_room(struct side *side)
{
	return ax_channel_count(side->spe, AX_MFC_CMD) >= 2;
}

static void produce(struct ring *ring)
{
	struct side *me = &ring->producer;
	uint32_t slot = me->count % N;
	if (me->count == ring->items || me->count - load(me, HEAD) == N || !has_room(me))
		return;
	/* The slot's last put has gone: its item was taken. So has that of its index. */
	ax_store_write32(me->spe, STAGE + 16 * slot, me->count);
	ax_store_write32(me->spe, TO_SEND + 16 * slot, me->count + 1);
	if (!put(me, 0x20, STAGE + 16 * slot, SLOTS + 16 * slot) ||
	    !put(me, ring->index_opcode, TO_SEND + 16 * slot, TAIL))
		ring->wrong = true;
	me->count++;
}

static void consume(struct ring *ring)
{
	struct side *me = &ring->consumer;
	if (me->count == load(me, TAIL) || !has_room(me))
		return;
	uint32_t slot = me->count % N;
	if (load(me, SLOTS + 16 * slot) != me->count)
		ring->wrong = true;
	me->count++;
	ax_store_write32(me->spe, TO_SEND + 16 * slot, me->count);
	put(me, 0x22, TO_SEND + 16 * slot, HEAD);
}

static bool over(const struct ring *ring)
{
	return ring->wrong || ring->consumer.count == ring->items;
}

static void run(struct ring *ring)
{
	while (!over(ring)) {
		uint64_t random = ax_random(&ring->random);
		switch (random % 6) {
		case 0:
		case 1:
			produce(ring);
			break;
		case 2:
		case 3:
			consume(ring);
			break;
		case 4:
			ax_mfc_step(ring->producer.spe);
			break;
		default:
			ax_mfc_step(ring->consumer.spe);
			break;
		}
	}
}

static bool goes_wrong(uint64_t seed, uint32_t items, bool fenced, bool strict)
{
	int error;
	struct lab_log log;
	struct ax_cell *cell = lab_cell(&log, 2, seed, true);
	cell->config.strict = strict;
	struct ax_spe *a = ax_spe_new(cell, 0, &error), *b = ax_spe_new(cell, 0, &error);
	struct ring ring = { { a, b, 0 }, { b, a, 0 }, seed, items, fenced ? 0x22 : 0x20, false };
	run(&ring);
	ax_spe_free(a);
	ax_spe_free(b);
	ax_cell_free(cell);
	return ring.wrong;
}

static int look_for(bool fenced, bool strict, uint64_t seeds, uint32_t items)
{
	for (uint64_t seed = 0; seed < seeds; seed++) {
		if (!goes_wrong(seed, items, fenced, strict))
			continue;
		printf("seed %" PRIu64 ": %s\n", seed, strict ? "a rule broken" : "a wrong item");
		return fenced;
	}
	printf("%" PRIu64 " seeds of %u items: none wrong\n", seeds, items);
	return !fenced;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	bool fenced = strcmp(argv[1], "fenced") == 0, strict = strcmp(argv[1], "unfenced") != 0;
	return look_for(fenced, strict, strtoull(argv[2], NULL, 0),
			(uint32_t)strtoul(argv[3], NULL, 0));
}
