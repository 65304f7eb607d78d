// SPDX-License-Identifier: Apache-2.0
/* audio: the component types of this folder. */
#ifndef AX_AUDIO_AUDIO_H
#define AX_AUDIO_AUDIO_H

#include <axon/component.h>

extern const struct ax_component_type ax_ao_playback_type;

#endif
