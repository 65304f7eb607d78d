// SPDX-License-Identifier: Apache-2.0
/* vector: reads what ../model/vector.py has written. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

void vector_broken(const char *text)
{
	fprintf(stderr, "not as vectors are written: %s\n", text);
	exit(1);
}

static void read_quad(const char *text, uint8_t quad[16])
{
	for (unsigned i = 0; i < 16; i++) {
		if (sscanf(text + 2 * i, "%2" SCNx8, &quad[i]) != 1)
			vector_broken(text);
	}
}

/* QUAD or QUAD/MASK. */
static void read_known(const char *text, struct known *known, bool near)
{
	const char *slash = strchr(text, '/');
	read_quad(text, known->quad);
	memset(known->mask, 0xFF, sizeof known->mask);
	if (slash)
		read_quad(slash + 1, known->mask);
	known->near = near;
}

static void read_channel(struct channel *channel, char *text)
{
	channel->count = (uint32_t)strtoul(text, &text, 10);
	channel->value = (uint32_t)strtoul(text + 1, NULL, 16);
}

static void touch(struct state *state, uint32_t address)
{
	if (state->n_touched == MAX_TOUCHED)
		vector_broken("too many quadwords");
	state->touched[state->n_touched++] = address % STORE_BYTES & ~15u;
}

/* A letter, perhaps a number, = or ~, and a value. */
static void read_token(struct state *state, const char *token)
{
	char *rest;
	unsigned long number = strtoul(token + 1, &rest, token[0] == 'm' ? 16 : 10);
	uint32_t value = (uint32_t)strtoul(rest + (*rest != 0), NULL, 16);
	struct channel *channel = &state->channel[number % N_CHANNELS];
	switch (token[0]) {
	case 'p':
		state->pc = (uint32_t)strtoul(token + strlen("pc="), NULL, 16);
		state->pc_known = true;
		break;
	case 'f':
		read_known(rest + 1, &state->fpscr, false);
		break;
	case 'r':
		read_known(rest + 1, &state->reg[number % N_REGISTERS], *rest == '~');
		break;
	case 'm':
		touch(state, (uint32_t)number);
		read_quad(rest + 1, state->store + number % STORE_BYTES);
		break;
	case 'c':
		read_channel(channel, rest + 1);
		break;
	case 'w':
		*channel = (struct channel){ channel->count, value, true };
		break;
	case 'i':
		state->interruptible = value != 0;
		break;
	case 's':
		state->srr0 = value;
		break;
	default:
		vector_broken(token);
	}
}

static void read_words(struct state *state, char *text)
{
	char *place;
	state->n_words = 0;
	for (char *word = strtok_r(text, ",", &place); word; word = strtok_r(NULL, ",", &place)) {
		if (state->n_words == MAX_WORDS)
			vector_broken(text);
		state->word[state->n_words++] = (uint32_t)strtoul(word, NULL, 16);
	}
}

void vector_reset(struct state *state)
{
	for (unsigned i = 0; i < N_REGISTERS; i++) {
		for (unsigned j = 0; j < 16; j++)
			state->reg[i].quad[j] = (uint8_t)(0x35 * i + 0x1D * j + 0x81);
		memset(state->reg[i].mask, 0xFF, 16);
		state->reg[i].near = false;
	}
	memset(&state->fpscr, 0, sizeof state->fpscr);
	memset(state->fpscr.mask, 0xFF, 16);
	memset(state->channel, 0, sizeof state->channel);
	state->srr0 = 0;
	state->interruptible = false;
	state->n_touched = 0;
}

static void place_words(struct state *state)
{
	for (unsigned i = 0; i < 4 * state->n_words; i++) {
		uint32_t address = (state->pc + i) % STORE_BYTES;
		state->store[address] = (uint8_t)(state->word[i / 4] >> (24 - 8 * (i % 4)));
		if (i % 4 == 0)
			touch(state, address);
	}
}

const char *vector_inputs(struct state *state, char *line, char **rest)
{
	const char *name = strtok_r(line, " ", rest);
	char *token = strtok_r(NULL, " ", rest);
	if (!token)
		vector_broken(line);
	read_words(state, token);
	while ((token = strtok_r(NULL, " \n", rest)) && strcmp(token, ":") != 0)
		read_token(state, token);
	place_words(state);
	return name;
}

void vector_results(struct state *state, char *rest)
{
	char *place, *token = strtok_r(rest, " \n", &place);
	state->pc_known = false;
	snprintf(state->outcome, sizeof state->outcome, "%s", token ? token : "");
	while ((token = strtok_r(NULL, " \n", &place)))
		read_token(state, token);
}
