// SPDX-License-Identifier: Apache-2.0
/* expect: a look at a message's type before its payload is touched. The types of boxes are checked
 * when a graph is built, but a component whose boxes are "any" may still bring something else. */
#ifndef AX_UTIL_EXPECT_H
#define AX_UTIL_EXPECT_H

#include <string.h>

#include <axon/component.h>

/* The name of a message's type, for sentences. */
static inline const char *ax_msg_type_name(const struct ax_component *self,
					   const struct ax_msg *msg)
{
	const struct ax_type *type = ax_type_get(ax_engine_of(self), msg->type);
	return type ? type->name : "unknown";
}

/* Whether msg is bytes, by its own name or by what its type says it is. */
static inline bool ax_msg_is_bytes(const struct ax_component *self, const struct ax_msg *msg)
{
	if (msg->type == AX_BYTES)
		return true;
	const struct ax_type *type = ax_type_get(ax_engine_of(self), msg->type);
	return type && type->is && strcmp(type->is, "bytes") == 0;
}

#endif
