// SPDX-License-Identifier: Apache-2.0
/* vectors: the interpreter against the vectors of the model, each of which says what goes in
 * and all that comes out. The lines are those of ../model/vector.py, on standard input. The argument
 * says how it executes: step by step, in a run, or in a run whose cycles are counted. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/isa.h"
#include "vector.h"

enum {
	MAX_NAMES = 256,
	MAX_SHOWN = 40,
};

struct count {
	char name[16];
	unsigned n_vectors;
};

struct check {
	struct ax_isa *isa;
	struct state state;
	struct channel port[N_CHANNELS]; /* the interpreter's */
	struct count count[MAX_NAMES];
	unsigned n_names, n_vectors, n_wrong;
	const char *line; /* the vector at hand */
	bool right;	  /* so far */
	bool steps;	  /* one by one */
};

/* ---- the interpreter ----------------------------------------------------------------------- */

static enum ax_isa_end port_read(void *owner, uint32_t channel, uint32_t *value)
{
	struct check *check = owner;
	*value = check->port[channel % N_CHANNELS].value;
	return check->port[channel % N_CHANNELS].count ? AX_ISA_OK : AX_ISA_CHANNEL;
}

static enum ax_isa_end port_write(void *owner, uint32_t channel, uint32_t value)
{
	struct check *check = owner;
	struct channel *port = &check->port[channel % N_CHANNELS];
	if (port->count == 0)
		return AX_ISA_CHANNEL;
	*port = (struct channel){ port->count, value, true };
	return AX_ISA_OK;
}

static uint32_t port_count(void *owner, uint32_t channel)
{
	struct check *check = owner;
	return check->port[channel % N_CHANNELS].count;
}

static const struct ax_isa_ports ports = { port_read, port_write, port_count };

static void set_up(struct check *check)
{
	const struct state *state = &check->state;
	uint8_t *store = ax_isa_store(check->isa);
	for (unsigned i = 0; i < state->n_touched; i++)
		memcpy(store + state->touched[i], state->store + state->touched[i], 16);
	for (unsigned i = 0; i < AX_ISA_REGISTERS; i++)
		ax_isa_poke(check->isa, i, state->reg[i].quad);
	memcpy(check->port, state->channel, sizeof check->port);
	ax_isa_set_fpscr(check->isa, state->fpscr.quad);
	ax_isa_set_pc(check->isa, state->pc);
	ax_isa_set_srr0(check->isa, state->srr0);
	ax_isa_set_interruptible(check->isa, state->interruptible);
}

static void execute(struct check *check, char outcome[16])
{
	static const char *const names[] = {
		[AX_ISA_OK] = "ok",	    [AX_ISA_STOPPED] = "stop",
		[AX_ISA_HALTED] = "halt",   [AX_ISA_INVALID] = "invalid",
		[AX_ISA_CHANNEL] = "stall", [AX_ISA_FAULTED] = "refused",
		[AX_ISA_LOOK] = "look",
	};
	enum ax_isa_end end = AX_ISA_OK;
	unsigned n = check->state.n_words;
	for (unsigned i = 0; i < n && check->steps && end == AX_ISA_OK; i++)
		end = ax_isa_step(check->isa);
	if (!check->steps)
		end = ax_isa_run(check->isa, n);
	if (end == AX_ISA_STOPPED)
		snprintf(outcome, 16, "stop-%x", (unsigned)ax_isa_code(check->isa));
	else
		snprintf(outcome, 16, "%s", names[end]);
}

/* ---- comparison ---------------------------------------------------------------------------- */

static void say(struct check *check, const char *what, const char *got, const char *expected)
{
	if (check->right && check->n_wrong++ < MAX_SHOWN)
		printf("\n%s", check->line);
	check->right = false;
	if (check->n_wrong <= MAX_SHOWN)
		printf("  %s is %s, not %s\n", what, got, expected);
}

static void check_number(struct check *check, const char *what, uint32_t got, uint32_t expected)
{
	char text[2][16];
	if (got == expected)
		return;
	snprintf(text[0], sizeof text[0], "%" PRIx32, got);
	snprintf(text[1], sizeof text[1], "%" PRIx32, expected);
	say(check, what, text[0], text[1]);
}

static uint32_t word_at(const uint8_t *quad, unsigned slot)
{
	uint32_t word = 0;
	for (unsigned i = 4 * slot; i < 4 * slot + 4; i++)
		word = word << 8 | quad[i];
	return word;
}

static bool agrees(const struct known *known, const uint8_t quad[16])
{
	for (unsigned i = 0; i < 4; i++) {
		uint32_t got = word_at(quad, i), expected = word_at(known->quad, i);
		if (known->near ? got - expected + 1 > 2
				: ((got ^ expected) & word_at(known->mask, i)) != 0)
			return false;
	}
	return true;
}

static void check_quad(struct check *check, const char *what, const struct known *known,
		       const uint8_t quad[16])
{
	char text[2][33];
	if (agrees(known, quad))
		return;
	for (unsigned i = 0; i < 16; i++) {
		sprintf(text[0] + 2 * i, "%02x", quad[i]);
		sprintf(text[1] + 2 * i, "%02x", known->quad[i]);
	}
	say(check, what, text[0], text[1]);
}

static void check_registers(struct check *check)
{
	uint8_t quad[16];
	for (unsigned i = 0; i < AX_ISA_REGISTERS; i++) {
		char name[8];
		snprintf(name, sizeof name, "r%u", i % AX_ISA_REGISTERS);
		ax_isa_peek(check->isa, i, quad);
		check_quad(check, name, &check->state.reg[i], quad);
	}
	ax_isa_fpscr(check->isa, quad);
	check_quad(check, "the status register", &check->state.fpscr, quad);
}

static void check_store(struct check *check)
{
	uint8_t *store = ax_isa_store(check->isa), *expected = check->state.store;
	uint32_t at = 0;
	if (!memcmp(store, expected, AX_ISA_STORE_BYTES))
		return;
	while (store[at] == expected[at])
		at++;
	char what[32];
	snprintf(what, sizeof what, "the store at %" PRIx32, at);
	check_number(check, what, store[at], expected[at]);
	memcpy(store, expected, AX_ISA_STORE_BYTES);
}

static void compare(struct check *check, const char *outcome)
{
	struct state *state = &check->state;
	if (strcmp(outcome, state->outcome) != 0)
		say(check, "the outcome", outcome, state->outcome);
	if (state->pc_known)
		check_number(check, "the program counter", ax_isa_pc(check->isa), state->pc);
	check_number(check, "being interruptible", ax_isa_interruptible(check->isa),
		     state->interruptible);
	check_registers(check);
	check_store(check);
	for (unsigned i = 0; i < N_CHANNELS; i++) {
		const struct channel *got = &check->port[i], *expected = &state->channel[i];
		check_number(check, "writing a channel", got->written, expected->written);
		check_number(check, "a channel's value", got->value, expected->value);
	}
}

/* ---- all of them --------------------------------------------------------------------------- */

static void read_names(struct check *check, char *text)
{
	char *place;
	for (char *name = strtok_r(text, " \n", &place); name;
	     name = strtok_r(NULL, " \n", &place)) {
		if (check->n_names == MAX_NAMES)
			vector_broken(name);
		struct count *count = &check->count[check->n_names++];
		snprintf(count->name, sizeof count->name, "%s", name);
	}
}

static void count_name(struct check *check, const char *name)
{
	check->n_vectors++;
	for (unsigned i = 0; i < check->n_names; i++) {
		if (!strcmp(check->count[i].name, name))
			check->count[i].n_vectors++;
	}
}

/* text: the line, which is taken apart. */
static void check_vector(struct check *check, char *text)
{
	char *rest, outcome[16];
	check->right = true;
	vector_reset(&check->state);
	count_name(check, vector_inputs(&check->state, text, &rest));
	set_up(check);
	execute(check, outcome);
	vector_results(&check->state, rest);
	compare(check, outcome);
}

static void check_lines(struct check *check)
{
	char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, stdin) > 0) {
		char *text = strdup(line);
		check->line = line;
		if (!strncmp(text, "instructions ", strlen("instructions ")))
			read_names(check, text + strlen("instructions "));
		else
			check_vector(check, text);
		free(text);
	}
	free(line);
}

static unsigned n_without(const struct check *check)
{
	unsigned n = 0;
	for (unsigned i = 0; i < check->n_names; i++) {
		if (check->count[i].n_vectors == 0) {
			printf("%s has no vector\n", check->count[i].name);
			n++;
		}
	}
	return n;
}

int main(int argc, char **argv)
{
	static struct check check;
	const char *how = argc > 1 ? argv[1] : "step";
	uint8_t *store = aligned_alloc(AX_ISA_STORE_BYTES, AX_ISA_STORE_BYTES);
	check.state.store = calloc(1, AX_ISA_STORE_BYTES);
	if (!store || !check.state.store)
		return 1;
	for (unsigned i = 0; i < AX_ISA_STORE_BYTES; i++)
		check.state.store[i] = (uint8_t)(i * 0x9D + (i >> 8));
	memcpy(store, check.state.store, AX_ISA_STORE_BYTES);
	check.isa = ax_isa_new(store, &ports, &check);
	if (!check.isa)
		return 1;
	check.steps = !strcmp(how, "step");
	ax_isa_set_timing(check.isa, !strcmp(how, "timed"));
	check_lines(&check);
	unsigned without = n_without(&check);
	printf("%s: %u instructions, %u vectors, %u wrong\n", how, check.n_names, check.n_vectors,
	       check.n_wrong);
	ax_isa_free(check.isa);
	free(check.state.store);
	free(store);
	return check.n_names == 0 || without || check.n_wrong ? 1 : 0;
}
