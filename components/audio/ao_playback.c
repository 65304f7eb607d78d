// SPDX-License-Identifier: Apache-2.0
/* ao_playback: plays sound through libao, or in real time to nowhere.
 *
 * A live device keeps time by blocking. Where nothing does (null, and files with pace=yes), frame n
 * goes at start + n / rate: an absolute schedule, so that nothing drifts. Input that comes late by
 * more than SLACK is silence, as it would be on a real device: the schedule starts again there. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../util/expect.h"
#include "audio.h"
#include "sound.h"

enum {
	PACE_AUTO,
	PACE_YES,
	PACE_NO
};

enum {
	NS = 1000000000,
	SLACK_NS = 200 * 1000 * 1000, /* what a sound card's buffer would bridge, about */
};

struct ao_playback {
	struct ax_component base;
	struct ax_inbox inbox;
	const char *driver;
	const char *file;
	int pace;
	bool threaded; /* a job was started: the sound is the pool's too */
	bool waits;    /* the task at hand is a job */
	bool open;     /* a device is open for format */
	struct ax_sound *sound;
	struct ax_pcm_format format;
	uint64_t start;	 /* of the schedule, ns */
	uint64_t frames; /* played since then */
	uint64_t due;	 /* of the message at hand */
	uint64_t before; /* tenths of a second played in earlier formats and schedules */
	uint64_t gaps;	 /* silences because the input was late */
};

/* Does a task, or has it done by the pool; false when no thread can be had. */
static bool begin(struct ao_playback *p, enum ax_sound_task task)
{
	struct ax_sound *s = p->sound;
	s->task = task;
	p->waits = ax_sound_blocks(s);
	if (!p->waits) {
		s->job.work(&s->job);
		return true;
	}
	p->threaded = true;
	return ax_job_start(&p->base, &s->job) == 0;
}

static bool under_way(const struct ao_playback *p)
{
	return p->waits && !ax_job_done(&p->sound->job);
}

static bool paced(const struct ao_playback *p)
{
	if (p->pace == PACE_AUTO)
		return p->sound->kind == AX_AO_LIVE && !p->sound->module;
	return p->pace == PACE_YES;
}

static uint64_t time_of(const struct ao_playback *p, uint64_t frames)
{
	return p->start +
	       (uint64_t)((unsigned __int128)frames * NS / (p->format.rate ? p->format.rate : 1));
}

static uint64_t tenths(const struct ao_playback *p)
{
	return p->before + (p->format.rate ? p->frames * 10 / p->format.rate : 0);
}

/* Starts the schedule again at a time. */
static void anchor(struct ao_playback *p, uint64_t start)
{
	p->before = tenths(p);
	p->frames = 0;
	p->start = start;
}

/* Sets the time of the message at hand. */
static void schedule(struct ao_playback *p)
{
	uint64_t now = ax_now(&p->base);
	p->due = time_of(p, p->frames);
	if (now > p->due + SLACK_NS) {
		anchor(p, now);
		p->due = now;
		p->gaps++;
	}
}

static bool same_format(struct ao_playback *p)
{
	struct ax_pcm_format format = ax_pcm_format_of(ax_head(&p->inbox));
	return ax_pcm_pack(format) == ax_pcm_pack(p->format);
}

/* Takes over the format of the message at hand. */
static void change_format(struct ao_playback *p)
{
	uint64_t now = ax_now(&p->base), end = time_of(p, p->frames);
	anchor(p, p->open && end > now ? end : now);
	p->format = ax_pcm_format_of(ax_head(&p->inbox));
	p->sound->format = p->format;
}

/* Whether the device must be closed and opened again for the message at hand. */
static bool must_reopen(const struct ao_playback *p)
{
	return p->open && p->sound->kind == AX_AO_LIVE;
}

/* A file has one format, save that raw samples have none. */
static bool can_change_format(const struct ao_playback *p)
{
	return !p->open || p->sound->kind == AX_AO_LIVE || strcmp(p->driver, "raw") == 0;
}

static enum ax_status fail_format(struct ao_playback *p)
{
	struct ax_pcm_format to = ax_pcm_format_of(ax_head(&p->inbox));
	return ax_fail(&p->base,
		       "the sound changes from %" PRIu32 " Hz, %u channels to %" PRIu32
		       " Hz, %u channels, and a %s file holds one format",
		       p->format.rate, p->format.channels, to.rate, to.channels, p->driver);
}

static enum ax_status fail(struct ao_playback *p)
{
	return ax_fail(&p->base, "%s", p->sound->why);
}

/* Notes that `auto` plays to null from here on. */
static void note_fallback(struct ao_playback *p)
{
	if (p->sound->fallback)
		ax_note(&p->base, "plays to null, in real time: %s", p->sound->why);
	p->sound->fallback = false;
}

/* Hands the message at hand to the sound. */
static bool begin_play(struct ao_playback *p)
{
	uint32_t frame = ax_pcm_frame_bytes(p->format);
	p->frames += frame ? ax_head(&p->inbox)->length / frame : 0;
	(void)ax_take1(&p->inbox, &p->sound->msg);
	return begin(p, AX_SOUND_PLAY);
}

/* Whether the message at hand is sound whose format is known. */
static bool is_sound(struct ao_playback *p)
{
	const struct ax_msg *head = ax_head(&p->inbox);
	return head->type == ax_type_id("pcm") && ax_pcm_format_of(head).rate;
}

#define DO(p, start)                                                                               \
	do {                                                                                       \
		if (!(start))                                                                      \
			return ax_fail(&(p)->base, "no thread for the sound can be had");          \
		while (under_way(p))                                                               \
			AX_WAIT(p, (void)0);                                                       \
		if ((p)->sound->failed)                                                            \
			return fail(p);                                                            \
		note_fallback(p);                                                                  \
	} while (0)

AX_STEP(ao_playback, p)
{
	AX_BEGIN(p);
	DO(p, begin(p, AX_SOUND_FIND));
	AX_EACH(p, inbox) {
		if (!is_sound(p))
			return ax_fail(&p->base, "inbox got a message of type %s, not pcm",
				       ax_msg_type_name(&p->base, ax_head(&p->inbox)));
		if (!p->open || !same_format(p)) {
			if (!can_change_format(p))
				return fail_format(p);
			if (must_reopen(p))
				DO(p, begin(p, AX_SOUND_CLOSE));
			change_format(p);
			if (!p->sound->device)
				DO(p, begin(p, AX_SOUND_OPEN));
			p->open = true;
		}
		if (paced(p)) {
			schedule(p);
			AX_SLEEP_UNTIL(p, p->due);
		}
		DO(p, begin_play(p));
	}
	if (p->open && paced(p))
		AX_SLEEP_UNTIL(p, time_of(p, p->frames));
	if (p->open)
		DO(p, begin(p, AX_SOUND_CLOSE));
	AX_END(p);
}

static int ao_playback_init(struct ax_component *self)
{
	struct ao_playback *p = (struct ao_playback *)self;
	bool file_driver = ax_sound_is_file_driver(p->driver);
	if (file_driver && !ax_given(p->file))
		return ax_fail_init(self, "driver=%s needs file=...: the file to write", p->driver);
	if (!file_driver && ax_given(p->file))
		return ax_fail_init(self,
				    "driver=%s takes no file=; those that write files are wav, au "
				    "and raw",
				    p->driver);
	p->sound = ax_sound_new(p->driver, p->file);
	return p->sound ? 0 : ax_fail_init(self, "no memory");
}

static void ao_playback_close(struct ax_component *self)
{
	struct ao_playback *p = (struct ao_playback *)self;
	if (!p->sound)
		return;
	if (p->gaps)
		ax_note(self, "the input came late %" PRIu64 " times", p->gaps);
	if (p->threaded)
		ax_job_release(&p->sound->job);
	else
		p->sound->job.discard(&p->sound->job);
}

static int describe(const struct ax_component *self, char *text, size_t room)
{
	const struct ao_playback *p = (const struct ao_playback *)self;
	uint64_t t = tenths(p);
	if (!p->open)
		return snprintf(text, room, "no sound yet");
	return snprintf(text, room,
			"%" PRIu64 ":%02" PRIu64 ".%" PRIu64 " of %" PRIu32 " Hz %s, %" PRIu64
			" gaps",
			t / 600, t / 10 % 60, t % 10, p->format.rate,
			p->format.channels == 1	  ? "mono"
			: p->format.channels == 2 ? "stereo"
						  : "multichannel",
			p->gaps);
}

static const struct ax_box_spec boxes[] = {
	AX_INBOX(struct ao_playback, inbox, "pcm", "sound; each message says its format"),
	AX_BOXES_END,
};

static const struct ax_param params[] = {
	{ .name = "driver",
	  .kind = AX_STRING,
	  .offset = offsetof(struct ao_playback, driver),
	  .preset = "auto",
	  .doc = "auto, null, wav, au, raw, or another of libao's: alsa, pulse, ..." },
	{ .name = "file",
	  .kind = AX_STRING,
	  .offset = offsetof(struct ao_playback, file),
	  .preset = "",
	  .doc = "what wav, au and raw write" },
	{ .name = "pace",
	  .kind = AX_CHOICE,
	  .offset = offsetof(struct ao_playback, pace),
	  .preset = "auto",
	  .doc = "play in real time by our clock; auto: where the driver keeps none (null)",
	  .choices = "auto|yes|no" },
	AX_PARAMS_END,
};

const struct ax_component_type ax_ao_playback_type = {
	.name = "ao_playback",
	.doc = "plays sound through libao, or writes it to a file",
	.about =
		"libao is loaded when a driver of it is asked for, from the module axon-ao.so "
		"beside "
		"the library (AXON_MODULE_PATH names another folder). driver=auto plays on the "
		"system's sound device, and where there is none plays to null with a note that "
		"says so. A live device keeps real time; null keeps it by our clock; files are "
		"written as fast as the sound comes. When the format changes in the middle, a live "
		"device is opened again, raw goes on, and wav and au end with a sentence. Ends "
		"when its input has closed and all is played.",
	.size = sizeof(struct ao_playback),
	.boxes = boxes,
	.params = params,
	.example = "read_file path=a.ogg ! vorbis_decode ! ao_playback driver=null",
	.flags = AX_UNWATCHED,
	.init = ao_playback_init,
	.step = ao_playback_step,
	.close = ao_playback_close,
	.describe = describe,
};
