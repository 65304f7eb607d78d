// SPDX-License-Identifier: Apache-2.0
/* result: on the SPU, the text stays in local store, and the outbound mailbox says where when the
 * program has ended. On the host it is printed. */
#include "result.h"

#ifdef __SPU__
#	include <spu_mfcio.h>
#else
#	include <stdio.h>
#endif

static char text[4096];
static uint32_t used;

static void put(char c)
{
	if (used < sizeof text - 1)
		text[used++] = c;
}

static void put_text(const char *from)
{
	while (*from)
		put(*from++);
}

void say_text(const char *from)
{
	put_text(from);
	put('\n');
}

void say(const char *name, uint64_t value)
{
	put_text(name);
	put(' ');
	for (int shift = 60; shift >= 0; shift -= 4)
		put("0123456789abcdef"[(value >> shift) & 15]);
	put('\n');
}

#ifdef __SPU__

int main(unsigned long long spe, unsigned long long memory, unsigned long long environment)
{
	int status = program(memory);

	(void)spe;
	(void)environment;
	spu_write_out_mbox((uint32_t)text);
	return status;
}

#else

static unsigned char memory[MEMORY_BYTES] __attribute__((aligned(MEMORY_BYTES)));

int main(void)
{
	int status;

	for (int i = 0; i < MEMORY_BYTES; i++)
		memory[i] = (unsigned char)(i * 7 + 3);
	status = program((uintptr_t)memory);
	fputs(text, stdout);
	return status;
}

#endif
