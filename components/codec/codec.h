// SPDX-License-Identifier: Apache-2.0
/* codec: the component types of this folder. */
#ifndef AX_CODEC_CODEC_H
#define AX_CODEC_CODEC_H

#include <axon/component.h>

extern const struct ax_component_type ax_vorbis_decode_type;

#endif
