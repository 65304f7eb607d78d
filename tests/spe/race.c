// SPDX-License-Identifier: Apache-2.0
/* race: everything that threads may do to contexts at once, for ThreadSanitizer to watch.
 *
 *   race atomics   counters that 16 SPEs and the PPE add to by reservations and helpers
 *   race pipeline  16 SPEs in a row, items from local store to local store, signals to wake
 *   race mailboxes many PPE threads on one context, by all mailboxes, signals and proxy commands
 *   race turns     24 contexts on 2 SPEs */
#include "lab.h"

#include "libspe2/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define check(what)                                                                                \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);         \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

enum {
	MANY = 16,
	CROWD = 24,
	TURNS = 8,
	STORE_AT = 0x1000
};

static struct lab_image image;
static struct ax_spe_image handle;
static spe_context_ptr_t context[CROWD];
static pthread_t thread[CROWD];

static void *run(void *arg)
{
	unsigned entry = SPE_DEFAULT_ENTRY;
	spe_stop_info_t info;
	check(spe_context_run(arg, &entry, 0, NULL, NULL, &info) == 0);
	check(info.stop_reason == SPE_EXIT && info.result.spe_exit_code == 0);
	return NULL;
}

static void start(int n, lab_program *program, unsigned flags)
{
	image = lab_image(program);
	handle = (struct ax_spe_image){ { sizeof(handle), &image, NULL }, sizeof(image) };
	for (int i = 0; i < n; i++) {
		context[i] = spe_context_create(flags, NULL);
		check(context[i] && spe_program_load(context[i], &handle.handle) == 0);
	}
	for (int i = 0; i < n; i++)
		check(pthread_create(&thread[i], NULL, run, context[i]) == 0);
}

static void finish(int n)
{
	for (int i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	for (int i = 0; i < n; i++)
		check(spe_context_destroy(context[i]) == 0);
}

/* ---- atomics ------------------------------------------------------------------------------ */

static _Alignas(128) uint32_t line[32];
static uint32_t rounds = 2000;

/* Two words of the line at a time: neither update may be lost. */
static void add_two(struct ax_spe *spe)
{
	uint32_t *store = lab_store(spe, STORE_AT);
	for (uint32_t i = 0; i < rounds; i++) {
		uint32_t status;
		do {
			lab_command(spe, 0xd0, STORE_AT, lab_ea(line), 128, 0);
			check(lab_read(spe, AX_RD_ATOMIC_STAT) == 4);
			store[0]++;
			store[16 + spe->id % 16]++;
			lab_command(spe, 0xb4, STORE_AT, lab_ea(line), 128, 0);
			status = lab_read(spe, AX_RD_ATOMIC_STAT);
		} while (status);
	}
}

static void atomics(void)
{
	start(MANY, add_two, 0);
	for (uint32_t i = 0; i < rounds; i++)
		ax_ppe_add32(&line[1], 1);
	finish(MANY);
	check(line[0] == MANY * rounds && line[1] == rounds);
	for (int i = 16; i < 32; i++)
		check(line[i] == rounds);
}

/* ---- a pipeline --------------------------------------------------------------------------- */

enum {
	ITEM = 0x2000,	 /* what came from the left */
	RETURN = 0x3000, /* that it was taken, from the right */
};

static uint32_t items = 2000;

static struct ax_spe *core(int i)
{
	return context[i]->base_private->spe;
}

/* Signal 1: an item has come. Signal 2: the right one has taken the last. */
static void send(struct ax_spe *spe, int to, uint32_t offset, uint32_t from)
{
	lab_command(spe, 0xa2, from, lab_ea(core(to)->problem) + offset, 4, 1);
}

static void stage(struct ax_spe *spe)
{
	int me = (int)spe->id;
	*(uint32_t *)lab_store(spe, STORE_AT + 12) = 1;
	for (uint32_t i = 0; i < items; i++) {
		uint32_t *item = lab_store(spe, ITEM);
		if (me > 0)
			lab_read(spe, AX_RD_SIG_NOTIFY_1);
		else
			item[0] = i;
		check(item[0] == i + (uint32_t)me);
		item[0]++;
		if (me + 1 < MANY) {
			if (i)
				lab_read(spe, AX_RD_SIG_NOTIFY_2);
			lab_command(spe, 0x20, ITEM, lab_ea(core(me + 1)->store) + ITEM, 128, 1);
			send(spe, me + 1, AX_PS_SIGNAL_1 + 12, STORE_AT + 12);
			lab_tags(spe, 2, AX_UPDATE_ALL);
		}
		if (me > 0)
			send(spe, me - 1, AX_PS_SIGNAL_2 + 12, STORE_AT + 12);
	}
	lab_tags(spe, 2, AX_UPDATE_ALL);
}

static void pipeline(void)
{
	start(MANY, stage, SPE_MAP_PS | SPE_CFG_SIGNOTIFY1_OR | SPE_CFG_SIGNOTIFY2_OR);
	finish(MANY);
}

/* ---- many PPE threads --------------------------------------------------------------------- */

enum {
	WRITERS = 4
};

static _Alignas(128) uint8_t buffer[WRITERS][128];

/* Sends back the sum of what has come; the words are more than any mailbox holds. */
static void sum(struct ax_spe *spe)
{
	uint32_t all = 0;
	for (uint32_t i = 0; i < WRITERS * rounds; i++) {
		all += lab_read(spe, AX_RD_IN_MBOX);
		if (i % 16 == 0)
			lab_write(spe, AX_WR_OUT_INTR_MBOX, i);
	}
	lab_write(spe, AX_WR_OUT_MBOX, all);
	lab_read(spe, AX_RD_SIG_NOTIFY_1);
}

static void *write_words(void *arg)
{
	uint8_t *own = arg;
	for (uint32_t i = 1; i <= rounds; i++) {
		unsigned status;
		check(spe_in_mbox_write(context[0], &i, 1, SPE_MBOX_ALL_BLOCKING) == 1);
		if (i % 8)
			continue;
		uint32_t at = STORE_AT + 128 * (uint32_t)((own - buffer[0]) / 128);
		spe_mfcio_get(context[0], at, own, 128, 1, 0, 0);
		spe_mfcio_tag_status_read(context[0], 2, SPE_TAG_IMMEDIATE, &status);
		spe_in_mbox_status(context[0]);
		spe_out_mbox_status(context[0]);
	}
	return NULL;
}

static void *read_words(void *arg)
{
	unsigned word;
	spe_event_handler_ptr_t h = spe_event_handler_create();
	spe_event_unit_t unit = { SPE_EVENT_OUT_INTR_MBOX, context[0], { NULL } };
	(void)arg;
	check(spe_event_handler_register(h, &unit) == 0);
	for (uint32_t i = 0; i < WRITERS * rounds; i += 16) {
		check(spe_event_wait(h, &unit, 1, -1) == 1);
		check(spe_out_intr_mbox_read(context[0], &word, 1, SPE_MBOX_ANY_NONBLOCKING) == 1);
		check(word == i);
	}
	spe_event_handler_destroy(h);
	return NULL;
}

static void mailboxes(void)
{
	pthread_t writer[WRITERS], reader;
	unsigned word;
	start(1, sum, SPE_EVENTS_ENABLE);
	pthread_create(&reader, NULL, read_words, NULL);
	for (int i = 0; i < WRITERS; i++)
		pthread_create(&writer[i], NULL, write_words, buffer[i]);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(writer[i], NULL);
	pthread_join(reader, NULL);
	while (!spe_out_mbox_read(context[0], &word, 1))
		sched_yield();
	check(word == WRITERS * (rounds * (rounds + 1) / 2));
	spe_signal_write(context[0], SPE_SIG_NOTIFY_REG_1, 1);
	finish(1);
}

/* ---- more contexts than SPEs -------------------------------------------------------------- */

/* Some block, some only poll: those lose their SPE at the end of a slice. */
static void take_turns(struct ax_spe *spe)
{
	for (uint32_t i = 0; i < TURNS; i++) {
		if (spe->id % 4 == 0)
			while (!lab_count(spe, AX_RD_IN_MBOX))
				;
		lab_read(spe, AX_RD_IN_MBOX);
		lab_write(spe, AX_WR_OUT_MBOX, i);
	}
}

static void turns(void)
{
	unsigned word;
	start(CROWD, take_turns, 0);
	for (unsigned i = 0; i < TURNS; i++) {
		for (int k = CROWD; k-- > 0;)
			spe_in_mbox_write(context[k], &i, 1, SPE_MBOX_ALL_BLOCKING);
		for (int k = CROWD; k-- > 0;) {
			while (!spe_out_mbox_read(context[k], &word, 1))
				sched_yield();
			check(word == i);
		}
	}
	finish(CROWD);
}

static const struct {
	const char *name;
	void (*run)(void);
	unsigned n_spes;
} kinds[] = {
	{ "atomics", atomics, MANY },
	{ "pipeline", pipeline, MANY },
	{ "mailboxes", mailboxes, MANY },
	{ "turns", turns, 2 },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct ax_spe_config config;
		if (strcmp(kinds[i].name, argv[1]) != 0)
			continue;
		ax_spe_config_init(&config);
		config.n_spes = kinds[i].n_spes;
		check(ax_spe_configure(&config) == 0);
		ax_cell_add_backend(ax_cell_default(), &lab_backend);
		kinds[i].run();
		return 0;
	}
	return 2;
}
