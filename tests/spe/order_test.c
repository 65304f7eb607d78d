// SPDX-License-Identifier: Apache-2.0
/* order: which commands may overtake which. Each seed carries the same queue out in an order of
 * its own; fences and barriers hold in all, and what they don't order comes in both orders. */
#include "lab.h"

#include <criterion/criterion.h>

#include <string.h>

enum {
	SEEDS = 1000,
	N = 8
};

static struct lab_log messages;
static _Alignas(128) uint8_t memory[N][128];

struct step {
	uint32_t opcode, tag;
};

static void issue(struct ax_spe *spe, struct step step, int i)
{
	uint64_t ea = (uintptr_t)memory[i % N];
	ax_channel_write(spe, AX_MFC_LSA, 128 * (uint32_t)i);
	ax_channel_write(spe, AX_MFC_EAH, (uint32_t)(ea >> 32));
	ax_channel_write(spe, AX_MFC_EAL, (uint32_t)ea);
	ax_channel_write(spe, AX_MFC_SIZE, 128);
	ax_channel_write(spe, AX_MFC_TAG, step.tag);
	cr_assert_eq(ax_channel_write(spe, AX_MFC_CMD, step.opcode), AX_SPU_OK);
}

/* The place of each command in the order in which its data came. What goes on while the others
 * are issued counts as it comes. */
static void places(uint64_t seed, const struct step *step, int n, int place[N])
{
	int error, next = 0;
	struct ax_cell *cell = lab_cell(&messages, 1, seed, true);
	struct ax_spe *spe = ax_spe_new(cell, 0, &error);
	memset(memory, 0, sizeof(memory));
	memset(spe->store, 1, sizeof(memory));
	for (int i = 0; i < n; i++)
		place[i] = -1;
	for (int i = 0; i < n || ax_mfc_step(spe); i++) {
		if (i < n)
			issue(spe, step[i], i);
		for (int j = 0; j < n; j++)
			if (memory[j][0] && place[j] < 0)
				place[j] = next++;
	}
	ax_spe_free(spe);
	ax_cell_free(cell);
}

/* before[i][j]: in how many seeds i came before j. */
static void compare(const struct step *step, int n, int before[N][N])
{
	int place[N];
	memset(before, 0, sizeof(int[N][N]));
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		places(seed, step, n, place);
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++)
				before[i][j] +=
					place[i] >= 0 && (place[j] < 0 || place[i] < place[j]);
	}
}

static void always(int before[N][N], int i, int j)
{
	cr_assert_eq(before[j][i], 0, "%d came before %d in %d seeds", j, i, before[j][i]);
}

static void either(int before[N][N], int i, int j)
{
	cr_assert_gt(before[i][j], SEEDS / 50, "%d before %d in %d seeds", i, j, before[i][j]);
	cr_assert_gt(before[j][i], SEEDS / 50, "%d before %d in %d seeds", j, i, before[j][i]);
}

/* case: order | none between commands, not even of one tag */
Test(order, nothing_is_ordered_by_itself)
{
	static const struct step steps[] = { { 0x20, 1 }, { 0x20, 1 }, { 0x20, 1 }, { 0x20, 2 } };
	int before[N][N];
	compare(steps, 4, before);
	for (int i = 0; i < 4; i++)
		for (int j = i + 1; j < 4; j++)
			either(before, i, j);
}

/* case: fence | after the earlier commands of its tag; the later ones may overtake it */
Test(order, fence_is_after_earlier_ones_of_its_tag)
{
	static const struct step steps[] = {
		{ 0x20, 1 }, { 0x20, 1 }, { 0x20, 2 }, { 0x22, 1 }, { 0x20, 1 },
	};
	int before[N][N];
	compare(steps, 5, before);
	always(before, 0, 3);
	always(before, 1, 3);
	either(before, 0, 1);
	either(before, 2, 3);
	either(before, 3, 4);
	either(before, 0, 4);
}

/* case: barrier form | after the earlier and before the later commands of its tag */
Test(order, barrier_is_between_those_of_its_tag)
{
	static const struct step steps[] = {
		{ 0x20, 1 }, { 0x20, 2 }, { 0x21, 1 }, { 0x20, 1 }, { 0x20, 2 },
	};
	int before[N][N];
	compare(steps, 5, before);
	always(before, 0, 2);
	always(before, 2, 3);
	always(before, 0, 3);
	either(before, 1, 2);
	either(before, 2, 4);
	either(before, 3, 4);
	either(before, 1, 4);
}

/* case: barrier command | after all earlier and before all later commands, whatever their tag */
Test(order, barrier_command_orders_all_tags)
{
	static const struct step steps[] = {
		{ 0x20, 1 }, { 0x20, 2 }, { 0xc0, 5 }, { 0x20, 1 }, { 0x20, 3 },
	};
	int before[N][N];
	compare(steps, 5, before);
	for (int i = 0; i < 2; i++)
		for (int j = 3; j < 5; j++)
			always(before, i, j);
	either(before, 0, 1);
	either(before, 3, 4);
}

/* case: mfcsync, mfceieio | a barrier for the commands of its tag */
Test(order, sync_and_eieio_order_their_tag)
{
	static const uint32_t opcodes[] = { 0xcc, 0xc8 };
	for (int k = 0; k < 2; k++) {
		const struct step steps[] = {
			{ 0x20, 1 }, { 0x20, 2 }, { opcodes[k], 1 }, { 0x20, 1 }, { 0x20, 2 },
		};
		int before[N][N];
		compare(steps, 5, before);
		always(before, 0, 3);
		either(before, 1, 3);
		either(before, 0, 4);
	}
}

/* case: order | the same seed, the same order */
Test(order, same_seed_same_order)
{
	static const struct step steps[] = { { 0x20, 1 }, { 0x20, 1 }, { 0x20, 1 }, { 0x20, 2 } };
	int first[N], second[N];
	for (uint64_t seed = 0; seed < 100; seed++) {
		places(seed, steps, 4, first);
		places(seed, steps, 4, second);
		cr_assert_eq(memcmp(first, second, 4 * sizeof(int)), 0);
	}
}

/* case: queue-full | the 17th command stalls, and is counted */
Test(order, full_queue_stalls_and_is_counted)
{
	int error, n = 0;
	struct ax_cell *cell = lab_cell(&messages, 1, 1, true);
	struct ax_spe *spe = ax_spe_new(cell, 0, &error);
	while (ax_channel_count(spe, AX_MFC_CMD))
		issue(spe, (struct step){ 0x40, 1 }, n++);
	cr_assert_geq(n, 16);
	cr_assert_eq(ax_channel_write(spe, AX_MFC_CMD, 0x20), AX_SPU_STALL);
	cr_assert_eq(cell->broken[AX_RULE_QUEUE_FULL], 1);
	ax_spe_free(spe);
	ax_cell_free(cell);
}
