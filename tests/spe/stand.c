// SPDX-License-Identifier: Apache-2.0
/* stand: contexts that run scripts. */
#include "stand.h"

#include "lab.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct lab_log messages = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- the script on the lab backend -------------------------------------------------------- */

static void check(struct ax_spe *spe, const struct op *op, uint32_t got)
{
	ax_store_write32(spe, SCRIPT_GOT, got);
	if (got != op->value)
		lab_stop(spe, 0x2001);
}

static void carry_out(struct ax_spe *spe, const struct op *op)
{
	switch ((enum script_op)op->op) {
	case SCRIPT_WRITE:
		lab_write(spe, op->channel, op->value);
		break;
	case SCRIPT_READ:
		check(spe, op, lab_read(spe, op->channel));
		break;
	case SCRIPT_TAKE:
		ax_store_write32(spe, SCRIPT_GOT, lab_read(spe, op->channel));
		break;
	case SCRIPT_COUNT:
		check(spe, op, lab_count(spe, op->channel));
		break;
	case SCRIPT_UNTIL:
		while (lab_count(spe, op->channel) != op->value)
			lab_relax(spe);
		break;
	case SCRIPT_STOP:
		lab_stop(spe, op->value);
	case SCRIPT_HALT:
		lab_halt(spe);
	case SCRIPT_ILLEGAL:
		lab_illegal(spe);
	case SCRIPT_STORE:
		ax_store_write32(spe, op->channel, op->value);
		break;
	case SCRIPT_LOAD:
		check(spe, op, ax_store_read32(spe, op->channel));
		break;
	case SCRIPT_POLL:
		while (ax_store_read32(spe, op->channel) != op->value)
			lab_relax(spe);
		break;
	case SCRIPT_END:
		lab_stop(spe, 0x2000 | op->value);
	default:
		lab_stop(spe, 0x20ff);
	}
}

static void script_program(struct ax_spe *spe)
{
	for (;;) {
		uint32_t next = ax_store_read32(spe, SCRIPT_NEXT), at = SCRIPT_AT + 16 * next;
		struct op op = { ax_store_read32(spe, at), ax_store_read32(spe, at + 4),
				 ax_store_read32(spe, at + 8), 0 };
		ax_store_write32(spe, SCRIPT_NEXT, next + 1);
		carry_out(spe, &op);
	}
}

/* ---- machines and contexts ---------------------------------------------------------------- */

void stand_machine(unsigned n_spes, uint64_t seed, bool strict)
{
	struct ax_spe_config config = { .n_spes = n_spes,
					.seed = seed,
					.strict = strict,
					.log = lab_log,
					.log_arg = &messages };
	cr_assert_eq(ax_spe_configure(&config), 0);
	ax_cell_add_backend(ax_cell_default(), &lab_backend);
}

static spe_program_handle_t *lab_script(void)
{
	static struct lab_image image;
	static struct ax_spe_image handle;
	image = lab_image(script_program);
	handle = (struct ax_spe_image){ { sizeof(handle), &image, NULL }, sizeof(image) };
	return &handle.handle;
}

bool stand_is(const char *backend)
{
	const char *name = getenv("AXON_SPE_BACKEND");
	return strcmp(name ? name : "lab", backend) == 0;
}

static spe_program_handle_t *program(void)
{
	extern spe_program_handle_t script_native;
	static spe_program_handle_t *script_isa;
	if (stand_is("native"))
		return &script_native;
	if (!stand_is("isa"))
		return lab_script();
	if (!script_isa)
		script_isa = spe_image_open(getenv("AXON_SPE_SCRIPT"));
	return script_isa;
}

void stand_init_gang(struct stand *stand, unsigned flags, spe_gang_context_ptr_t gang)
{
	*stand = (struct stand){ .entry = SPE_DEFAULT_ENTRY };
	stand->spe = spe_context_create(flags, gang);
	cr_assert(stand->spe, "%s", strerror(errno));
	cr_assert_eq(spe_program_load(stand->spe, program()), 0);
}

void stand_init(struct stand *stand, unsigned flags)
{
	stand_init_gang(stand, flags, NULL);
}

void stand_fini(struct stand *stand)
{
	cr_assert_eq(spe_context_destroy(stand->spe), 0);
}

static struct ax_spe *spe_of(struct stand *stand)
{
	return stand->spe->base_private->spe;
}

uint32_t stand_peek(struct stand *stand, uint32_t ls)
{
	return ax_store_read32(spe_of(stand), ls);
}

void stand_poke(struct stand *stand, uint32_t ls, uint32_t value)
{
	ax_store_write32(spe_of(stand), ls, value);
}

void *stand_store(struct stand *stand, uint32_t ls)
{
	return (char *)spe_ls_area_get(stand->spe) + ls;
}

void stand_element(struct stand *stand, uint32_t ls, bool notify, uint32_t size, uint64_t ea)
{
	stand_poke(stand, ls, (uint32_t)notify << 31 | size);
	stand_poke(stand, ls + 4, (uint32_t)ea);
}

void stand_script(struct stand *stand, const struct op *op, size_t n)
{
	cr_assert_leq(n, SCRIPT_MAX);
	for (uint32_t i = 0; i < n; i++) {
		stand_poke(stand, SCRIPT_AT + 16 * i, op[i].op);
		stand_poke(stand, SCRIPT_AT + 16 * i + 4, op[i].channel);
		stand_poke(stand, SCRIPT_AT + 16 * i + 8, op[i].value);
	}
	stand_poke(stand, SCRIPT_NEXT, 0);
}

/* ---- runs --------------------------------------------------------------------------------- */

int stand_run(struct stand *stand)
{
	errno = 0;
	stand->result = spe_context_run(stand->spe, &stand->entry, stand->flags, stand->argp, NULL,
					&stand->info);
	stand->error = errno;
	return stand->result;
}

static void *run(void *arg)
{
	stand_run(arg);
	return NULL;
}

void stand_start(struct stand *stand)
{
	cr_assert_eq(pthread_create(&stand->thread, NULL, run, stand), 0);
}

int stand_finish(struct stand *stand)
{
	pthread_join(stand->thread, NULL);
	return stand->result;
}

void stand_expect_exit(struct stand *stand)
{
	cr_assert_eq(stand->result, 0, "returned %d, %s; %s", stand->result, strerror(stand->error),
		     stand_line());
	cr_assert_eq(stand->info.stop_reason, SPE_EXIT);
	cr_assert_eq(stand->info.result.spe_exit_code, 0, "operation %u got 0x%x",
		     stand_peek(stand, SCRIPT_NEXT) - 1, stand_peek(stand, SCRIPT_GOT));
}

void stand_passes(struct stand *stand)
{
	stand_run(stand);
	stand_expect_exit(stand);
}

unsigned stand_lines(void)
{
	pthread_mutex_lock(&messages.lock);
	unsigned n = messages.n;
	pthread_mutex_unlock(&messages.lock);
	return n;
}

const char *stand_line(void)
{
	return messages.last;
}

uint64_t stand_count(enum ax_rule_id id)
{
	return ax_rule_count(id);
}
