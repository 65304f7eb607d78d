// SPDX-License-Identifier: Apache-2.0
/* type: the table of message types, as the engine sees it. */
#ifndef AXON_TYPE_H
#define AXON_TYPE_H

#include <axon/message.h>

int ax_type_register_builtin(struct ax_engine *engine);
/* Whether an inbox of type `in` takes messages of type `out`: the same, "any", or what `is` says. */
bool ax_type_accepts(const struct ax_engine *engine, const char *in, const char *out);

#endif
