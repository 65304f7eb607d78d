// SPDX-License-Identifier: Apache-2.0
/* ao_module: libao behind a table. libao is one per process: it is initialised when the module is
 * loaded and shut down when the process ends. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ao/ao.h>

#include "ao_module.h"

/* ALSA tells standard error about every card it can't find while libao tries its drivers. */
static void no_words(const char *file, int line, const char *function, int error,
		     const char *format, ...)
{
	(void)file;
	(void)line;
	(void)function;
	(void)error;
	(void)format;
}

typedef void alsa_handler(const char *file, int line, const char *function, int error,
			  const char *format, ...);

static void hush_alsa(void)
{
	void *alsa = dlopen("libasound.so.2", RTLD_LAZY | RTLD_NOLOAD);
	if (!alsa)
		return;
	int (*set)(alsa_handler * handler);
	*(void **)&set = dlsym(alsa, "snd_lib_error_set_handler");
	if (set)
		set(no_words);
	dlclose(alsa);
}

__attribute__((constructor)) static void module_init(void)
{
	ao_initialize();
	hush_alsa();
}

__attribute__((destructor)) static void module_fini(void)
{
	ao_shutdown();
}

static enum ax_ao_kind kind(const char *driver)
{
	int id = ao_driver_id(driver);
	const ao_info *info = id < 0 ? NULL : ao_driver_info(id);
	if (!info)
		return AX_AO_UNKNOWN;
	return info->type == AO_TYPE_FILE ? AX_AO_FILE : AX_AO_LIVE;
}

static size_t names(const char **name, size_t room)
{
	int count = 0;
	ao_info **list = ao_driver_info_list(&count);
	size_t n = 0;
	for (; n < room && n < (size_t)count; n++)
		name[n] = list[n]->short_name;
	return n;
}

/* Where Vorbis puts its channels, in libao's words. */
static const char *matrix_of(unsigned channels)
{
	static const char *const matrix[] = {
		NULL,
		"M",
		"L,R",
		"L,C,R",
		"L,R,BL,BR",
		"L,C,R,BL,BR",
		"L,C,R,BL,BR,LFE",
		"L,C,R,SL,SR,BC,LFE",
		"L,C,R,SL,SR,BL,BR,LFE",
	};
	return channels < sizeof(matrix) / sizeof(*matrix) ? matrix[channels] : NULL;
}

/* libao says only that a file can't be opened; the system says why. */
static bool may_write(const char *file, char *why, size_t room)
{
	int fd = strcmp(file, "-") == 0 ? dup(1) : open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		snprintf(why, room, "can't write '%s': %s", file, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* libao leaves codes of its own in errno. */
static const char *reason(int error)
{
	switch (error) {
	case AO_EOPENDEVICE:
		return "no such device, or it is in use";
	case AO_EBADFORMAT:
		return "it does not take this rate or number of channels";
	default:
		return "it can't be opened";
	}
}

static ao_device *try_driver(const char *driver, const char *file, struct ax_pcm_format format)
{
	char matrix[64];
	const char *channels = matrix_of(format.channels);
	ao_sample_format sample = { .bits = format.bits,
				    .rate = (int)format.rate,
				    .channels = format.channels,
				    .byte_format = AO_FMT_LITTLE };
	/* Raw samples stay in the order they came in. */
	if (channels && strcmp(driver, "raw") != 0) {
		snprintf(matrix, sizeof(matrix), "%s", channels);
		sample.matrix = matrix;
	}
	ao_option *options = NULL;
	ao_append_option(&options, "quiet", "");
	errno = 0;
	int id = ao_driver_id(driver);
	ao_device *device = kind(driver) == AX_AO_FILE ? ao_open_file(id, file, 1, &sample, options)
						       : ao_open_live(id, &sample, options);
	ao_free_options(options);
	return device;
}

/* The driver that a configuration file of libao's names, if any. */
static bool read_configured(const char *path, char *driver, size_t room)
{
	char line[128], value[64];
	bool found = false;
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " default_driver = %63s", value) == 1 ||
		    sscanf(line, "default_driver=%63s", value) == 1)
			found = (size_t)snprintf(driver, room, "%s", value) < room;
	if (file)
		fclose(file);
	return found;
}

static bool configured(char *driver, size_t room)
{
	char path[PATH_MAX];
	const char *home = secure_getenv("HOME");
	snprintf(path, sizeof(path), "%s/.libao", home ? home : "");
	return (read_configured(path, driver, room) ||
		read_configured("/etc/libao.conf", driver, room)) &&
	       kind(driver) == AX_AO_LIVE && strcmp(driver, "null") != 0;
}

/* The system's sound: the configured driver, else each in the order of libao's priority. sndio
 * is left out: without its server it is ALSA again, and it talks to standard error.
 * (ao_default_driver_id() would try it.) */
static ao_device *open_auto(struct ax_pcm_format format)
{
	char driver[64];
	ao_device *device =
		configured(driver, sizeof(driver)) ? try_driver(driver, NULL, format) : NULL;
	int count = 0;
	ao_info **list = ao_driver_info_list(&count);
	for (int priority = 100; priority > 0 && !device; priority--)
		for (int i = 0; i < count && !device; i++)
			if (list[i]->type == AO_TYPE_LIVE && list[i]->priority == priority &&
			    strcmp(list[i]->short_name, "sndio") != 0)
				device = try_driver(list[i]->short_name, NULL, format);
	return device;
}

static void *open_device(const char *driver, const char *file, struct ax_pcm_format format,
			 char *why, size_t room)
{
	if (strcmp(driver, "auto") == 0) {
		ao_device *device = open_auto(format);
		if (!device)
			snprintf(why, room, "no driver for live sound works here");
		return device;
	}
	if (kind(driver) == AX_AO_FILE && !may_write(file, why, room))
		return NULL;
	ao_device *device = try_driver(driver, file, format);
	if (!device)
		snprintf(why, room, "driver=%s: %s", driver, reason(errno));
	return device;
}

static bool play(void *device, const unsigned char *data, uint32_t n)
{
	/* libao's prototype lacks the const; it only reads. */
	return ao_play(device, (char *)(uintptr_t)data, n) != 0;
}

static bool close_device(void *device)
{
	return ao_close(device) != 0;
}

__attribute__((visibility("default"))) extern const struct ax_ao_module ax_ao_module;

const struct ax_ao_module ax_ao_module = {
	.version = AX_AO_VERSION,
	.kind = kind,
	.names = names,
	.open = open_device,
	.play = play,
	.close = close_device,
};
