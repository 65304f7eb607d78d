// SPDX-License-Identifier: Apache-2.0
/* engine: the registry of component types, and what the engine tells people. */
#include "engine_private.h"
#include "memory.h"
#include "type.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ax_panic(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("axon: panic: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

static void log_to_stderr(void *arg, const char *component, const char *line)
{
	(void)arg;
	if (component)
		fprintf(stderr, "%s: %s\n", component, line);
	else
		fprintf(stderr, "axon: %s\n", line);
}

void ax_vlog(const struct ax_engine *engine, const char *component, const char *format,
	     va_list args)
{
	char line[1024];
	vsnprintf(line, sizeof(line), format, args);
	engine->log(engine->log_arg, component, line);
}

void ax_log(const struct ax_engine *engine, const char *component, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	ax_vlog(engine, component, format, args);
	va_end(args);
}

struct ax_engine *ax_engine_new(void)
{
	struct ax_engine *engine = ax_line_alloc(sizeof(*engine));
	if (!engine)
		return NULL;
	memset(engine, 0, sizeof(*engine));
	engine->log = log_to_stderr;
	if (ax_type_register_builtin(engine) == 0)
		return engine;
	ax_line_free(engine);
	return NULL;
}

void ax_engine_free(struct ax_engine *engine)
{
	if (!engine)
		return;
	free(engine->component);
	ax_line_free(engine);
}

void ax_engine_log(struct ax_engine *engine, ax_log_fn *log, void *arg)
{
	engine->log = log;
	engine->log_arg = arg;
}

static bool sound(const struct ax_component_type *type)
{
	if (!type->name || !type->step || type->size < sizeof(struct ax_component))
		return false;
	if (type->step == ax_callback_step && !type->body)
		return false;
	for (const struct ax_box_spec *box = type->boxes; box && box->name; box++)
		if (box->offset < sizeof(struct ax_component) || box->offset >= type->size)
			return false;
	for (const struct ax_param *param = type->params; param && param->name; param++)
		if (param->offset < sizeof(struct ax_component) || param->offset >= type->size)
			return false;
	return true;
}

int ax_component_register(struct ax_engine *engine, const struct ax_component_type *type)
{
	if (!sound(type))
		return -EINVAL;
	const struct ax_component_type *known = ax_component_find(engine, type->name);
	if (known)
		return known == type ? 0 : -EEXIST;
	size_t n = engine->n_components;
	const struct ax_component_type **grown =
		realloc(engine->component, (n + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	engine->component = grown;
	grown[engine->n_components++] = type;
	return 0;
}

const struct ax_component_type *ax_component_find(const struct ax_engine *engine, const char *name)
{
	for (size_t i = 0; i < engine->n_components; i++)
		if (strcmp(engine->component[i]->name, name) == 0)
			return engine->component[i];
	return NULL;
}

const struct ax_component_type *ax_component_at(const struct ax_engine *engine, size_t i)
{
	return i < engine->n_components ? engine->component[i] : NULL;
}
