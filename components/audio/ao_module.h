// SPDX-License-Identifier: Apache-2.0
/* ao_module: what the module axon-ao.so offers to ao_playback. libao and all that it loads live
 * behind this table, out of the library's sight until a driver is asked for. */
#ifndef AX_AUDIO_AO_MODULE_H
#define AX_AUDIO_AO_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcm.h"

#define AX_AO_MODULE_FILE   "axon-ao.so"
#define AX_AO_MODULE_SYMBOL "ax_ao_module"

enum {
	AX_AO_VERSION = 1
};

enum ax_ao_kind {
	AX_AO_UNKNOWN,
	AX_AO_LIVE,
	AX_AO_FILE,
};

/* Every call may block. One device is used by one thread at a time. */
struct ax_ao_module {
	uint32_t version;
	enum ax_ao_kind (*kind)(const char *driver);
	/* The names of the drivers, into name[]; returns how many there are, at most room. */
	size_t (*names)(const char **name, size_t room);
	/* A device, or NULL with the reason in words. "auto" is the system's driver for live
	 * sound; file is for file drivers alone. */
	void *(*open)(const char *driver, const char *file, struct ax_pcm_format format, char *why,
		      size_t room);
	bool (*play)(void *device, const unsigned char *data, uint32_t n);
	bool (*close)(void *device);
};

#endif
