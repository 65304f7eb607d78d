// SPDX-License-Identifier: Apache-2.0
/* spu_mfcio: the MFC's commands, and what else SPU programs do by channels, for native programs.
 * Names and values as in the header of SPU compilers. */
#ifndef __SPU_MFCIO_H__
#define __SPU_MFCIO_H__

#include <stdint.h>

#include "spu_intrinsics.h"

/* An element of a list: two words, in the host's order. */
typedef struct mfc_list_element {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	uint32_t notify : 1, reserved : 16, size : 15;
#else
	uint32_t size : 15, reserved : 16, notify : 1;
#endif
	uint32_t eal;
} mfc_list_element_t;

#define MFC_MIN_DMA_SIZE_SHIFT		  4
#define MFC_MAX_DMA_SIZE_SHIFT		  14
#define MFC_MIN_DMA_SIZE		  (1 << MFC_MIN_DMA_SIZE_SHIFT)
#define MFC_MAX_DMA_SIZE		  (1 << MFC_MAX_DMA_SIZE_SHIFT)
#define MFC_MIN_DMA_SIZE_MASK		  (MFC_MIN_DMA_SIZE - 1)
#define MFC_MAX_DMA_SIZE_MASK		  (MFC_MAX_DMA_SIZE - 1)

#define MFC_MIN_DMA_LIST_ELEMENTS	  1
#define MFC_MAX_DMA_LIST_ELEMENTS	  2048
#define MFC_MIN_DMA_LIST_SIZE		  (MFC_MIN_DMA_LIST_ELEMENTS << 3)
#define MFC_MAX_DMA_LIST_SIZE		  (MFC_MAX_DMA_LIST_ELEMENTS << 3)

#define MFC_BARRIER_ENABLE		  0x0001
#define MFC_FENCE_ENABLE		  0x0002
#define MFC_LIST_ENABLE			  0x0004
#define MFC_RESULT_ENABLE		  0x0010

#define MFC_PUT_CMD			  0x0020
#define MFC_PUTB_CMD			  0x0021
#define MFC_PUTF_CMD			  0x0022
#define MFC_PUTL_CMD			  0x0024
#define MFC_PUTLB_CMD			  0x0025
#define MFC_PUTLF_CMD			  0x0026
#define MFC_PUTR_CMD			  0x0030
#define MFC_PUTRB_CMD			  0x0031
#define MFC_PUTRF_CMD			  0x0032
#define MFC_PUTRL_CMD			  0x0034
#define MFC_PUTRLB_CMD			  0x0035
#define MFC_PUTRLF_CMD			  0x0036
#define MFC_GET_CMD			  0x0040
#define MFC_GETB_CMD			  0x0041
#define MFC_GETF_CMD			  0x0042
#define MFC_GETL_CMD			  0x0044
#define MFC_GETLB_CMD			  0x0045
#define MFC_GETLF_CMD			  0x0046
#define MFC_SDCRT_CMD			  0x0080
#define MFC_SDCRTST_CMD			  0x0081
#define MFC_SDCRZ_CMD			  0x0089
#define MFC_SDCRST_CMD			  0x008D
#define MFC_SDCRF_CMD			  0x008F
#define MFC_SNDSIG_CMD			  0x00A0
#define MFC_SNDSIGB_CMD			  0x00A1
#define MFC_SNDSIGF_CMD			  0x00A2
#define MFC_PUTLLUC_CMD			  0x00B0
#define MFC_PUTLLC_CMD			  0x00B4
#define MFC_PUTQLLUC_CMD		  0x00B8
#define MFC_BARRIER_CMD			  0x00C0
#define MFC_EIEIO_CMD			  0x00C8
#define MFC_SYNC_CMD			  0x00CC
#define MFC_GETLLAR_CMD			  0x00D0

#define MFC_TAG_STATUS_UPDATE_EVENT	  0x00000001
#define MFC_LIST_STALL_NOTIFY_EVENT	  0x00000002
#define MFC_COMMAND_QUEUE_AVAILABLE_EVENT 0x00000008
#define MFC_IN_MBOX_AVAILABLE_EVENT	  0x00000010
#define MFC_DECREMENTER_EVENT		  0x00000020
#define MFC_OUT_INTR_MBOX_AVAILABLE_EVENT 0x00000040
#define MFC_OUT_MBOX_AVAILABLE_EVENT	  0x00000080
#define MFC_SIGNAL_NOTIFY_2_EVENT	  0x00000100
#define MFC_SIGNAL_NOTIFY_1_EVENT	  0x00000200
#define MFC_LLR_LOST_EVENT		  0x00000400
#define MFC_PRIV_ATTN_EVENT		  0x00000800
#define MFC_MULTI_SRC_SYNC_EVENT	  0x00001000

#define MFC_TAG_UPDATE_IMMEDIATE	  0x0
#define MFC_TAG_UPDATE_ANY		  0x1
#define MFC_TAG_UPDATE_ALL		  0x2

#define MFC_PUTLLC_STATUS		  0x00000001
#define MFC_PUTLLUC_STATUS		  0x00000002
#define MFC_GETLLAR_STATUS		  0x00000004

#define MFC_CMD_WORD(tid, rid, command)	  (((tid) << 24) | ((rid) << 16) | (command))

#define mfc_ea2h(ea)			  ((unsigned int)((unsigned long long)(ea) >> 32))
#define mfc_ea2l(ea)			  ((unsigned int)(ea))
#define mfc_hl2ea(h, l)			  ((unsigned long long)(h) << 32 | (unsigned int)(l))
#define mfc_ceil128(v)			  (((v) + 127) & ~127)

/* A command at an effective address, and a list's, whose elements have the low half. */
#define AX_SPU_MFC(command, ls, ea, size, tag, tid, rid)                                           \
	spu_mfcdma64(ls, mfc_ea2h(ea), mfc_ea2l(ea), size, tag, MFC_CMD_WORD(tid, rid, command))
#define AX_SPU_MFC_LIST(command, ls, ea, list, size, tag, tid, rid)                                \
	spu_mfcdma64(ls, mfc_ea2h(ea), (unsigned int)(uintptr_t)(list), size, tag,                 \
		     MFC_CMD_WORD(tid, rid, command))

#define mfc_put(ls, ea, size, tag, tid, rid)  AX_SPU_MFC(MFC_PUT_CMD, ls, ea, size, tag, tid, rid)
#define mfc_putf(ls, ea, size, tag, tid, rid) AX_SPU_MFC(MFC_PUTF_CMD, ls, ea, size, tag, tid, rid)
#define mfc_putb(ls, ea, size, tag, tid, rid) AX_SPU_MFC(MFC_PUTB_CMD, ls, ea, size, tag, tid, rid)
#define mfc_get(ls, ea, size, tag, tid, rid)  AX_SPU_MFC(MFC_GET_CMD, ls, ea, size, tag, tid, rid)
#define mfc_getf(ls, ea, size, tag, tid, rid) AX_SPU_MFC(MFC_GETF_CMD, ls, ea, size, tag, tid, rid)
#define mfc_getb(ls, ea, size, tag, tid, rid) AX_SPU_MFC(MFC_GETB_CMD, ls, ea, size, tag, tid, rid)

#define mfc_putl(ls, ea, list, size, tag, tid, rid)                                                \
	AX_SPU_MFC_LIST(MFC_PUTL_CMD, ls, ea, list, size, tag, tid, rid)
#define mfc_putlf(ls, ea, list, size, tag, tid, rid)                                               \
	AX_SPU_MFC_LIST(MFC_PUTLF_CMD, ls, ea, list, size, tag, tid, rid)
#define mfc_putlb(ls, ea, list, size, tag, tid, rid)                                               \
	AX_SPU_MFC_LIST(MFC_PUTLB_CMD, ls, ea, list, size, tag, tid, rid)
#define mfc_getl(ls, ea, list, size, tag, tid, rid)                                                \
	AX_SPU_MFC_LIST(MFC_GETL_CMD, ls, ea, list, size, tag, tid, rid)
#define mfc_getlf(ls, ea, list, size, tag, tid, rid)                                               \
	AX_SPU_MFC_LIST(MFC_GETLF_CMD, ls, ea, list, size, tag, tid, rid)
#define mfc_getlb(ls, ea, list, size, tag, tid, rid)                                               \
	AX_SPU_MFC_LIST(MFC_GETLB_CMD, ls, ea, list, size, tag, tid, rid)

#define mfc_getllar(ls, ea, tid, rid)	     AX_SPU_MFC(MFC_GETLLAR_CMD, ls, ea, 128, 0, tid, rid)
#define mfc_putllc(ls, ea, tid, rid)	     AX_SPU_MFC(MFC_PUTLLC_CMD, ls, ea, 128, 0, tid, rid)
#define mfc_putlluc(ls, ea, tid, rid)	     AX_SPU_MFC(MFC_PUTLLUC_CMD, ls, ea, 128, 0, tid, rid)
#define mfc_putqlluc(ls, ea, tag, tid, rid)  AX_SPU_MFC(MFC_PUTQLLUC_CMD, ls, ea, 128, tag, tid, rid)

#define mfc_sndsig(ls, ea, tag, tid, rid)    AX_SPU_MFC(MFC_SNDSIG_CMD, ls, ea, 4, tag, tid, rid)
#define mfc_sndsigb(ls, ea, tag, tid, rid)   AX_SPU_MFC(MFC_SNDSIGB_CMD, ls, ea, 4, tag, tid, rid)
#define mfc_sndsigf(ls, ea, tag, tid, rid)   AX_SPU_MFC(MFC_SNDSIGF_CMD, ls, ea, 4, tag, tid, rid)

#define mfc_barrier(tag)		     spu_mfcdma32(0, 0, 0, tag, MFC_BARRIER_CMD)
#define mfc_eieio(tag, tid, rid)	     spu_mfcdma32(0, 0, 0, tag, MFC_CMD_WORD(tid, rid, MFC_EIEIO_CMD))
#define mfc_sync(tag)			     spu_mfcdma32(0, 0, 0, tag, MFC_SYNC_CMD)

#define mfc_sdcrt(ea, size, tag, tid, rid)   AX_SPU_MFC(MFC_SDCRT_CMD, 0, ea, size, tag, tid, rid)
#define mfc_sdcrtst(ea, size, tag, tid, rid) AX_SPU_MFC(MFC_SDCRTST_CMD, 0, ea, size, tag, tid, rid)
#define mfc_sdcrz(ea, size, tag, tid, rid)   AX_SPU_MFC(MFC_SDCRZ_CMD, 0, ea, size, tag, tid, rid)
#define mfc_sdcrst(ea, size, tag, tid, rid)  AX_SPU_MFC(MFC_SDCRST_CMD, 0, ea, size, tag, tid, rid)
#define mfc_sdcrf(ea, size, tag, tid, rid)   AX_SPU_MFC(MFC_SDCRF_CMD, 0, ea, size, tag, tid, rid)

#define mfc_stat_cmd_queue()		     spu_readchcnt(MFC_Cmd)

#define mfc_write_tag_mask(mask)	     spu_writech(MFC_WrTagMask, mask)
#define mfc_read_tag_mask()		     spu_readch(MFC_RdTagMask)

#define mfc_write_tag_update(ts)	     spu_writech(MFC_WrTagUpdate, ts)
#define mfc_write_tag_update_immediate()     mfc_write_tag_update(MFC_TAG_UPDATE_IMMEDIATE)
#define mfc_write_tag_update_any()	     mfc_write_tag_update(MFC_TAG_UPDATE_ANY)
#define mfc_write_tag_update_all()	     mfc_write_tag_update(MFC_TAG_UPDATE_ALL)
#define mfc_stat_tag_update()		     spu_readchcnt(MFC_WrTagUpdate)

#define mfc_read_tag_status()		     spu_readch(MFC_RdTagStat)
#define mfc_read_tag_status_immediate()	     (mfc_write_tag_update_immediate(), mfc_read_tag_status())
#define mfc_read_tag_status_any()	     (mfc_write_tag_update_any(), mfc_read_tag_status())
#define mfc_read_tag_status_all()	     (mfc_write_tag_update_all(), mfc_read_tag_status())
#define mfc_stat_tag_status()		     spu_readchcnt(MFC_RdTagStat)

#define mfc_read_list_stall_status()	     spu_readch(MFC_RdListStallStat)
#define mfc_stat_list_stall_status()	     spu_readchcnt(MFC_RdListStallStat)
#define mfc_write_list_stall_ack(tag)	     spu_writech(MFC_WrListStallAck, tag)

#define mfc_read_atomic_status()	     spu_readch(MFC_RdAtomicStat)
#define mfc_stat_atomic_status()	     spu_readchcnt(MFC_RdAtomicStat)

#define mfc_write_multi_src_sync_request()   spu_writech(MFC_WrMSSyncReq, 0)
#define mfc_stat_multi_src_sync_request()    spu_readchcnt(MFC_WrMSSyncReq)

#define spu_read_signal1()		     spu_readch(SPU_RdSigNotify1)
#define spu_stat_signal1()		     spu_readchcnt(SPU_RdSigNotify1)
#define spu_read_signal2()		     spu_readch(SPU_RdSigNotify2)
#define spu_stat_signal2()		     spu_readchcnt(SPU_RdSigNotify2)

#define spu_read_in_mbox()		     spu_readch(SPU_RdInMbox)
#define spu_stat_in_mbox()		     spu_readchcnt(SPU_RdInMbox)
#define spu_write_out_mbox(a)		     spu_writech(SPU_WrOutMbox, a)
#define spu_stat_out_mbox()		     spu_readchcnt(SPU_WrOutMbox)
#define spu_write_out_intr_mbox(a)	     spu_writech(SPU_WrOutIntrMbox, a)
#define spu_stat_out_intr_mbox()	     spu_readchcnt(SPU_WrOutIntrMbox)

#define spu_read_decrementer()		     spu_readch(SPU_RdDec)
#define spu_write_decrementer(count)	     spu_writech(SPU_WrDec, count)

#define spu_read_event_status()		     spu_readch(SPU_RdEventStat)
#define spu_stat_event_status()		     spu_readchcnt(SPU_RdEventStat)
#define spu_write_event_mask(mask)	     spu_writech(SPU_WrEventMask, mask)
#define spu_write_event_ack(ack)	     spu_writech(SPU_WrEventAck, ack)
#define spu_read_event_mask()		     spu_readch(SPU_RdEventMask)

#define spu_read_machine_status()	     spu_readch(SPU_RdMachStat)
#define spu_write_srr0(srr0)		     spu_writech(SPU_WrSRR0, srr0)
#define spu_read_srr0()			     spu_readch(SPU_RdSRR0)

/* Without interrupts there is nothing to keep out. */
static inline unsigned int mfc_begin_critical_section(void)
{
	return 0;
}

static inline void mfc_end_critical_section(unsigned int status)
{
	(void)status;
}

/* Tags for those who share an SPE: each is given out once until it is released. */
#define MFC_TAG_INVALID		      0xFFFFFFFF
#define MFC_TAG_VALID		      0x00000000

#define mfc_tag_reserve()	      __mfc_tag_reserve()
#define mfc_tag_release(tag)	      __mfc_tag_release(tag)
#define mfc_multi_tag_reserve(n)      __mfc_multi_tag_reserve(n)
#define mfc_multi_tag_release(tag, n) __mfc_multi_tag_release((tag), (n))

unsigned int __mfc_tag_reserve(void);
unsigned int __mfc_tag_release(unsigned int tag);
unsigned int __mfc_multi_tag_reserve(unsigned int n);
unsigned int __mfc_multi_tag_release(unsigned int tag, unsigned int n);

#endif
