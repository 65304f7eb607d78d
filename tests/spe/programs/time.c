// SPDX-License-Identifier: Apache-2.0
/* time: what the tests of the time model look at, one thing after the other. argp is an effective
 * address, envp a struct time_task in 64 bits (time.h). */
#include "time.h"

#include <spu_mfcio.h>

#include <ax_spu_port.h>

static char buffer[2][16384] __attribute__((aligned(128)));
static unsigned int word[4] __attribute__((aligned(16)));
static mfc_list_element_t list[8] __attribute__((aligned(8)));

static void wait(unsigned int tag)
{
	mfc_write_tag_mask(1 << tag);
	mfc_read_tag_status_all();
}

static void single(unsigned long long ea, unsigned int bytes, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		mfc_get(buffer[0], ea, bytes, 0, 0, 0);
		wait(0);
		ax_spu_cost(TIME_WORK);
	}
}

static void twofold(unsigned long long ea, unsigned int bytes, unsigned int n)
{
	mfc_get(buffer[0], ea, bytes, 0, 0, 0);
	for (unsigned int i = 0; i < n; i++) {
		if (i + 1 < n)
			mfc_get(buffer[~i & 1], ea, bytes, ~i & 1, 0, 0);
		wait(i & 1);
		ax_spu_cost(TIME_WORK);
	}
}

static void unaligned(unsigned long long ea, unsigned int bytes)
{
	mfc_get(buffer[0] + 16, ea, bytes, 0, 0, 0);
	wait(0);
}

static void by_list(unsigned long long ea, unsigned int bytes, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		list[i].notify = 0;
		list[i].reserved = 0;
		list[i].size = bytes;
		list[i].eal = mfc_ea2l(ea);
	}
	mfc_getl(buffer[0], ea, list, n * sizeof(*list), 0, 0, 0);
	wait(0);
}

static unsigned int ask(void)
{
	spu_write_out_mbox(7);
	return spu_read_in_mbox();
}

static void atomic(unsigned long long ea)
{
	mfc_getllar(buffer[0], ea, 0, 0);
	mfc_read_atomic_status();
	mfc_putllc(buffer[0], ea, 0, 0);
	mfc_read_atomic_status();
}

static void signal(unsigned long long ea)
{
	word[ea % 16 / 4] = 1;
	mfc_sndsig(&word[ea % 16 / 4], ea, 0, 0, 0);
	wait(0);
}

static unsigned int poll(void)
{
	while (!spu_stat_in_mbox())
		;
	return spu_read_in_mbox();
}

static void put(unsigned long long ea)
{
	buffer[0][0] = 0x5a;
	mfc_put(buffer[0], ea, 128, 0, 0, 0);
	spu_write_out_mbox(7);
	wait(0);
}

int main(unsigned long long spe, unsigned long long argp, unsigned long long envp)
{
	unsigned int bytes = (unsigned int)(envp >> 16) & 0xffff, n = (unsigned int)(envp >> 32);
	(void)spe;
	switch (envp & 0xffff) {
	case TIME_SINGLE:
		single(argp, bytes, n);
		return 0;
	case TIME_TWOFOLD:
		twofold(argp, bytes, n);
		return 0;
	case TIME_UNALIGNED:
		unaligned(argp, bytes);
		return 0;
	case TIME_LIST:
		by_list(argp, bytes, n);
		return 0;
	case TIME_ASK:
		return (int)ask();
	case TIME_ATOMIC:
		atomic(argp);
		return 0;
	case TIME_SIGNAL:
		signal(argp);
		return 0;
	case TIME_AWAIT_SIGNAL:
		return (int)spu_read_signal1();
	case TIME_POLL:
		spu_write_out_mbox(1);
		return (int)poll();
	case TIME_PUT:
		put(argp);
		return 0;
	default:
		return (int)spu_read_in_mbox();
	}
}
