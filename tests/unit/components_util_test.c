// SPDX-License-Identifier: Apache-2.0
/* The contracts of generate, chunk, rate_limit, detuple and null_sink. */
#include "lab.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static struct lab lab;

enum {
	MS = 1000000
};

static void run(uint64_t seed, const char *words)
{
	int failed = lab_run(&lab, seed, words);
	cr_assert(failed == 0, "%s: %s", words, lab.log);
	cr_assert(lab.ended);
}

Test(generate, numbers_its_messages)
{
	run(1, "generate count=1000 burst=7 ! collect");
	cr_assert_eq(lab.n, 1000);
	for (int64_t i = 0; i < 1000; i++)
		cr_assert_eq(lab.number[i], i);
}

Test(generate, makes_one_stream_of_bytes)
{
	run(2, "generate count=100 kind=bytes size=300 ! collect");
	cr_assert_eq(lab.n, 100);
	cr_assert_eq(lab.n_bytes, 30000);
	cr_assert(lab_pattern(&lab));
}

Test(generate, ends_when_its_consumer_ends)
{
	cr_assert_eq(lab_run(&lab, 3, "generate ! write_file path=/dev/null"), 1);
}

static void check_chunks(unsigned in, unsigned n, unsigned out)
{
	char words[128];
	unsigned total = in * n;
	snprintf(words, sizeof(words),
		 "generate count=%u kind=bytes size=%u ! chunk size=%u ! collect", n, in, out);
	run(in + out, words);
	cr_assert_eq(lab.n_bytes, total);
	cr_assert(lab_pattern(&lab), "%s", words);
	cr_assert_eq(lab.n, (total + out - 1) / out);
	for (size_t i = 0; i + 1 < lab.n; i++)
		cr_assert_eq(lab.length[i], out);
	cr_assert_eq(lab.length[lab.n - 1], total % out ? total % out : out);
}

Test(chunk, cuts_any_size_to_any_size)
{
	static const unsigned size[] = { 1, 2, 7, 100, 251, 1000, 4096 };
	for (size_t i = 0; i < sizeof(size) / sizeof(*size); i++)
		for (size_t j = 0; j < sizeof(size) / sizeof(*size); j++)
			check_chunks(size[i], 11, size[j]);
}

Test(chunk, sends_nothing_for_nothing)
{
	run(1, "read_file path=/dev/null ! chunk size=10 ! collect");
	cr_assert_eq(lab.n, 0);
}

Test(chunk, refuses_messages_that_are_not_bytes)
{
	cr_assert_eq(lab_run(&lab, 1, "generate count=1 ! chunk size=5 ! collect"), 1);
	cr_assert(strstr(lab.log, "a message of type int, not bytes") != NULL, "%s", lab.log);
}

/* Message n, counted from 1, comes at n * gap_ns, no earlier and hardly later. */
static void check_times(double gap_ns)
{
	for (size_t i = 0; i < lab.n; i++) {
		double due = (double)(i + 1) * gap_ns;
		cr_assert((double)lab.time[i] >= due && (double)lab.time[i] <= due + LAB_TICK_NS,
			  "message %zu came at %llu, not %f", i, (unsigned long long)lab.time[i],
			  due);
	}
}

Test(rate_limit, keeps_messages_per_second_exactly)
{
	run(1, "generate count=300 ! rate_limit messages=30 ! collect");
	cr_assert_eq(lab.n, 300);
	check_times(1e9 / 30);
	run(2, "generate count=100k ! rate_limit messages=99991 ! collect");
	cr_assert_eq(lab.n, 100000);
	check_times(1e9 / 99991);
}

Test(rate_limit, keeps_bits_per_second_exactly)
{
	run(3, "generate count=200 kind=bytes size=77 ! rate_limit rate=64007 ! collect");
	cr_assert_eq(lab.n, 200);
	check_times(77 * 8e9 / 64007);
	cr_assert(lab_pattern(&lab));
}

Test(rate_limit, takes_the_slower_of_two_limits)
{
	run(4,
	    "generate count=20 kind=bytes size=1000 ! rate_limit rate=8000 messages=100 ! collect");
	check_times(1e9);
	run(4, "generate count=20 kind=bytes size=1000 ! rate_limit rate=8M messages=2 ! collect");
	check_times(5e8);
}

Test(rate_limit, catches_up_no_more_than_its_burst)
{
	/* Ten messages at once every 5 s; 10 a second, and at most 0.5 s of pause is made good. */
	run(5, "generate count=4 kind=bytes size=1000 ! rate_limit messages=1 burst=1ms ! "
	       "chunk size=100 ! rate_limit messages=20 burst=250ms ! collect");
	cr_assert_eq(lab.n, 40);
	/* The second round begins at 2 s, 0.5 s after the first has gone: 5 of it leave at once. */
	cr_assert(lab.time[10] - lab.time[9] >= 400 * MS);
	cr_assert(lab.time[14] - lab.time[10] < 1 * MS);
	cr_assert(lab.time[16] - lab.time[15] >= 49 * MS);
}

Test(rate_limit, wants_a_limit)
{
	cr_assert_eq(lab_run(&lab, 1, "generate ! rate_limit ! collect"), 1);
	cr_assert(strstr(lab.log, "no limit given") != NULL, "%s", lab.log);
}

Test(detuple, passes_on_one_item)
{
	run(1, "pairs count=1000 ! detuple item=0 ! collect");
	cr_assert_eq(lab.n, 1000);
	for (int64_t i = 0; i < 1000; i++)
		cr_assert_eq(lab.number[i], i);
	run(2, "pairs count=12 ! detuple item=1 ! collect");
	cr_assert_eq(lab.n_bytes, 14);
	cr_assert_eq(memcmp(lab.bytes, "01234567891011", 14), 0);
}

Test(detuple, refuses_what_is_no_pair)
{
	cr_assert_eq(lab_run(&lab, 1, "generate count=1 ! detuple ! collect"), 1);
	cr_assert(strstr(lab.log, "a message of type int, not pair") != NULL, "%s", lab.log);
}

Test(null_sink, takes_everything)
{
	cr_assert_eq(lab_run(&lab, 1, "generate count=100k ! null_sink"), 0);
	cr_assert_eq(lab_run(&lab, 2, "generate count=10k kind=bytes ! null_sink"), 0);
	cr_assert_eq(lab_run(&lab, 3, "pairs count=1000 ! null_sink"), 0);
}
