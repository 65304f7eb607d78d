// SPDX-License-Identifier: Apache-2.0
/* spu_intrinsics: the SPU's vector types, channels and generic intrinsics for native programs, on
 * the vector extensions of gcc and clang. Names as in the header of SPU compilers; C only.
 *
 * An element is the host's, and element 0 lies at the lowest address. Each intrinsic treats its
 * operands by elements, element 0 on the left, as an SPU does: results are the SPU's as long as a
 * vector is seen by one type. A cast to a type of other element size sees the host's byte order.
 * Floating point is the host's: IEEE, rounded to nearest, with infinities and denormals. */
#ifndef _SPU_INTRINSICS_H
#define _SPU_INTRINSICS_H

#include "ax_spu_port.h"
#include "ax_spu_vector.h"

#include "ax_spu_arithmetic.h"
#include "ax_spu_bits.h"
#include "ax_spu_quadword.h"

#define SPU_RdEventStat		      0
#define SPU_WrEventMask		      1
#define SPU_WrEventAck		      2
#define SPU_RdSigNotify1	      3
#define SPU_RdSigNotify2	      4
#define SPU_WrDec		      7
#define SPU_RdDec		      8
#define MFC_WrMSSyncReq		      9
#define SPU_RdEventMask		      11
#define MFC_RdTagMask		      12
#define SPU_RdMachStat		      13
#define SPU_WrSRR0		      14
#define SPU_RdSRR0		      15
#define MFC_LSA			      16
#define MFC_EAH			      17
#define MFC_EAL			      18
#define MFC_Size		      19
#define MFC_TagID		      20
#define MFC_Cmd			      21
#define MFC_WrTagMask		      22
#define MFC_WrTagUpdate		      23
#define MFC_RdTagStat		      24
#define MFC_RdListStallStat	      25
#define MFC_WrListStallAck	      26
#define MFC_RdAtomicStat	      27
#define SPU_WrOutMbox		      28
#define SPU_RdInMbox		      29
#define SPU_WrOutIntrMbox	      30

#define spu_readch(channel)	      ax_spu_read(channel)
#define spu_readchqw(channel)	      ((vec_uint4){ ax_spu_read(channel), 0, 0, 0 })
#define spu_readchcnt(channel)	      ax_spu_count(channel)
#define spu_writech(channel, value)   ax_spu_write((channel), (uint32_t)(uintptr_t)(value))
#define spu_writechqw(channel, value) ax_spu_write((channel), ((vec_uint4)(value))[0])
#define spu_stop(code)		      ax_spu_stop(code)

/* Loads and stores of a host need no help between programs and their own local store. */
#define spu_sync()   __asm__ volatile("" ::: "memory")
#define spu_sync_c() __asm__ volatile("" ::: "memory")
#define spu_dsync()  __asm__ volatile("" ::: "memory")

/* There are no interrupts. */
#define spu_idisable()			    ((void)0)
#define spu_ienable()			    ((void)0)

#define __align_hint(pointer, base, offset) ((void)0)

#define spu_hcmpeq(a, b)		    ((a) == (b) ? ax_spu_halt() : (void)0)
#define spu_hcmpgt(a, b)		    ((a) > (b) ? ax_spu_halt() : (void)0)

#define spu_mfcdma64(ls, eah, eal, size, tag, command)                                             \
	ax_spu_dma((volatile void *)(uintptr_t)(ls), (eah), (eal), (size), (tag), (command))
#define spu_mfcdma32(ls, ea, size, tag, command) spu_mfcdma64(ls, 0, ea, size, tag, command)

static inline unsigned int spu_mfcstat(unsigned int type)
{
	ax_spu_write(MFC_WrTagUpdate, type);
	return ax_spu_read(MFC_RdTagStat);
}

#endif
