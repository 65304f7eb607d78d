// SPDX-License-Identifier: Apache-2.0
/* The contracts of read_file, write_file and their descriptors. */
#include "lab.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lab lab;

/* Checks the acceptance of mode=bitrate on everything that came. */
static void check_schedule(uint64_t rate, uint64_t interval_ns, size_t size)
{
	size_t position = 0;
	for (size_t i = 0; i < lab.n; i++) {
		/* The last byte of a message could be too early, and its first, which is due when
		 * all of it is, too late. */
		double last = (double)(position + lab.length[i] - 1) * 8e9 / (double)rate;
		double first = (double)(position + 1) * 8e9 / (double)rate;
		double at = (double)lab.time[i];
		cr_assert(at >= last - (double)interval_ns - 1, "byte %zu came at %f, too early",
			  position + lab.length[i] - 1, at);
		cr_assert(at <= first + LAB_TICK_NS, "byte %zu came at %f, too late", position, at);
		position += lab.length[i];
	}
	double end = (double)size * 8e9 / (double)rate;
	cr_assert_eq(position, size);
	cr_assert((double)lab.end_time >= end && (double)lab.end_time <= end + LAB_TICK_NS,
		  "the stream ended at %llu, not %f", (unsigned long long)lab.end_time, end);
}

static void run_bitrate(size_t size, uint64_t rate, unsigned interval_us, uint64_t seed)
{
	char path[64], words[256];
	lab_file(path, size);
	snprintf(words, sizeof(words),
		 "read_file path=%s mode=bitrate rate=%llu interval=%uus size=5000 ! collect", path,
		 (unsigned long long)rate, interval_us);
	cr_assert_eq(lab_run(&lab, seed, words), 0);
	unlink(path);
	cr_assert(lab_pattern(&lab));
	check_schedule(rate, (uint64_t)interval_us * 1000, size);
}

Test(read_file, keeps_the_bit_rate_exactly)
{
	run_bitrate(50000, 400000, 100000, 1);
}

Test(read_file, loses_no_fraction_at_rates_that_do_not_divide)
{
	run_bitrate(33333, 64007, 77777, 2);
	run_bitrate(1000, 7, 250000, 3);
	run_bitrate(100000, 999999937, 1000, 4);
}

Test(read_file, sends_an_interval_of_several_messages_in_one_burst)
{
	run_bitrate(60000, 400000, 1000000, 5);
	cr_assert_eq(lab.time[0] / 1000000000, 0);
}

Test(read_file, does_not_drift_in_an_hour)
{
	run_bitrate(28800, 64, 100000, 6);
	cr_assert(lab.end_time >= UINT64_C(3600) * 1000000000);
	cr_assert(lab.end_time <= UINT64_C(3600) * 1000000000 + LAB_TICK_NS);
}

Test(read_file, ends_an_empty_file_at_once)
{
	char path[64], words[160];
	lab_file(path, 0);
	snprintf(words, sizeof(words), "read_file path=%s mode=bitrate rate=8M ! collect", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	unlink(path);
	cr_assert_eq(lab.n, 0);
	cr_assert(lab.ended);
	cr_assert(lab.end_time <= LAB_TICK_NS);
}

Test(read_file, catches_up_after_its_consumer_held_it_back)
{
	char path[64], words[256];
	lab_file(path, 50000);
	/* 1 s of stream; behind it, a gate that lets 20 messages of 2500 bytes pass in 0.8 s. */
	snprintf(words, sizeof(words),
		 "read_file path=%s mode=bitrate rate=400k interval=50ms ! rate_limit messages=25 "
		 "! collect",
		 path);
	cr_assert_eq(lab_run(&lab, 9, words), 0);
	unlink(path);
	cr_assert(lab_pattern(&lab));
	cr_assert_eq(lab.n_bytes, 50000);
	cr_assert(lab.end_time >= UINT64_C(1000000000));
	cr_assert(lab.end_time <= UINT64_C(1000000000) + LAB_TICK_NS);
}

Test(read_file, reads_blocks_of_the_size_asked_for)
{
	char path[64], words[160];
	lab_file(path, 10500);
	snprintf(words, sizeof(words), "read_file path=%s size=1000 ! collect", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	unlink(path);
	cr_assert_eq(lab.n, 11);
	cr_assert_eq(lab.length[0], 1000);
	cr_assert_eq(lab.length[10], 500);
	cr_assert(lab_pattern(&lab));
}

static void write_text(char *path, const char *text)
{
	lab_file(path, 0);
	FILE *file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
}

/* Runs mode=line over text with reads of size bytes. */
static void run_lines(const char *text, unsigned size)
{
	char path[64], words[160];
	write_text(path, text);
	snprintf(words, sizeof(words), "read_file path=%s mode=line size=%u ! collect", path, size);
	cr_assert_eq(lab_run(&lab, size, words), 0);
	unlink(path);
	cr_assert_eq(lab.n_bytes, strlen(text));
	cr_assert_eq(memcmp(lab.bytes, text, strlen(text)), 0);
}

Test(read_file, sends_a_message_a_line_however_it_is_read)
{
	for (unsigned size = 1; size < 20; size++) {
		run_lines("one\n\nthree and more\nlast", size);
		cr_assert_eq(lab.n, 4);
		cr_assert_eq(lab.length[0], 4);
		cr_assert_eq(lab.length[1], 1);
		cr_assert_eq(lab.length[2], 15);
		cr_assert_eq(lab.length[3], 4);
	}
	run_lines("one\n", 100);
	cr_assert_eq(lab.n, 1);
	run_lines("", 100);
	cr_assert_eq(lab.n, 0);
}

Test(read_file, refuses_a_line_that_is_too_long)
{
	char path[64], words[160];
	lab_file(path, 5000);
	snprintf(words, sizeof(words), "read_file path=%s mode=line size=64 longest=10 ! collect",
		 path);
	cr_assert_eq(lab_run(&lab, 1, words), 1);
	unlink(path);
	cr_assert(strstr(lab.log, "is longer than longest=10") != NULL, "%s", lab.log);
}

Test(read_file, says_what_is_wrong_with_its_path)
{
	cr_assert_eq(lab_run(&lab, 1, "read_file path=/not/there ! collect"), 1);
	cr_assert(strstr(lab.log, "can't read '/not/there': No such file") != NULL, "%s", lab.log);
	cr_assert_eq(lab_run(&lab, 1, "read_file path=/ ! collect"), 1);
	cr_assert(strstr(lab.log, "can't read '/': Is a directory") != NULL, "%s", lab.log);
	cr_assert_eq(lab_run(&lab, 1, "read_file path=/etc/passwd mode=bitrate ! collect"), 1);
	cr_assert(strstr(lab.log, "mode=bitrate needs a rate") != NULL, "%s", lab.log);
}

Test(write_file, writes_what_it_receives)
{
	char path[64], words[256];
	lab_file(path, 77);
	snprintf(words, sizeof(words),
		 "generate kind=bytes size=777 count=1000 ! write_file path=%s", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	snprintf(words, sizeof(words), "read_file path=%s ! collect", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	cr_assert_eq(lab.n_bytes, 777000);
	cr_assert(lab_pattern(&lab));
	unlink(path);
}

Test(write_file, appends_when_told_to)
{
	char path[64], words[256];
	lab_file(path, 251);
	snprintf(words, sizeof(words),
		 "generate kind=bytes size=100 count=10 ! write_file path=%s append=yes", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	snprintf(words, sizeof(words), "read_file path=%s ! collect", path);
	cr_assert_eq(lab_run(&lab, 1, words), 0);
	cr_assert_eq(lab.n_bytes, 1251);
	cr_assert(lab_pattern(&lab));
	unlink(path);
}

Test(write_file, fails_on_a_full_disk)
{
	cr_assert_eq(lab_run(&lab, 1, "generate kind=bytes count=3 ! write_file path=/dev/full"),
		     1);
	cr_assert(strstr(lab.log, "'/dev/full' failed at byte 0: No space left") != NULL, "%s",
		  lab.log);
}

Test(write_file, refuses_messages_that_are_not_bytes)
{
	cr_assert_eq(lab_run(&lab, 1, "generate count=3 ! write_file path=/dev/null"), 1);
	cr_assert(strstr(lab.log, "a message of type int, not bytes") != NULL, "%s", lab.log);
}
