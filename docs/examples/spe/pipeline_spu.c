// SPDX-License-Identifier: Apache-2.0
/* pipeline_spu: one stage: takes blocks from its local store, where the stage before has put them,
 * works on them, and puts them into the local store of the next one. The PPE has no part in it. */
#include "pipeline.h"

#include <spu_mfcio.h>

enum {
	BYTES = WORDS * 4,
	STAGE_TAG = SLOTS /* below: a slot's own */
};

static struct stage stage __attribute__((aligned(128)));
/* At the same address in all stages: they are the same program. */
static vec_uint4 slot[SLOTS][WORDS / 4] __attribute__((aligned(128)));
static unsigned int filled, free_there = (1 << SLOTS) - 1;

/* What is sent by sndsig: where in its quadword the register is, for each slot. */
static unsigned int bit[SLOTS][4] __attribute__((aligned(16)));

static void wait(unsigned int tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

/* After all that has been sent with the slot's tag. */
static void signal(unsigned long long ea, unsigned int i)
{
	unsigned int *word = &bit[i][(ea & 15) / 4];
	*word = 1 << i;
	mfc_sndsigf(word, ea, i, 0, 0);
}

static void await_filled(unsigned int i)
{
	while (!(filled & 1 << i))
		filled |= spu_read_signal1();
	filled &= ~(1U << i);
}

static void await_free(unsigned int i)
{
	while (!(free_there & 1 << i))
		free_there |= spu_read_signal2();
	free_there &= ~(1U << i);
}

static void take(unsigned int i, unsigned int block)
{
	if (stage.free_signal) {
		await_filled(i);
		return;
	}
	mfc_get(slot[i], stage.in + block * (unsigned long long)BYTES, BYTES, i, 0, 0);
	wait(i);
}

static void work(vec_uint4 *block)
{
	for (int i = 0; i < WORDS / 4; i++)
		block[i] = spu_add(spu_sl(block[i], 1), stage.number);
}

static void pass_on(unsigned int i, unsigned int block)
{
	if (!stage.next_store) {
		mfc_put(slot[i], stage.out + block * (unsigned long long)BYTES, BYTES, i, 0, 0);
		return;
	}
	await_free(i);
	mfc_put(slot[i], stage.next_store + (uint32_t)slot[i], BYTES, i, 0, 0);
	signal(stage.next_signal, i);
}

/* What was passed on has left its slot: the stage before may fill it again. */
static void release(unsigned int i)
{
	wait(i);
	if (stage.free_signal)
		signal(stage.free_signal, i);
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	(void)spe;
	(void)envp;
	mfc_get(&stage, argp, sizeof(stage), STAGE_TAG, 0, 0);
	wait(STAGE_TAG);
	for (unsigned int n = 0; n < stage.blocks; n++) {
		unsigned int i = n % SLOTS;
		take(i, n);
		work(slot[i]);
		pass_on(i, n);
		if (n > 0)
			release((n - 1) % SLOTS);
	}
	if (stage.blocks)
		release((stage.blocks - 1) % SLOTS);
	for (unsigned int i = 0; i < SLOTS; i++)
		wait(i);
	return 0;
}
