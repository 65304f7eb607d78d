// SPDX-License-Identifier: Apache-2.0
/* engine: what everything hangs off. Many engines can live in one process. */
#ifndef AXON_ENGINE_H
#define AXON_ENGINE_H

#include <axon/component.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the engine tells people: one line, without a newline, from any thread. */
typedef void ax_log_fn(void *arg, const char *component, const char *line);

/* A new engine with the built-in message types, or NULL when there is no memory. It logs to
 * standard error until told otherwise. */
struct ax_engine *ax_engine_new(void);
void ax_engine_free(struct ax_engine *engine);

/* Where log lines go. Thread: before the engine runs. */
void ax_engine_log(struct ax_engine *engine, ax_log_fn *log, void *arg);

/* Registers a component type, which must outlive the engine.
 * Errors:  -EEXIST when another type has the name, -EINVAL when the table contradicts itself. */
int ax_component_register(struct ax_engine *engine, const struct ax_component_type *type);

/* The type with that name, or NULL. */
const struct ax_component_type *ax_component_find(const struct ax_engine *engine, const char *name);
/* The i-th type in order of registration, or NULL. */
const struct ax_component_type *ax_component_at(const struct ax_engine *engine, size_t i);

/* Of the n names the nearest to word (edit distance), or NULL when none is near. */
const char *ax_nearest(const char *word, const char *const *names, size_t n);

#ifdef __cplusplus
}
#endif
#endif
