// SPDX-License-Identifier: Apache-2.0
/* The contract of ao_playback's clock: null plays in real time, without drift. */
#include "lab.h"

#include <criterion/criterion.h>

#include <string.h>

static struct lab lab;

static void plays_for(const char *words, uint64_t ns)
{
	cr_assert_eq(lab_run(&lab, 1, words), 0, "%s", lab.log);
	cr_assert(lab.elapsed_ns >= ns && lab.elapsed_ns <= ns + 10 * LAB_TICK_NS,
		  "%s: took %llu ns, not %llu", words, (unsigned long long)lab.elapsed_ns,
		  (unsigned long long)ns);
}

Test(ao_playback, null_plays_in_real_time)
{
	plays_for("tones count=100 frames=441 rate=44100 every=0s ! ao_playback driver=null",
		  UINT64_C(1000000000));
}

Test(ao_playback, null_does_not_drift_at_odd_rates)
{
	/* 999 * 1013 frames at 11025 Hz, to the nanosecond. */
	plays_for("tones count=1013 frames=999 rate=11025 every=0s ! ao_playback driver=null",
		  UINT64_C(91790204081));
}

Test(ao_playback, null_without_pace_takes_no_time)
{
	plays_for(
		"tones count=100 frames=441 rate=44100 every=0s ! ao_playback driver=null pace=no",
		0);
}

Test(ao_playback, catches_up_with_input_that_is_a_little_late)
{
	/* 10 ms of sound every 9 ms, from a source that plays as it comes. */
	plays_for("tones count=50 frames=441 rate=44100 every=9ms ! ao_playback driver=null",
		  UINT64_C(500000000));
	cr_assert(strstr(lab.log, "late") == NULL, "%s", lab.log);
}

Test(ao_playback, counts_gaps_when_the_input_is_late)
{
	plays_for("tones count=5 frames=441 rate=44100 every=1s ! ao_playback driver=null",
		  UINT64_C(4010000000));
	cr_assert(strstr(lab.log, "came late 4 times") != NULL, "%s", lab.log);
}

Test(ao_playback, refuses_what_is_no_sound)
{
	cr_assert_eq(lab_run(&lab, 1, "generate count=1 ! ao_playback driver=null"), 1);
	cr_assert(strstr(lab.log, "a message of type int, not pcm") != NULL, "%s", lab.log);
}

Test(ao_playback, says_what_its_drivers_want)
{
	cr_assert_eq(lab_run(&lab, 1, "generate ! ao_playback driver=wav"), 1);
	cr_assert(strstr(lab.log, "driver=wav needs file=") != NULL, "%s", lab.log);
	cr_assert_eq(lab_run(&lab, 1, "generate ! ao_playback driver=null file=x"), 1);
	cr_assert(strstr(lab.log, "driver=null takes no file=") != NULL, "%s", lab.log);
}
