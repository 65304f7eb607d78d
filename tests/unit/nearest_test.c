// SPDX-License-Identifier: Apache-2.0
/* nearest: what a slip of the fingers was meant to be. */
#include <axon/engine.h>

#include <criterion/criterion.h>
#include <string.h>

static const char *const names[] = { "read_file", "write_file", "tcp_client", "tcp_server",
				     "vorbis_decode" };

static const char *nearest(const char *word)
{
	return ax_nearest(word, names, sizeof(names) / sizeof(names[0]));
}

Test(nearest, one_letter_too_few_too_many_or_wrong)
{
	cr_assert_str_eq(nearest("red_file"), "read_file");
	cr_assert_str_eq(nearest("wriite_file"), "write_file");
	cr_assert_str_eq(nearest("tcp_cliant"), "tcp_client");
}

Test(nearest, two_letters_that_changed_places_are_one_slip)
{
	static const char *const two[] = { "ab", "cd" };
	cr_assert_str_eq(nearest("raed_file"), "read_file");
	cr_assert_str_eq(ax_nearest("ba", two, 2), "ab");
}

Test(nearest, capitals_do_not_count)
{
	cr_assert_str_eq(nearest("READ_FILE"), "read_file");
}

Test(nearest, the_beginning_of_a_name_is_enough)
{
	cr_assert_str_eq(nearest("vorbis"), "vorbis_decode");
}

Test(nearest, the_nearer_of_two_wins)
{
	cr_assert_str_eq(nearest("tcp_serve"), "tcp_server");
}

Test(nearest, nothing_is_near_to_something_else)
{
	cr_assert_null(nearest("zebra"));
	cr_assert_null(nearest(""));
	cr_assert_null(ax_nearest("a", names, 0));
}

Test(nearest, long_words_are_left_alone)
{
	char word[300];
	memset(word, 'r', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	cr_assert_null(nearest(word));
}
