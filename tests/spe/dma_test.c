// SPDX-License-Identifier: Apache-2.0
/* dma: transfers, tags, lists and the queue, as an SPU program sees them. */
#include "stand.h"

#include <criterion/criterion.h>

#include <string.h>
#include <sys/mman.h>

static struct stand stand, other;
static _Alignas(128) uint8_t memory[64 * 1024];

static void set_up(void)
{
	stand_machine(2, 1, true);
	for (size_t i = 0; i < sizeof(memory); i++)
		memory[i] = (uint8_t)(i * 7 + i / 256);
	stand_init(&stand, SPE_MAP_PS);
}

TestSuite(dma, .init = set_up);

static void expect_store(uint32_t ls, const void *bytes, size_t n)
{
	cr_assert_eq(memcmp(stand_store(&stand, ls), bytes, n), 0);
}

/* ---- transfers ---------------------------------------------------------------------------- */

/* case: get | every allowed size and its alignment, up to 16 KiB; 0 is nothing */
/* libspe2: mfc/dma */
Test(dma, dma_gets_every_size)
{
	static const uint32_t sizes[] = { 0, 1, 2, 4, 8, 16, 32, 112, 128, 1024, 16368, 16384 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint32_t size = sizes[i], at = size < 16 ? size : 0;
		stand.entry = SPE_DEFAULT_ENTRY;
		memset(stand_store(&stand, SCRIPT_DATA), 0, 0x8000);
		SCRIPT(&stand, DMA(GET, SCRIPT_DATA + at, EA(memory) + at, size, 31),
		       TAGS(1U << 31, AX_UPDATE_ALL, 1U << 31));
		stand_passes(&stand);
		expect_store(SCRIPT_DATA + at, memory + at, size);
		cr_assert_eq(*(uint8_t *)stand_store(&stand, SCRIPT_DATA + at + size), 0);
	}
}

/* case: get, put | memory that nobody has touched yet */
/* libspe2: mfc/dma_page_fault */
Test(dma, dma_page_fault_is_the_hosts)
{
	enum {
		SIZE = 16384
	};
	char *fresh =
		mmap(NULL, 2 * SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(fresh, MAP_FAILED);
	static const uint8_t zeros[SIZE];
	memcpy(stand_store(&stand, SCRIPT_DATA), memory, 2 * SIZE);
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA, EA(fresh), SIZE, 1),
	       DMA(PUT, SCRIPT_DATA + SIZE, EA(fresh) + SIZE, SIZE, 1), TAGS(2, AX_UPDATE_ALL, 2));
	stand_passes(&stand);
	expect_store(SCRIPT_DATA, zeros, SIZE);
	cr_assert_eq(memcmp(fresh + SIZE, memory + SIZE, SIZE), 0);
	munmap(fresh, 2 * SIZE);
}

/* case: getf | sixteen in the queue while the program stops: they are done when it goes on */
/* libspe2: mfc/dma_stop */
Test(dma, dma_stop_with_sixteen_in_the_queue)
{
	enum {
		SIZE = 2048,
		N_OPS = 6
	};
	static struct op ops[16 * N_OPS + 5];
	for (uint32_t i = 0; i < 16; i++) {
		const struct op one[N_OPS] = { DMA(GETF, SCRIPT_DATA + i * SIZE,
						   EA(memory) + (uint64_t)i * SIZE, SIZE, 4) };
		memcpy(ops + (size_t)i * N_OPS, one, sizeof(one));
	}
	const struct op rest[] = { STOP(1), TAGS(1 << 4, AX_UPDATE_ALL, 1 << 4), EXIT(0) };
	memcpy(ops + 16 * N_OPS, rest, sizeof(rest));
	stand_script(&stand, ops, sizeof(ops) / sizeof(ops[0]));
	cr_assert_eq(stand_run(&stand), 1);
	stand_passes(&stand);
	expect_store(SCRIPT_DATA, memory, 16 * SIZE);
}

/* case: put | every allowed size and its alignment, up to 16 KiB */
/* case: putr | as put */
Test(dma, dma_puts_every_size)
{
	static const uint32_t sizes[] = { 1, 2, 4, 8, 16, 48, 128, 16384 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint32_t size = sizes[i], at = size < 16 ? size : 0;
		stand.entry = SPE_DEFAULT_ENTRY;
		memcpy(stand_store(&stand, SCRIPT_DATA), memory, 0x8000);
		memset(memory + 32768, 0, 32768);
		SCRIPT(&stand,
		       DMA(i & 1 ? PUT : 0x30, SCRIPT_DATA + at, EA(memory) + 32768 + at, size, 0),
		       TAGS(1, AX_UPDATE_ALL, 1));
		stand_passes(&stand);
		cr_assert_eq(memcmp(memory + 32768 + at, memory + at, size), 0);
		cr_assert_eq(memory[32768 + at + size], 0);
	}
}

/* case: get | a word of each place in a quadword */
Test(dma, words_go_from_anywhere_in_a_quadword)
{
	for (uint32_t at = 0; at < 16; at += 4) {
		stand.entry = SPE_DEFAULT_ENTRY;
		SCRIPT(&stand, DMA(GET, SCRIPT_DATA + 64 + at, EA(memory) + 128 + at, 4, 0),
		       TAGS(1, AX_UPDATE_ALL, 1));
		stand_passes(&stand);
		expect_store(SCRIPT_DATA + 64 + at, memory + 128 + at, 4);
	}
}

/* case: put | into the local store of another context, by its EA; LS addresses wrap */
Test(dma, stores_are_memory_to_others)
{
	stand_init(&other, 0);
	memcpy(stand_store(&stand, SCRIPT_DATA), memory, 1024);
	SCRIPT(&stand,
	       DMA(PUT, SCRIPT_DATA + 0x40000, EA(stand_store(&other, SCRIPT_DATA)), 1024, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	cr_assert_eq(memcmp(stand_store(&other, SCRIPT_DATA), memory, 1024), 0);
}

/* case: sdcrz | the lines are zero; the other cache commands do nothing */
Test(dma, cache_commands)
{
	SCRIPT(&stand, DMA(0x80, 0, EA(memory), 128, 0), DMA(0x81, 0, EA(memory), 128, 0),
	       DMA(0x8d, 0, EA(memory), 128, 0), DMA(0x8f, 0, EA(memory), 128, 0),
	       TAGS(1, AX_UPDATE_ALL, 1), DMA(0x89, 0, EA(memory) + 128, 256, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	cr_assert_eq(memory[127], 127 * 7 % 256);
	cr_assert_eq(memory[128], 0);
	cr_assert_eq(memory[383], 0);
	cr_assert_neq(memory[384 + 1], 0);
}

/* ---- tags --------------------------------------------------------------------------------- */

/* case: tag wait | ALL: the mask, once all are done; ANY: those done, at least one */
/* case: tag wait | IMMEDIATE: those done now; tags without commands are done */
Test(dma, tag_updates)
{
	SCRIPT(&stand, TAGS(0, AX_UPDATE_ALL, 0), TAGS(0, AX_UPDATE_ANY, 0),
	       TAGS(0xff, AX_UPDATE_IMMEDIATE, 0xff), TAGS(0xff, AX_UPDATE_ANY, 0xff),
	       DMA(GET, SCRIPT_DATA, EA(memory), 128, 5),
	       DMA(GET, SCRIPT_DATA + 128, EA(memory), 128, 6), TAGS(0x60, AX_UPDATE_ALL, 0x60),
	       R(AX_RD_TAG_MASK, 0x60), DMA(GET, SCRIPT_DATA, EA(memory), 128, 7),
	       W(AX_WR_TAG_MASK, 0x80), W(AX_WR_TAG_UPDATE, AX_UPDATE_ANY), R(AX_RD_TAG_STAT, 0x80),
	       N(AX_RD_TAG_STAT, 0));
	stand_passes(&stand);
}

/* A later mask, or update, changes nothing of one that is met, read or not. */
Test(dma, met_update_stays_as_it_was)
{
	SCRIPT(&stand, W(AX_WR_TAG_MASK, 1), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL),
	       W(AX_WR_TAG_MASK, 2), R(AX_RD_TAG_STAT, 1), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL),
	       N(AX_WR_TAG_UPDATE, 1), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL),
	       W(AX_WR_TAG_UPDATE, AX_UPDATE_ANY), R(AX_RD_TAG_STAT, 2), N(AX_RD_TAG_STAT, 0));
	stand_passes(&stand);
}

/* A list that stalls would keep the status back for good. */
Test(dma, met_update_does_not_wait_for_a_later_command)
{
	stand_element(&stand, SCRIPT_DATA, true, 16, EA(memory));
	SCRIPT(&stand, W(AX_WR_TAG_MASK, 4), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL),
	       DMA(GETL, SCRIPT_DATA + 64, (EA(memory) >> 32 << 32) | SCRIPT_DATA, 8, 2),
	       R(AX_RD_TAG_STAT, 4), UNTIL(AX_RD_LIST_STALL, 1), R(AX_RD_LIST_STALL, 4),
	       W(AX_WR_LIST_ACK, 2), TAGS(4, AX_UPDATE_ALL, 4));
	stand_passes(&stand);
}

/* case: tag wait | an IMMEDIATE update takes a pending one back */
/* case: channels 23, 24 | counts while an update is pending, and after */
Test(dma, pending_update_is_taken_back)
{
	stand_element(&stand, SCRIPT_DATA, true, 16, EA(memory));
	SCRIPT(&stand, DMA(GETL, SCRIPT_DATA + 64, (EA(memory) >> 32 << 32) | SCRIPT_DATA, 8, 2),
	       UNTIL(AX_RD_LIST_STALL, 1), W(AX_WR_TAG_MASK, 4), W(AX_WR_TAG_UPDATE, AX_UPDATE_ALL),
	       N(AX_WR_TAG_UPDATE, 0), N(AX_RD_TAG_STAT, 0),
	       W(AX_WR_TAG_UPDATE, AX_UPDATE_IMMEDIATE), N(AX_WR_TAG_UPDATE, 1),
	       R(AX_RD_TAG_STAT, 0), R(AX_RD_LIST_STALL, 4), W(AX_WR_LIST_ACK, 2),
	       TAGS(4, AX_UPDATE_ALL, 4));
	stand_passes(&stand);
}

/* case: queue | 16 commands; channel 21 counts free places; the 17th waits for one */
Test(dma, queue_holds_sixteen)
{
	struct op ops[SCRIPT_MAX];
	size_t n = 0;
	for (uint32_t i = 0; i < 40; i++) {
		const struct op more[] = { DMA(GET, SCRIPT_DATA + 128 * i, EA(memory) + 128 * i,
					       128, 1) };
		memcpy(ops + n, more, sizeof(more));
		n += sizeof(more) / sizeof(more[0]);
	}
	const struct op end[] = { TAGS(2, AX_UPDATE_ALL, 2), N(AX_MFC_CMD, 16), EXIT(0) };
	memcpy(ops + n, end, sizeof(end));
	stand_script(&stand, ops, n + sizeof(end) / sizeof(end[0]));
	stand_passes(&stand);
	expect_store(SCRIPT_DATA, memory, 40 * 128);
}

/* case: put without a wait | lands late, but lands while the SPU only looks at its store */
Test(dma, commands_go_on_without_channel_operations)
{
	SCRIPT(&stand, STORE(SCRIPT_DATA, 77), STORE(SCRIPT_DATA + 128, 0),
	       DMA(PUT, SCRIPT_DATA, EA(stand_store(&stand, SCRIPT_DATA + 128)), 16, 0),
	       POLL(SCRIPT_DATA + 128, 77));
	stand_passes(&stand);
}

/* ---- lists -------------------------------------------------------------------------------- */

#define LIST(opcode, ls, list, bytes, tag)                                                         \
	DMA(opcode, ls, (EA(memory) >> 32 << 32) | (list), bytes, tag)

/* case: getl | elements one behind the other in the store */
/* case: putl | elements one behind the other from the store */
Test(dma, list_gathers_and_scatters)
{
	enum {
		AT = SCRIPT_DATA + 0x4000
	};
	for (uint32_t i = 0; i < 8; i++) {
		stand_element(&stand, AT + 8 * i, false, 256, EA(memory) + 1024 * i);
		stand_element(&stand, AT + 64 + 8 * i, false, 256, EA(memory) + 32768 + 512 * i);
	}
	SCRIPT(&stand, LIST(GETL, SCRIPT_DATA, AT, 64, 0), TAGS(1, AX_UPDATE_ALL, 1),
	       LIST(PUTL, SCRIPT_DATA, AT + 64, 64, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	for (uint32_t i = 0; i < 8; i++) {
		expect_store(SCRIPT_DATA + 256 * i, memory + 1024 * i, 256);
		cr_assert_eq(memcmp(memory + 32768 + 512 * i, memory + 1024 * i, 256), 0);
	}
}

/* case: getl | 2048 elements; an element of 0 bytes is nothing */
Test(dma, list_of_2048_elements)
{
	for (uint32_t i = 0; i < 2048; i++)
		stand_element(&stand, SCRIPT_DATA + 0x4000 + 8 * i, false, i % 2 ? 16 : 0,
			      EA(memory) + 16 * i);
	SCRIPT(&stand, LIST(GETL, SCRIPT_DATA, SCRIPT_DATA + 0x4000, 16384, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	/* The list itself lies behind what it gets. */
	stand_passes(&stand);
	for (uint32_t i = 0; i < 1000; i++)
		expect_store(SCRIPT_DATA + 16 * i, memory + 16 * (2 * i + 1), 16);
}

/* case: getl | after an element below 16 bytes the next begins at the next quadword */
Test(dma, list_of_words)
{
	for (uint32_t i = 0; i < 4; i++)
		stand_element(&stand, SCRIPT_DATA + 0x4000 + 8 * i, false, 4,
			      EA(memory) + 64 * i + 4 * i);
	SCRIPT(&stand, LIST(GETL, SCRIPT_DATA, SCRIPT_DATA + 0x4000, 32, 0),
	       TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	for (uint32_t i = 0; i < 4; i++)
		expect_store(SCRIPT_DATA + 16 * i + 4 * i, memory + 64 * i + 4 * i, 4);
}

/* case: stall-and-notify | the list waits at the element; channel 25 has its tag, once */
/* case: stall-and-notify | acknowledged by channel 26, it goes on */
/* case: stall-and-notify | what the SPU writes into the list meanwhile counts */
Test(dma, list_stalls_and_goes_on)
{
	enum {
		AT = SCRIPT_DATA + 0x4000
	};
	stand_element(&stand, AT, false, 128, EA(memory));
	stand_element(&stand, AT + 8, true, 128, EA(memory) + 128);
	SCRIPT(&stand, LIST(GETL, SCRIPT_DATA, AT, 24, 9), R(AX_RD_LIST_STALL, 1 << 9),
	       N(AX_RD_LIST_STALL, 0), TAGS(1 << 9, AX_UPDATE_IMMEDIATE, 0), STORE(AT + 16, 128),
	       STORE(AT + 20, EA(memory) + 4096), W(AX_WR_LIST_ACK, 9),
	       TAGS(1 << 9, AX_UPDATE_ALL, 1 << 9));
	stand_passes(&stand);
	expect_store(SCRIPT_DATA, memory, 256);
	expect_store(SCRIPT_DATA + 256, memory + 4096, 128);
}

/* case: stall-and-notify | on the last element: the list is done once it is acknowledged */
Test(dma, list_stalls_at_its_end)
{
	stand_element(&stand, SCRIPT_DATA + 0x4000, true, 128, EA(memory));
	SCRIPT(&stand, LIST(GETL, SCRIPT_DATA, SCRIPT_DATA + 0x4000, 8, 0), R(AX_RD_LIST_STALL, 1),
	       TAGS(1, AX_UPDATE_IMMEDIATE, 0), W(AX_WR_LIST_ACK, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
}

/* case: ax_spe_counters_read | commands and bytes, in and out */
Test(dma, counters)
{
	struct ax_spe_counters counters;
	SCRIPT(&stand, DMA(GET, SCRIPT_DATA, EA(memory), 1024, 0),
	       DMA(PUT, SCRIPT_DATA + 1024, EA(memory) + 1024, 256, 0), TAGS(1, AX_UPDATE_ALL, 1));
	stand_passes(&stand);
	cr_assert_eq(ax_spe_counters_read(stand.spe, &counters), 0);
	cr_assert_eq(counters.commands, 2);
	cr_assert_eq(counters.bytes_in, 1024);
	cr_assert_eq(counters.bytes_out, 256);
}

/* ---- atomics ------------------------------------------------------------------------------ */

static _Alignas(128) uint32_t line[32], beside[32];

#define ATOMIC(opcode, ls, ea, status) DMA(opcode, ls, ea, 128, 0), R(AX_RD_ATOMIC_STAT, status)

/* case: getllar | the line, status 4; putllc | writes it, status 0 */
/* case: putllc | without a reservation, or a second time: status 1, nothing written */
Test(dma, reservation_is_used_once)
{
	line[0] = 0x07070707; /* the same in any order of bytes */
	SCRIPT(&stand, ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), 1),
	       ATOMIC(GETLLAR, SCRIPT_DATA, EA(line), 4), LOAD(SCRIPT_DATA, 0x07070707),
	       STORE(SCRIPT_DATA, 0x08080808), ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), 0),
	       STORE(SCRIPT_DATA, 9), ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), 1));
	stand_passes(&stand);
	cr_assert_eq(line[0], 0x08080808);
}

/* case: putllc | of another line than the reserved one: status 1, and the reservation is gone */
Test(dma, reservation_is_of_one_line)
{
	SCRIPT(&stand, ATOMIC(GETLLAR, SCRIPT_DATA, EA(line), 4),
	       ATOMIC(PUTLLC, SCRIPT_DATA, EA(beside), 1),
	       ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), 1));
	stand_passes(&stand);
}

/* case: putlluc | writes, status 2; putqlluc | writes, by its tag, no status */
Test(dma, unconditional_puts)
{
	SCRIPT(&stand, STORE(SCRIPT_DATA, 0x03030303), ATOMIC(PUTLLUC, SCRIPT_DATA, EA(line), 2),
	       STORE(SCRIPT_DATA + 128, 0x04040404),
	       DMA(PUTQLLUC, SCRIPT_DATA + 128, EA(beside), 128, 6),
	       TAGS(1 << 6, AX_UPDATE_ALL, 1 << 6), N(AX_RD_ATOMIC_STAT, 0));
	stand_passes(&stand);
	cr_assert_eq(line[0], 0x03030303);
	cr_assert_eq(beside[0], 0x04040404);
}

/* Gets a reservation, stops for `meanwhile`, and then has the put fail or not. */
static void loses(void (*meanwhile)(void), bool lost)
{
	SCRIPT(&stand, W(AX_WR_EVENT_MASK, 0x400), ATOMIC(GETLLAR, SCRIPT_DATA, EA(line), 4),
	       STOP(1), N(AX_RD_EVENT_STAT, lost), ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), lost));
	cr_assert_eq(stand_run(&stand), 1);
	meanwhile();
	stand_passes(&stand);
}

static void exchange(void)
{
	ax_ppe_exchange32(&line[31], 5);
}

static void add(void)
{
	ax_ppe_add64((uint64_t *)&line[2], 1);
}

static void compare(void)
{
	uint32_t old = line[4];
	cr_assert(ax_ppe_cas32(&line[4], &old, old + 1));
}

static void wrote(void)
{
	line[1]++;
	ax_ppe_wrote(&line[1], 4);
}

static void wrote_beside(void)
{
	beside[0]++;
	ax_ppe_wrote(beside, 128);
}

/* case: reservation | lost by a PPE helper's write, with the event 0x400 */
Test(dma, reservation_lost_by_exchange)
{
	loses(exchange, true);
}

Test(dma, reservation_lost_by_add)
{
	loses(add, true);
}

Test(dma, reservation_lost_by_compare_and_swap)
{
	loses(compare, true);
}

Test(dma, reservation_lost_by_what_was_said)
{
	loses(wrote, true);
}

/* case: reservation | kept when another line is written */
Test(dma, reservation_kept_by_other_lines)
{
	loses(wrote_beside, false);
}

static void by_other(uint32_t opcode, uint32_t size)
{
	struct op end = EXIT(0);
	const struct op ops[] = { STORE(SCRIPT_DATA, 99),
				  DMA(opcode, SCRIPT_DATA, EA(line), size, 0),
				  TAGS(1, AX_UPDATE_ALL, 1), end };
	stand_init(&other, 0);
	stand_script(&other, ops, sizeof(ops) / sizeof(ops[0]));
	stand_passes(&other);
}

static void put_by_other(void)
{
	by_other(PUT, 16);
}

static void atomic_by_other(void)
{
	by_other(PUTLLUC, 128);
}

static void queued_by_other(void)
{
	by_other(PUTQLLUC, 128);
}

/* case: reservation | lost by another SPE's put, putlluc, putqlluc or putllc */
Test(dma, reservation_lost_by_put)
{
	loses(put_by_other, true);
}

Test(dma, reservation_lost_by_putlluc)
{
	loses(atomic_by_other, true);
}

Test(dma, reservation_lost_by_putqlluc)
{
	loses(queued_by_other, true);
}

static void proxied(void)
{
	unsigned status;
	spe_mfcio_put(stand.spe, SCRIPT_DATA + 1024, line, 128, 0, 0, 0);
	spe_mfcio_tag_status_read(stand.spe, 0, SPE_TAG_ALL, &status);
}

/* case: reservation | lost by a put of the PPE's proxy queue, or a long one over the line */
Test(dma, reservation_lost_by_proxy)
{
	loses(proxied, true);
}

/* case: reservation | a plain store of the PPE is noticed by putllc: status 1 */
/* case: plain-store | counted */
Test(dma, plain_store_is_noticed)
{
	SCRIPT(&stand, ATOMIC(GETLLAR, SCRIPT_DATA, EA(line), 4), STOP(1),
	       ATOMIC(PUTLLC, SCRIPT_DATA, EA(line), 1));
	cr_assert_eq(stand_run(&stand), 1);
	line[9]++;
	stand_passes(&stand);
	cr_assert_eq(stand_count(AX_RULE_PLAIN_STORE), 1);
}

/* case: reservation | of a line of another SPE's local store */
Test(dma, reservation_in_a_local_store)
{
	stand_init(&other, 0);
	uint64_t ea = EA(stand_store(&other, SCRIPT_DATA));
	stand_poke(&other, SCRIPT_DATA, 6);
	SCRIPT(&stand, ATOMIC(GETLLAR, SCRIPT_DATA, ea, 4), LOAD(SCRIPT_DATA, 6),
	       STORE(SCRIPT_DATA, 7), ATOMIC(PUTLLC, SCRIPT_DATA, ea, 0));
	stand_passes(&stand);
	cr_assert_eq(stand_peek(&other, SCRIPT_DATA), 7);
}

/* ---- the PPE's helpers -------------------------------------------------------------------- */

/* case: ax_ppe_* | return the old value, and change it as they say */
Test(dma, helpers_of_the_ppe)
{
	uint32_t word = 1, expected = 9;
	uint64_t wide = 1, expected_wide = 5;
	cr_assert_eq(ax_ppe_exchange32(&word, 2), 1);
	cr_assert_eq(ax_ppe_add32(&word, 3), 2);
	cr_assert(!ax_ppe_cas32(&word, &expected, 0));
	cr_assert_eq(expected, 5);
	cr_assert(ax_ppe_cas32(&word, &expected, 6));
	cr_assert_eq(word, 6);
	cr_assert_eq(ax_ppe_exchange64(&wide, 2), 1);
	cr_assert_eq(ax_ppe_add64(&wide, 3), 2);
	cr_assert(ax_ppe_cas64(&wide, &expected_wide, 8));
	cr_assert_eq(wide, 8);
}
