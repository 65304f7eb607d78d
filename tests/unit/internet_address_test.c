// SPDX-License-Identifier: Apache-2.0
/* Addresses as people write them, and as they are shown. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../components/internet/address.h"

static const char *shown(const char *host, uint16_t port)
{
	static char text[AX_ADDRESS_TEXT];
	struct ax_address address;
	if (!ax_address_read(&address, host, port))
		return "a name";
	ax_address_print(&address, text);
	return text;
}

Test(address, is_shown_as_it_was_written)
{
	cr_assert_str_eq(shown("127.0.0.1", 1500), "127.0.0.1:1500");
	cr_assert_str_eq(shown("0.0.0.0", 0), "0.0.0.0:0");
	cr_assert_str_eq(shown("255.255.255.255", 65535), "255.255.255.255:65535");
	cr_assert_str_eq(shown("::1", 80), "[::1]:80");
	cr_assert_str_eq(shown("2001:db8::8:800:200c:417a", 1), "[2001:db8::8:800:200c:417a]:1");
}

Test(address, localhost_needs_no_look_up)
{
	cr_assert_str_eq(shown("localhost", 7), "127.0.0.1:7");
}

Test(address, names_and_scraps_are_not_addresses)
{
	static const char *const names[] = { "",	  "example.org", "127.0.0",   "127.0.0.1.1",
					     "1.2.3.256", ":1",		 "[::1]",     "127.0.0.1 ",
					     " ::1",	  "1.2.3.4:5",	 "0x7f.0.0.1" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		cr_assert_str_eq(shown(names[i], 1), "a name", "%s", names[i]);
}

Test(address, the_longest_fits)
{
	const char *host = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";
	cr_assert_lt(strlen(shown(host, 65535)), AX_ADDRESS_TEXT);
	cr_assert_str_eq(shown(host, 65535), "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
}
