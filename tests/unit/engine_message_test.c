// SPDX-License-Identifier: Apache-2.0
/* message: the table of types, and buffers. */
#include <axon/engine.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct ax_engine *engine;

static void set_up(void)
{
	engine = ax_engine_new();
}

static void tear_down(void)
{
	ax_engine_free(engine);
}

TestSuite(message, .init = set_up, .fini = tear_down);

static const char *printed(const struct ax_msg *msg)
{
	static char text[100];
	cr_assert_eq((size_t)ax_print(engine, msg, text, sizeof(text)), strlen(text));
	return text;
}

/* ---- types -------------------------------------------------------------------------------- */

Test(message, is_sixteen_bytes)
{
	cr_assert_eq(sizeof(struct ax_msg), 16);
}

Test(message, built_in_types_have_fixed_ids)
{
	cr_assert_eq(ax_type_id("int"), AX_INT);
	cr_assert_eq(ax_type_id("float"), AX_FLOAT);
	cr_assert_eq(ax_type_id("bytes"), AX_BYTES);
	cr_assert_eq(ax_type_id("producer_finished"), AX_FINISHED);
	cr_assert_eq(ax_type_id("shutdown"), AX_SHUTDOWN);
	cr_assert_eq(ax_type_id("any"), AX_NONE);
}

Test(message, a_name_gives_the_same_id_to_every_engine)
{
	static const struct ax_type frame = { .name = "frame" };
	struct ax_engine *other = ax_engine_new();
	cr_assert_eq(ax_type_register(engine, &frame), 0);
	cr_assert_eq(ax_type_register(other, &frame), 0);
	cr_assert_geq(ax_type_id("frame"), AX_TYPE_FIRST_NAMED);
	cr_assert_eq(ax_type_get(engine, ax_type_id("frame")), &frame);
	cr_assert_eq(ax_type_get(other, ax_type_id("frame")), &frame);
	ax_engine_free(other);
}

Test(message, registering_the_same_name_again_is_no_error)
{
	static const struct ax_type one = { .name = "frame" }, two = { .name = "frame" };
	cr_assert_eq(ax_type_register(engine, &one), 0);
	cr_assert_eq(ax_type_register(engine, &two), 0);
	cr_assert_eq(ax_type_get(engine, ax_type_id("frame")), &one);
}

Test(message, two_names_with_one_id_are_refused)
{
	static int first[UINT16_MAX + 1]; /* the number of the first name with that id */
	char one[16], two[16];
	for (int i = 1;; i++) {
		snprintf(two, sizeof(two), "n%d", i);
		uint16_t id = ax_type_id(two);
		if (first[id]) {
			snprintf(one, sizeof(one), "n%d", first[id]);
			break;
		}
		first[id] = i;
	}
	struct ax_type a = { .name = one }, b = { .name = two };
	cr_assert_eq(ax_type_register(engine, &a), 0);
	cr_assert_eq(ax_type_register(engine, &b), -EEXIST, "%s and %s", one, two);
}

Test(message, an_unknown_type_is_not_there)
{
	cr_assert_null(ax_type_get(engine, 60000));
	cr_assert_null(ax_type_get(engine, 0));
}

Test(message, scalars_print_themselves)
{
	struct ax_msg msg = ax_int(-42);
	cr_assert_str_eq(printed(&msg), "-42");
	msg = ax_float(0.5);
	cr_assert_str_eq(printed(&msg), "0.5");
	msg = (struct ax_msg){ .type = AX_SHUTDOWN };
	cr_assert_str_eq(printed(&msg), "shutdown");
	msg = (struct ax_msg){ .type = AX_FINISHED };
	cr_assert_str_eq(printed(&msg), "producer_finished");
}

Test(message, printing_into_too_little_room_is_cut_and_says_how_long)
{
	char text[4];
	struct ax_msg msg = ax_int(123456);
	cr_assert_eq(ax_print(engine, &msg, text, sizeof(text)), 6);
	cr_assert_str_eq(text, "123");
}

Test(message, scalars_travel_as_eight_bytes_least_first)
{
	const struct ax_type *type = ax_type_get(engine, AX_INT);
	struct ax_msg msg = ax_int(0x0102030405060708), back = { .type = AX_INT };
	unsigned char wire[8];
	cr_assert_eq(type->encode(&msg, wire, 7), 8, "too little room: says how much");
	cr_assert_eq(type->encode(&msg, wire, 8), 8);
	cr_assert_eq(wire[0], 8);
	cr_assert_eq(type->decode(&back, wire, 8), 0);
	cr_assert_eq(back.i, msg.i);
	cr_assert_eq(type->decode(&back, wire, 7), -EINVAL);
}

/* ---- buffers ------------------------------------------------------------------------------ */

static uint32_t refs(const struct ax_msg *msg)
{
	return ax_bytes_buffer(msg)->refs;
}

Test(message, bytes_hold_what_was_copied)
{
	struct ax_msg msg = ax_bytes_copy("hello", 5);
	cr_assert_eq(msg.type, AX_BYTES);
	cr_assert_eq(msg.length, 5);
	cr_assert_arr_eq(msg.bytes, "hello", 5);
	cr_assert_eq(refs(&msg), 1);
	ax_drop(engine, &msg);
	cr_assert_eq(msg.type, AX_NONE);
}

Test(message, every_size_of_buffer_finds_its_head)
{
	for (size_t n = 0; n < 70000; n = n * 5 / 4 + 1) {
		struct ax_msg msg = ax_bytes_new(n);
		cr_assert_eq(ax_bytes_buffer(&msg)->size, n);
		if (n) {
			struct ax_msg last = ax_bytes_slice(&msg, (uint32_t)n - 1, 1);
			cr_assert_eq(ax_bytes_buffer(&last), ax_bytes_buffer(&msg));
			*last.bytes = 7;
			ax_drop(engine, &last);
		}
		ax_drop(engine, &msg);
	}
}

Test(message, a_buffer_over_the_limit_is_none)
{
	struct ax_msg msg = ax_bytes_new((size_t)AX_BUFFER_MAX + 1);
	cr_assert_eq(msg.type, AX_NONE);
}

Test(message, a_slice_shares_the_buffer)
{
	struct ax_msg msg = ax_bytes_copy("hello world", 11);
	struct ax_msg slice = ax_bytes_slice(&msg, 6, 5);
	cr_assert_eq(slice.bytes, msg.bytes + 6);
	cr_assert_eq(refs(&msg), 2);
	ax_drop(engine, &msg);
	cr_assert_arr_eq(slice.bytes, "world", 5);
	ax_drop(engine, &slice);
}

Test(message, a_slice_of_a_slice_counts_from_the_slice)
{
	struct ax_msg msg = ax_bytes_copy("0123456789", 10);
	struct ax_msg slice = ax_bytes_slice(&msg, 2, 6), inner = ax_bytes_slice(&slice, 3, 2);
	cr_assert_arr_eq(inner.bytes, "56", 2);
	ax_drop(engine, &slice);
	ax_drop(engine, &msg);
	ax_drop(engine, &inner);
}

Test(message, an_empty_slice_at_the_end_finds_its_head)
{
	struct ax_msg msg = ax_bytes_new(4096 - sizeof(struct ax_buffer)); /* a whole block */
	struct ax_msg slice = ax_bytes_slice(&msg, msg.length, 0);
	cr_assert_eq(ax_bytes_buffer(&slice), ax_bytes_buffer(&msg));
	ax_drop(engine, &msg);
	ax_drop(engine, &slice);
}

Test(message, trimming_narrows_the_message_itself)
{
	struct ax_msg msg = ax_bytes_copy("0123456789", 10);
	ax_bytes_trim(&msg, 2, 5);
	ax_bytes_trim(&msg, 1, 2);
	cr_assert_eq(msg.length, 2);
	cr_assert_arr_eq(msg.bytes, "34", 2);
	ax_drop(engine, &msg);
}

Test(message, a_clone_is_a_second_owner)
{
	struct ax_msg msg = ax_bytes_copy("x", 1), copy;
	cr_assert_eq(ax_clone(engine, &msg, &copy), 0);
	cr_assert_eq(refs(&msg), 2);
	ax_drop(engine, &msg);
	ax_drop(engine, &copy);
	struct ax_msg number = ax_int(5);
	cr_assert_eq(ax_clone(engine, &number, &copy), 0);
	cr_assert_eq(copy.i, 5);
}

Test(message, bytes_travel_as_they_are)
{
	const struct ax_type *type = ax_type_get(engine, AX_BYTES);
	struct ax_msg msg = ax_bytes_copy("abc", 3), back = { .type = AX_NONE };
	unsigned char wire[3];
	cr_assert_eq(type->encode(&msg, wire, 2), 3);
	cr_assert_eq(type->encode(&msg, wire, 3), 3);
	cr_assert_eq(type->decode(&back, wire, 3), 0);
	cr_assert_eq(back.length, 3);
	cr_assert_arr_eq(back.bytes, "abc", 3);
	ax_drop(engine, &msg);
	ax_drop(engine, &back);
}

Test(message, bytes_print_as_text_when_they_are)
{
	struct ax_msg msg = ax_bytes_copy("abc", 3);
	cr_assert_str_eq(printed(&msg), "3 bytes \"abc\"");
	msg.bytes[1] = 1;
	cr_assert_str_eq(printed(&msg), "3 bytes");
	ax_drop(engine, &msg);
}
