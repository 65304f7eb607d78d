// SPDX-License-Identifier: Apache-2.0
/* util: the component types of this folder. */
#ifndef AX_UTIL_UTIL_H
#define AX_UTIL_UTIL_H

#include <axon/component.h>

extern const struct ax_component_type ax_chunk_type;
extern const struct ax_component_type ax_detuple_type;
extern const struct ax_component_type ax_generate_type;
extern const struct ax_component_type ax_null_sink_type;
extern const struct ax_component_type ax_rate_limit_type;

#endif
