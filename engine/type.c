// SPDX-License-Identifier: Apache-2.0
/* type: message types by name and by id. Ids of named types are FNV-1a hashes of the name, so that
 * engines that never talked agree on them; two names with one id are refused at registration. */
#include "type.h"
#include "engine_private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int print_int(const struct ax_msg *msg, char *text, size_t room)
{
	return snprintf(text, room, "%" PRId64, msg->i);
}

static int print_float(const struct ax_msg *msg, char *text, size_t room)
{
	return snprintf(text, room, "%.17g", msg->f);
}

static int print_finished(const struct ax_msg *msg, char *text, size_t room)
{
	(void)msg;
	return snprintf(text, room, "producer_finished");
}

static int print_shutdown(const struct ax_msg *msg, char *text, size_t room)
{
	(void)msg;
	return snprintf(text, room, "shutdown");
}

/* Scalars travel as their 64 bits, least significant byte first. */
static size_t encode_scalar(const struct ax_msg *msg, unsigned char *wire, size_t room)
{
	if (room >= 8)
		for (int i = 0; i < 8; i++)
			wire[i] = (unsigned char)(msg->u >> (8 * i));
	return 8;
}

static int decode_scalar(struct ax_msg *msg, const unsigned char *wire, size_t n)
{
	if (n != 8)
		return -EINVAL;
	msg->u = 0;
	for (int i = 0; i < 8; i++)
		msg->u |= (uint64_t)wire[i] << (8 * i);
	return 0;
}

static const struct ax_type builtin[] = {
	[AX_INT] = { .name = "int",
		     .print = print_int,
		     .encode = encode_scalar,
		     .decode = decode_scalar },
	[AX_FLOAT] = { .name = "float",
		       .print = print_float,
		       .encode = encode_scalar,
		       .decode = decode_scalar },
	[AX_BYTES] = { .name = "bytes",
		       .drop = ax_bytes_drop,
		       .clone = ax_bytes_clone,
		       .print = ax_bytes_print,
		       .encode = ax_bytes_encode,
		       .decode = ax_bytes_decode },
	[AX_FINISHED] = { .name = "producer_finished",
			  .print = print_finished,
			  .encode = encode_scalar,
			  .decode = decode_scalar },
	[AX_SHUTDOWN] = { .name = "shutdown",
			  .print = print_shutdown,
			  .encode = encode_scalar,
			  .decode = decode_scalar },
};

enum {
	N_BUILTIN = sizeof(builtin) / sizeof(builtin[0])
};

uint16_t ax_type_id(const char *name)
{
	if (strcmp(name, "any") == 0)
		return AX_NONE;
	for (uint16_t i = 1; i < N_BUILTIN; i++)
		if (strcmp(builtin[i].name, name) == 0)
			return i;
	uint32_t hash = 2166136261u;
	for (const char *p = name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return (uint16_t)(AX_TYPE_FIRST_NAMED + hash % (UINT16_MAX - AX_TYPE_FIRST_NAMED));
}

int ax_type_register(struct ax_engine *engine, const struct ax_type *type)
{
	uint16_t id = ax_type_id(type->name);
	for (size_t i = 0; i < engine->n_types; i++)
		if (engine->type_id[i] == id)
			return strcmp(engine->type[i]->name, type->name) == 0 ? 0 : -EEXIST;
	if (engine->n_types == AX_MAX_TYPES)
		return -ENOSPC;
	engine->type_id[engine->n_types] = id;
	engine->type[engine->n_types++] = type;
	return 0;
}

int ax_type_register_builtin(struct ax_engine *engine)
{
	for (int i = 1; i < N_BUILTIN; i++) {
		int error = ax_type_register(engine, &builtin[i]);
		if (error)
			return error;
	}
	return 0;
}

const struct ax_type *ax_type_get(const struct ax_engine *engine, uint16_t id)
{
	if (id > 0 && id < N_BUILTIN)
		return &builtin[id];
	for (size_t i = 0; i < engine->n_types; i++)
		if (engine->type_id[i] == id)
			return engine->type[i];
	return NULL;
}

bool ax_type_accepts(const struct ax_engine *engine, const char *in, const char *out)
{
	if (strcmp(in, "any") == 0 || strcmp(out, "any") == 0)
		return true;
	for (int depth = 0; out && depth < AX_MAX_TYPES; depth++) {
		if (strcmp(in, out) == 0)
			return true;
		const struct ax_type *type = ax_type_get(engine, ax_type_id(out));
		out = type ? type->is : NULL;
	}
	return false;
}

static void drop_by_type(const struct ax_engine *engine, struct ax_msg *msg)
{
	const struct ax_type *type = ax_type_get(engine, msg->type);
	if (!type || !type->drop)
		ax_panic("message type %u owns something and has no drop", msg->type);
	type->drop(msg);
}

void ax_drop(const struct ax_engine *engine, struct ax_msg *msg)
{
	if (msg->flags & AX_OWNED) {
		if (ax_likely(msg->type == AX_BYTES))
			ax_bytes_drop(msg);
		else
			drop_by_type(engine, msg);
	}
	*msg = (struct ax_msg){ .type = AX_NONE };
}

int ax_clone(const struct ax_engine *engine, const struct ax_msg *msg, struct ax_msg *copy)
{
	if (!(msg->flags & AX_OWNED)) {
		*copy = *msg;
		return 0;
	}
	const struct ax_type *type = ax_type_get(engine, msg->type);
	if (!type || !type->clone)
		ax_panic("message type %u owns something and has no clone", msg->type);
	int error = type->clone(msg, copy);
	if (error)
		*copy = (struct ax_msg){ .type = AX_NONE };
	return error;
}

int ax_print(const struct ax_engine *engine, const struct ax_msg *msg, char *text, size_t room)
{
	const struct ax_type *type = ax_type_get(engine, msg->type);
	if (type && type->print)
		return type->print(msg, text, room);
	return snprintf(text, room, "%s(%#" PRIx64 ")", type ? type->name : "?", msg->u);
}
