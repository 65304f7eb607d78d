// SPDX-License-Identifier: Apache-2.0
/* spu_mfcio.h, as far as the programs of this folder go, for a host that has no MFC: transfers are
 * copies that are complete at once, nobody else writes to the line of a reservation, and the partner
 * at the mailboxes answers in place. */
#ifndef TESTS_SPE_C_HOST_SPU_MFCIO_H
#define TESTS_SPE_C_HOST_SPU_MFCIO_H

#include <stdint.h>
#include <string.h>

typedef struct mfc_list_element {
	uint64_t notify : 1;
	uint64_t reserved : 16;
	uint64_t size : 15;
	uint64_t eal : 32;
} mfc_list_element_t;

enum {
	MFC_PUTLLC_STATUS = 1,
	MFC_PUTLLUC_STATUS = 2,
	MFC_GETLLAR_STATUS = 4,
};

struct host {
	uint32_t tags; /* that the program waits for */
	uint32_t atomic_status;
	uint64_t reserved; /* address of the line, 0 without a reservation */
	uint32_t out;
	uint32_t out_count;
	uint32_t in[4];
	uint32_t in_count;
	uint32_t signal;
	uint32_t signal_count;
};

static struct host host;

static inline void host_put(const volatile void *ls, uint64_t ea, uint32_t bytes)
{
	memcpy((void *)(uintptr_t)ea, (const void *)(uintptr_t)ls, bytes);
}

static inline void host_get(volatile void *ls, uint64_t ea, uint32_t bytes)
{
	memcpy((void *)(uintptr_t)ls, (const void *)(uintptr_t)ea, bytes);
}

/* A list's elements, one after the other; local store goes on where it was, rounded up to 16. */
static inline void host_list(volatile void *ls, uint64_t ea, const mfc_list_element_t *list,
			     uint32_t bytes, int put)
{
	volatile char *at = ls;

	for (; bytes; bytes -= 8, list++) {
		uint64_t place = (ea & ~UINT64_C(0xffffffff)) | list->eal;

		if (put)
			host_put(at, place, (uint32_t)list->size);
		else
			host_get(at, place, (uint32_t)list->size);
		at += (list->size + 15) & ~15U;
	}
}

static inline void host_reserve(volatile void *ls, uint64_t ea)
{
	host_get(ls, ea, 128);
	host.reserved = ea;
	host.atomic_status = MFC_GETLLAR_STATUS;
}

static inline void host_conditional(volatile void *ls, uint64_t ea)
{
	host.atomic_status = host.reserved == ea ? 0 : MFC_PUTLLC_STATUS;
	if (host.reserved == ea)
		host_put(ls, ea, 128);
	host.reserved = 0;
}

static inline void host_unconditional(volatile void *ls, uint64_t ea)
{
	host_put(ls, ea, 128);
	host.atomic_status = MFC_PUTLLUC_STATUS;
}

static inline uint32_t mfc_read_atomic_status(void)
{
	return host.atomic_status;
}

static inline void mfc_write_tag_mask(uint32_t mask)
{
	host.tags = mask;
}

static inline uint32_t mfc_read_tag_status_all(void)
{
	return host.tags;
}

static inline uint32_t spu_read_in_mbox(void)
{
	return host.in[--host.in_count];
}

/* The partner answers the word in the outbound mailbox: see run.c. */
static inline void spu_stop(int code)
{
	uint32_t word = host.out;

	(void)code;
	host.out_count = 0;
	host.in[3] = word + 1;
	host.in[2] = word * 3;
	host.in[1] = ~word;
	host.in[0] = word << 1;
	host.in_count = 4;
	host.signal = word ^ 0xffff;
	host.signal_count = 1;
}

static inline void spu_write_out_mbox(uint32_t word)
{
	host.out = word;
	host.out_count = 1;
}

static inline uint32_t spu_read_signal1(void)
{
	host.signal_count = 0;
	return host.signal;
}

#define mfc_put(ls, ea, bytes, tag, tid, rid)	 host_put(ls, ea, bytes)
#define mfc_putf(ls, ea, bytes, tag, tid, rid)	 host_put(ls, ea, bytes)
#define mfc_putb(ls, ea, bytes, tag, tid, rid)	 host_put(ls, ea, bytes)
#define mfc_get(ls, ea, bytes, tag, tid, rid)	 host_get(ls, ea, bytes)
#define mfc_getf(ls, ea, bytes, tag, tid, rid)	 host_get(ls, ea, bytes)
#define mfc_getb(ls, ea, bytes, tag, tid, rid)	 host_get(ls, ea, bytes)
#define mfc_putl(ls, ea, list, bytes, tag, t, r) host_list(ls, ea, list, bytes, 1)
#define mfc_getl(ls, ea, list, bytes, tag, t, r) host_list(ls, ea, list, bytes, 0)
#define mfc_getllar(ls, ea, tid, rid)		 host_reserve(ls, ea)
#define mfc_putllc(ls, ea, tid, rid)		 host_conditional(ls, ea)
#define mfc_putlluc(ls, ea, tid, rid)		 host_unconditional(ls, ea)
#define mfc_putqlluc(ls, ea, tag, tid, rid)	 host_put(ls, ea, 128)
#define mfc_ea2l(ea)				 ((uint32_t)(ea))
#define spu_stat_in_mbox()			 (host.in_count)
#define spu_stat_out_mbox()			 (1 - host.out_count)
#define spu_stat_signal1()			 (host.signal_count)

#endif
