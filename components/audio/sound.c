// SPDX-License-Identifier: Apache-2.0
/* sound: the tasks that ao_playback has done, on a pool thread or at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <axon/engine.h>

#include "sound.h"

enum {
	MOST_DRIVERS = 32
};

static void fail(struct ax_sound *s, const char *why)
{
	s->failed = true;
	snprintf(s->why, sizeof(s->why), "%s", why);
}

/* Fails, unless the driver is to be chosen: what can't be heard then is played to null. */
static void fail_or_fall_back(struct ax_sound *s, const char *why)
{
	fail(s, why);
	if (strcmp(s->driver, "auto") != 0)
		return;
	s->failed = false;
	s->fallback = true;
	s->module = NULL;
	s->driver = "null";
	s->kind = AX_AO_LIVE;
}

/* The sentence of a driver that is not there: those that are, and the nearest. */
static void unknown_driver(struct ax_sound *s)
{
	const char *name[MOST_DRIVERS + 1] = { "auto" };
	size_t n = 1 + s->module->names(name + 1, MOST_DRIVERS);
	const char *nearest = ax_nearest(s->driver, name, n);
	int at = snprintf(s->why, sizeof(s->why), "no driver '%s'", s->driver);
	if (nearest)
		at += snprintf(s->why + at, sizeof(s->why) - (size_t)at, "; did you mean '%s'?",
			       nearest);
	at += snprintf(s->why + at, sizeof(s->why) - (size_t)at, "%s there are",
		       nearest ? "" : ";");
	for (size_t i = 0; i < n && (size_t)at < sizeof(s->why); i++)
		at += snprintf(s->why + at, sizeof(s->why) - (size_t)at, " %s", name[i]);
	s->failed = true;
}

static void find(struct ax_sound *s)
{
	char why[300];
	s->kind = AX_AO_LIVE;
	if (strcmp(s->driver, "null") == 0)
		return;
	s->module = ax_ao_module_load(why, sizeof(why));
	if (!s->module) {
		fail_or_fall_back(s, why);
		return;
	}
	if (strcmp(s->driver, "auto") == 0)
		return;
	s->kind = s->module->kind(s->driver);
	if (s->kind == AX_AO_UNKNOWN)
		unknown_driver(s);
}

static void open_device(struct ax_sound *s)
{
	char why[300];
	if (!s->module)
		return;
	s->device = s->module->open(s->driver, s->file, s->format, why, sizeof(why));
	if (!s->device)
		fail_or_fall_back(s, why);
}

static void play(struct ax_sound *s)
{
	if (s->device && !s->module->play(s->device, s->msg.bytes, s->msg.length))
		fail(s, "the device takes no more: is its disk full, or was it unplugged?");
	ax_bytes_drop(&s->msg);
	s->msg.type = AX_NONE;
}

static void close_device(struct ax_sound *s)
{
	if (s->device && !s->module->close(s->device))
		fail(s, "the device did not take the last of the sound");
	s->device = NULL;
}

static void work(struct ax_job *job)
{
	struct ax_sound *s = (struct ax_sound *)job;
	static void (*const task[])(struct ax_sound * sound) = {
		[AX_SOUND_FIND] = find,
		[AX_SOUND_OPEN] = open_device,
		[AX_SOUND_PLAY] = play,
		[AX_SOUND_CLOSE] = close_device,
	};
	s->failed = s->fallback = false;
	task[s->task](s);
}

static void discard(struct ax_job *job)
{
	struct ax_sound *s = (struct ax_sound *)job;
	if (s->msg.type != AX_NONE)
		ax_bytes_drop(&s->msg);
	close_device(s);
	free(s);
}

struct ax_sound *ax_sound_new(const char *driver, const char *file)
{
	struct ax_sound *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->job.work = work;
	s->job.discard = discard;
	s->driver = driver;
	s->file = file;
	return s;
}

bool ax_sound_is_file_driver(const char *driver)
{
	return strcmp(driver, "wav") == 0 || strcmp(driver, "au") == 0 ||
	       strcmp(driver, "raw") == 0;
}

bool ax_sound_blocks(const struct ax_sound *s)
{
	return strcmp(s->driver, "null") != 0 && !ax_sound_is_file_driver(s->driver);
}
