// SPDX-License-Identifier: Apache-2.0
/* mfcio: DMA by the PPE's proxy queue. */
#include "stand.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <string.h>

static struct stand stand;
static _Alignas(128) uint8_t memory[64 * 1024];

static void set_up(void)
{
	stand_machine(2, 1, true);
	for (size_t i = 0; i < sizeof(memory); i++)
		memory[i] = (uint8_t)(i * 7 + i / 256);
}

TestSuite(mfcio, .init = set_up);

static void einval(int result)
{
	cr_assert_eq(result, -1);
	cr_assert_eq(errno, EINVAL);
}

typedef int command(spe_context_ptr_t spe, unsigned ls, void *ea, unsigned size, unsigned tag,
		    unsigned tid, unsigned rid);

static command *const gets[] = { spe_mfcio_get, spe_mfcio_getb, spe_mfcio_getf };
static command *const puts_[] = { spe_mfcio_put, spe_mfcio_putb, spe_mfcio_putf };

/* case: spe_mfcio_get, getb, getf, put, putb, putf | tag above 15, tid or rid above 255: -1, EINVAL */
Test(mfcio, wrong_ids_are_einval)
{
	stand_init(&stand, 0);
	for (int i = 0; i < 3; i++) {
		einval(gets[i](stand.spe, 0, memory, 16, 16, 0, 0));
		einval(gets[i](stand.spe, 0, memory, 16, 0, 256, 0));
		einval(gets[i](stand.spe, 0, memory, 16, 0, 0, 256));
		einval(puts_[i](stand.spe, 0, memory, 16, 16, 0, 0));
		einval(puts_[i](stand.spe, 0, memory, 16, 0, 256, 0));
		einval(puts_[i](stand.spe, 0, memory, 16, 0, 0, 256));
	}
}

/* case: spe_mfcio_tag_status_read | no status, or behaviour that is none: -1, EINVAL */
Test(mfcio, status_errors)
{
	unsigned status;
	stand_init(&stand, 0);
	einval(spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, NULL));
	einval(spe_mfcio_tag_status_read(stand.spe, 0, 0, &status));
	einval(spe_mfcio_tag_status_read(stand.spe, 0, 4, &status));
}

static void six_commands(unsigned flags, unsigned mask, unsigned behavior, unsigned expected)
{
	unsigned status;
	stand_init(&stand, flags);
	for (int i = 0; i < 3; i++) {
		cr_assert_eq(gets[i](stand.spe, SCRIPT_DATA, memory, 16384, 5, 0, 0), 0);
		cr_assert_eq(spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status), 0);
		memset(memory + 32768, 0, 16384);
		cr_assert_eq(puts_[i](stand.spe, SCRIPT_DATA, memory + 32768, 16384, 3, 1, 1), 0);
		do {
			cr_assert_eq(spe_mfcio_tag_status_read(stand.spe, mask, behavior, &status),
				     0);
		} while (behavior == SPE_TAG_IMMEDIATE && !(status & 1 << 3));
		cr_assert_eq(status & 1 << 3, expected & 1 << 3);
		cr_assert_eq(memcmp(memory, memory + 32768, 16384), 0);
	}
	stand_fini(&stand);
}

/* case: spe_mfcio_get | 0; the data is there when its tag is done, in any form and behaviour */
/* case: spe_mfcio_getb | 0; as above */
/* case: spe_mfcio_getf | 0; as above */
/* case: spe_mfcio_put | 0; as above */
/* case: spe_mfcio_putb | 0; as above */
/* case: spe_mfcio_putf | 0; as above */
/* libspe2: mfc/proxy_dma */
Test(mfcio, proxy_dma_with_every_behaviour)
{
	for (unsigned behavior = SPE_TAG_ALL; behavior <= SPE_TAG_IMMEDIATE; behavior++) {
		six_commands(0, 0, behavior, 1 << 3);
		six_commands(SPE_MAP_PS, 1 << 3, behavior, 1 << 3);
	}
}

/* case: spe_mfcio_tag_status_read | without SPE_MAP_PS the mask means nothing: all issued since */
Test(mfcio, mask_is_ignored_without_registers)
{
	unsigned status;
	stand_init(&stand, 0);
	spe_mfcio_get(stand.spe, SCRIPT_DATA, memory, 128, 2, 0, 0);
	spe_mfcio_get(stand.spe, SCRIPT_DATA + 128, memory, 128, 4, 0, 0);
	spe_mfcio_tag_status_read(stand.spe, 1 << 2, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 1 << 2 | 1 << 4);
	spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 0);
}

/* case: spe_mfcio_tag_status_read | with SPE_MAP_PS: ALL of the mask; 0 asks for all ever issued */
/* case: spe_mfcio_tag_status_read | with SPE_MAP_PS ANY waits for all of the mask */
Test(mfcio, mask_counts_with_registers)
{
	unsigned status;
	stand_init(&stand, SPE_MAP_PS);
	for (unsigned tag = 0; tag < 8; tag++)
		spe_mfcio_get(stand.spe, SCRIPT_DATA + 16384 * (tag & 1), memory, 16384, tag, 0, 0);
	spe_mfcio_tag_status_read(stand.spe, 0x0f, SPE_TAG_ANY, &status);
	cr_assert_eq(status, 0x0f);
	spe_mfcio_tag_status_read(stand.spe, 0x1ff, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 0x1ff);
	spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 0xff);
}

/* case: proxy queue | 8 commands; libspe2's calls wait for a place */
Test(mfcio, more_commands_than_places)
{
	unsigned status;
	stand_init(&stand, 0);
	for (unsigned i = 0; i < 64; i++)
		cr_assert_eq(spe_mfcio_get(stand.spe, SCRIPT_DATA + 128 * i, memory + 128 * i, 128,
					   i % 16, 0, 0),
			     0);
	spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status);
	cr_assert_eq(status, 0xffff);
	cr_assert_eq(memcmp(stand_store(&stand, SCRIPT_DATA), memory, 64 * 128), 0);
}

/* case: MFC command registers | a command written register by register; tag and queue status */
/* libspe2: run/direct_access */
Test(mfcio, direct_access_to_registers)
{
	stand_init(&stand, SPE_MAP_PS);
	spe_mfc_command_area_t *area = spe_ps_area_get(stand.spe, SPE_MFC_COMMAND_AREA);
	cr_assert_eq(ax_ps_read(&area->MFC_QStatus), 0x80000008);
	ax_ps_write(&area->MFC_LSA, SCRIPT_DATA);
	ax_ps_write(&area->MFC_EAH, (uint32_t)(EA(memory) >> 32));
	ax_ps_write(&area->MFC_EAL, (uint32_t)EA(memory));
	ax_ps_write(&area->MFC_Size_Tag, 256 << 16 | 6);
	cr_assert_eq(ax_ps_write(&area->MFC_ClassID_CMD, 0x40), 0);
	cr_assert_eq(ax_ps_read(&area->MFC_CMDStatus), 0);
	ax_ps_write(&area->Prxy_QueryMask, 1 << 6);
	cr_assert_eq(ax_ps_write(&area->Prxy_QueryType, 2), 0);
	while (ax_ps_read(&area->Prxy_TagStatus) != 1 << 6)
		;
	cr_assert_eq(memcmp(stand_store(&stand, SCRIPT_DATA), memory, 256), 0);
}

/* case: problem-state areas | what is no register: writes -EINVAL, reads 0 */
Test(mfcio, what_is_no_register)
{
	stand_init(&stand, SPE_MAP_PS);
	char *area = spe_ps_area_get(stand.spe, SPE_CONTROL_AREA);
	cr_assert_eq(ax_ps_write(area, 1), -EINVAL);
	cr_assert_eq(ax_ps_read(area), 0);
	cr_assert_eq(ax_ps_write(memory, 1), -EINVAL);
	cr_assert_eq(ax_ps_read(memory), 0);
	spe_spu_control_area_t *control = (spe_spu_control_area_t *)area;
	cr_assert_eq(ax_ps_read(&control->SPU_RunCntl), 0);
	cr_assert_eq(ax_ps_write(&control->SPU_RunCntl, 1), -EINVAL);
	cr_assert_eq(ax_ps_read(&control->SPU_NPC), stand.spe->base_private->spe->entry);
}
