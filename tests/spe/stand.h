// SPDX-License-Identifier: Apache-2.0
/* stand: a context of libspe2 with a script to run, on the backend that AXON_SPE_BACKEND names. */
#ifndef AXON_TESTS_SPE_STAND_H
#define AXON_TESTS_SPE_STAND_H

#include "libspe2/private.h"
#include "programs/script.h"

struct op {
	uint32_t op, channel, value, unused;
};

#define W(channel, value)                                                                          \
	{                                                                                          \
		SCRIPT_WRITE, channel, (uint32_t)(value), 0                                        \
	}
#define R(channel, value)                                                                          \
	{                                                                                          \
		SCRIPT_READ, channel, (uint32_t)(value), 0                                         \
	}
#define TAKE(channel)                                                                              \
	{                                                                                          \
		SCRIPT_TAKE, channel, 0, 0                                                         \
	}
#define N(channel, value)                                                                          \
	{                                                                                          \
		SCRIPT_COUNT, channel, value, 0                                                    \
	}
#define UNTIL(channel, n)                                                                          \
	{                                                                                          \
		SCRIPT_UNTIL, channel, n, 0                                                        \
	}
#define STOP(code)                                                                                 \
	{                                                                                          \
		SCRIPT_STOP, 0, (uint32_t)(code), 0                                                \
	}
#define HALT                                                                                       \
	{                                                                                          \
		SCRIPT_HALT, 0, 0, 0                                                               \
	}
#define ILLEGAL                                                                                    \
	{                                                                                          \
		SCRIPT_ILLEGAL, 0, 0, 0                                                            \
	}
#define STORE(at, value)                                                                           \
	{                                                                                          \
		SCRIPT_STORE, at, (uint32_t)(value), 0                                             \
	}
#define LOAD(at, value)                                                                            \
	{                                                                                          \
		SCRIPT_LOAD, at, (uint32_t)(value), 0                                              \
	}
#define POLL(at, value)                                                                            \
	{                                                                                          \
		SCRIPT_POLL, at, value, 0                                                          \
	}
#define EXIT(code)                                                                                 \
	{                                                                                          \
		SCRIPT_END, 0, (uint32_t)(code), 0                                                 \
	}

#define EA(at) ((uint64_t)(uintptr_t)(at))

/* A command and its parameters; a wait for tags and what comes out of it. */
#define DMA(opcode, ls, ea, size, tag)                                                             \
	W(AX_MFC_LSA, ls), W(AX_MFC_EAH, (uint64_t)(ea) >> 32), W(AX_MFC_EAL, ea),                 \
		W(AX_MFC_SIZE, size), W(AX_MFC_TAG, tag), W(AX_MFC_CMD, opcode)
#define TAGS(mask, update, status)                                                                 \
	W(AX_WR_TAG_MASK, mask), W(AX_WR_TAG_UPDATE, update), R(AX_RD_TAG_STAT, status)

enum { /* opcodes */
	PUT = 0x20,
	PUTB = 0x21,
	PUTF = 0x22,
	PUTL = 0x24,
	GET = 0x40,
	GETB = 0x41,
	GETF = 0x42,
	GETL = 0x44,
	SNDSIG = 0xa0,
	BARRIER = 0xc0,
	GETLLAR = 0xd0,
	PUTLLC = 0xb4,
	PUTLLUC = 0xb0,
	PUTQLLUC = 0xb8,
};

struct stand {
	spe_context_ptr_t spe;
	unsigned entry, flags;
	void *argp;
	int result, error; /* of the last run */
	spe_stop_info_t info;
	pthread_t thread;
};

/* The machine, of that many SPEs; once in a process. */
void stand_machine(unsigned n_spes, uint64_t seed, bool strict);

void stand_init(struct stand *stand, unsigned flags);
void stand_init_gang(struct stand *stand, unsigned flags, spe_gang_context_ptr_t gang);
void stand_fini(struct stand *stand);

/* Writes the script, and has it begin. */
void stand_script(struct stand *stand, const struct op *op, size_t n);
#define SCRIPT(stand, ...)                                                                         \
	do {                                                                                       \
		const struct op ops[] = { __VA_ARGS__, EXIT(0) };                                  \
		stand_script(stand, ops, sizeof(ops) / sizeof(ops[0]));                            \
	} while (0)

/* Runs it on this thread, or on one of its own until the script stops. Each goes on where the last
 * run stopped. */
int stand_run(struct stand *stand);
void stand_start(struct stand *stand);
int stand_finish(struct stand *stand);

/* Runs it and expects exit code 0: names the operation that was not as expected. */
void stand_passes(struct stand *stand);
void stand_expect_exit(struct stand *stand); /* of the last run */

uint32_t stand_peek(struct stand *stand, uint32_t ls);
void stand_poke(struct stand *stand, uint32_t ls, uint32_t value);
void *stand_store(struct stand *stand, uint32_t ls);

/* A list element. */
void stand_element(struct stand *stand, uint32_t ls, bool notify, uint32_t size, uint64_t ea);

/* Whether the scripts run on that backend. */
bool stand_is(const char *backend);

/* Lines of the log so far, and the last one. */
unsigned stand_lines(void);
const char *stand_line(void);

uint64_t stand_count(enum ax_rule_id id);

#endif
