// SPDX-License-Identifier: Apache-2.0
/* sound: where ao_playback's samples go: a device of libao's, or nowhere. Opening, playing and
 * closing are jobs, since a live device blocks; for the others the caller runs them at once. */
#ifndef AX_AUDIO_SOUND_H
#define AX_AUDIO_SOUND_H

#include <axon/component.h>

#include "ao_module.h"

enum ax_sound_task {
	AX_SOUND_FIND,	/* the module and the driver */
	AX_SOUND_OPEN,	/* the device, for format */
	AX_SOUND_PLAY,	/* msg, and drop it */
	AX_SOUND_CLOSE, /* the device, when all is played */
};

struct ax_sound {
	struct ax_job job;
	enum ax_sound_task task;
	bool failed;   /* the task failed, and why says how */
	bool fallback; /* auto found nothing to play on: null, and why says what was missing */
	char why[400];
	const char *driver; /* as asked for, or null after a fallback */
	const char *file;
	enum ax_ao_kind kind;
	const struct ax_ao_module *module; /* NULL for null */
	void *device;
	struct ax_pcm_format format;
	struct ax_msg msg;
};

/* NULL when there is no memory. Free it through job.discard. */
struct ax_sound *ax_sound_new(const char *driver, const char *file);

/* Whether the driver's tasks may block for long. Before it is found: whether finding it may. */
bool ax_sound_blocks(const struct ax_sound *sound);

/* Whether driver is one of libao's that write files. */
bool ax_sound_is_file_driver(const char *driver);

/* The module, or NULL with the reason in words. */
const struct ax_ao_module *ax_ao_module_load(char *why, size_t room);

#endif
