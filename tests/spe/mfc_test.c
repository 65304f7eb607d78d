// SPDX-License-Identifier: Apache-2.0
/* mfc: what an SPU program may rely on of its MFC, command by command. */
#include "lab.h"

#include <criterion/criterion.h>

#include <string.h>

static struct lab_log messages;
static struct ax_cell *cell;
static struct ax_spe *spe;
static _Alignas(128) uint8_t memory[64 * 1024];

static void set_up(void)
{
	cell = lab_cell(&messages, 2, 1, false);
	for (size_t i = 0; i < sizeof(memory); i++)
		memory[i] = (uint8_t)(i * 7);
}

static void tear_down(void)
{
	if (spe)
		ax_spe_free(spe);
	ax_cell_free(cell);
}

TestSuite(mfc, .init = set_up, .fini = tear_down);

static void run(lab_program *program)
{
	spe = lab_spe(cell, 0, program);
	cr_assert_eq(ax_spe_run(spe), AX_SPU_STOP);
}

/* Exits with 0 when all was as expected. */
#define EXPECT(condition)                                                                          \
	do {                                                                                       \
		if (!(condition))                                                                  \
			lab_stop(spu, 0x2001);                                                     \
	} while (0)

static void passes(lab_program *program)
{
	run(program);
	cr_assert_eq(spe->stop.kind, AX_STOP_SIGNAL, "%s", messages.last);
	cr_assert_eq(spe->stop.code, 0x2000);
}

static void get_and_put(struct ax_spe *spu)
{
	lab_command(spu, 0x40, 0x1000, lab_ea(memory), 16384, 3);
	EXPECT(lab_tags(spu, 1 << 3, AX_UPDATE_ALL) == 1 << 3);
	EXPECT(memcmp(lab_store(spu, 0x1000), memory, 16384) == 0);
	lab_command(spu, 0x20, 0x1000, lab_ea(memory + 16384), 16384, 3);
	EXPECT(lab_tags(spu, 1 << 3, AX_UPDATE_ALL) == 1 << 3);
}

Test(mfc, get_and_put_move_16_kib)
{
	passes(get_and_put);
	cr_assert(memcmp(memory, memory + 16384, 16384) == 0);
}

static void small(struct ax_spe *spu)
{
	static const uint32_t sizes[] = { 0, 1, 2, 4, 8, 16, 32, 112, 128, 16384 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint32_t size = sizes[i], at = size < 16 ? size : 0;
		lab_command(spu, 0x40, 0x1000 + at, lab_ea(memory) + at, size, 31);
		EXPECT(lab_tags(spu, 1U << 31, AX_UPDATE_ALL) == 1U << 31);
		EXPECT(memcmp(lab_store(spu, 0x1000 + at), memory + at, size) == 0);
	}
}

Test(mfc, every_allowed_size_is_moved)
{
	passes(small);
}
