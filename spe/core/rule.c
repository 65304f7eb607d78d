// SPDX-License-Identifier: Apache-2.0
/* rule: the one table of rules. Reports, counters, `axon spe rules` and the pages come from it.
 * Sources: CBEA is "Cell Broadband Engine Architecture" 1.02, HB "Cell Broadband Engine
 * Programming Handbook" 1.12. */
#include "core/spe.h"

static const struct ax_rule rules[AX_N_RULES] = {
	[AX_RULE_DMA_SIZE] = { "dma-size", AX_RULE_FAULT, false, SPE_DMA_ALIGNMENT,
			       "a transfer is 0, 1, 2, 4, 8 or a multiple of 16 bytes, at most "
			       "16384",
			       "CBEA, MFC transfer size" },
	[AX_RULE_DMA_ALIGNMENT] = { "dma-alignment", AX_RULE_FAULT, false, SPE_DMA_ALIGNMENT,
				    "both addresses are aligned to the size, or to 16, and agree "
				    "in "
				    "their low 4 bits",
				    "CBEA, MFC local storage address and effective address" },
	[AX_RULE_DMA_COMMAND] = { "dma-command", AX_RULE_FAULT, false, SPE_INVALID_DMA,
				  "the command is one of the MFC's, and of that queue's",
				  "CBEA, MFC command opcodes" },
	[AX_RULE_DMA_TAG] = { "dma-tag", AX_RULE_FAULT, false, SPE_INVALID_DMA, "a tag is 0 to 31",
			      "CBEA, MFC tag" },
	[AX_RULE_DMA_STORAGE] = { "dma-storage", AX_RULE_FAULT, false, SPE_DMA_STORAGE,
				  "what is read is mapped, what is written is mapped writable",
				  "CBEA, MFC data storage interrupt" },
	[AX_RULE_DMA_SEGMENT] = { "dma-segment", AX_RULE_FAULT, false, SPE_DMA_SEGMENTATION,
				  "an effective address is the program's own, not the kernel's",
				  "CBEA, MFC data segment interrupt" },
	[AX_RULE_LIST_SHAPE] = { "list-shape", AX_RULE_FAULT, false, SPE_DMA_ALIGNMENT,
				 "a list is 8-aligned, a multiple of 8 bytes, at most 2048 "
				 "elements",
				 "CBEA, MFC list size and list address" },
	[AX_RULE_ATOMIC_LINE] = { "atomic-line", AX_RULE_FAULT, false, SPE_DMA_ALIGNMENT,
				  "an atomic command's effective address is 128-aligned",
				  "CBEA, MFC atomic update commands" },
	[AX_RULE_SNDSIG] = { "sndsig-size", AX_RULE_FAULT, false, SPE_DMA_ALIGNMENT,
			     "sndsig sends 4 bytes, 4-aligned on both sides", "CBEA, sndsig" },
	[AX_RULE_INSTRUCTION] = { "spu-instruction", AX_RULE_FAULT, true, SPE_SPU_INVALID_INSTR,
				  "what is executed is an instruction",
				  "SPU ISA, invalid instruction" },
	[AX_RULE_NATIVE] = { "native-fault", AX_RULE_FAULT, true, SPE_SPU_INVALID_INSTR,
			     "a native program keeps to its local store, and its stack to its "
			     "bounds",
			     "a limit of this software: a host's memory does not wrap" },
	[AX_RULE_CHANNEL] = { "spu-channel", AX_RULE_STRICT, true, SPE_SPU_INVALID_CHANNEL,
			      "a channel is one that exists, and is used in its direction",
			      "CBEA, SPU channel map" },
	[AX_RULE_TAG_UPDATE] = { "tag-update", AX_RULE_STRICT, true, SPE_SPU_INVALID_CHANNEL,
				 "no tag update is asked for while another one is pending",
				 "CBEA, MFC write tag status update request" },
	[AX_RULE_TAG_STATUS] = { "status-unasked", AX_RULE_STRICT, true, SPE_SPU_INVALID_CHANNEL,
				 "a tag, list or atomic status is waited for only when it can come",
				 "HB, the SPU waits for ever" },
	[AX_RULE_TAG_STALLED] = { "tag-stalled", AX_RULE_STRICT, true, SPE_SPU_INVALID_CHANNEL,
				  "tags are not waited for while their list waits to be "
				  "acknowledged",
				  "HB, the SPU waits for ever" },
	[AX_RULE_LIST_ACK] = { "list-ack", AX_RULE_STRICT, true, SPE_SPU_INVALID_CHANNEL,
			       "only a tag whose list has stalled is acknowledged",
			       "CBEA, MFC write list stall-and-notify acknowledgment" },
	[AX_RULE_LIST_4G] = { "list-4g", AX_RULE_STRICT, false, SPE_INVALID_DMA,
			      "an element of a list stays within the 4 GiB of its high half",
			      "CBEA, MFC list element effective address low" },
	[AX_RULE_ATOMIC_STORE] = { "atomic-store", AX_RULE_STRICT, false, SPE_INVALID_DMA,
				   "an atomic command's local store address is 128-aligned",
				   "CBEA, MFC atomic update commands" },
	[AX_RULE_ATOMIC_STATUS] = { "atomic-status", AX_RULE_STRICT, false, SPE_INVALID_DMA,
				    "the status of an atomic command is read before the next one",
				    "HB, MFC read atomic command status" },
	[AX_RULE_STORE_END] = { "store-end", AX_RULE_STRICT, false, SPE_INVALID_DMA,
				"a transfer does not run over the end of local store",
				"HB, local store addresses wrap" },
	[AX_RULE_DMA_OVERLAP] = { "dma-overlap", AX_RULE_STRICT, false, SPE_INVALID_DMA,
				  "commands in the queue that nothing orders don't write what the "
				  "other reads or writes",
				  "HB, MFC commands complete in any order" },
	[AX_RULE_REGISTER] = { "ps-register", AX_RULE_STRICT, false, SPE_INVALID_DMA,
			       "problem-state areas are reached register by register, 4 bytes each",
			       "CBEA, problem state memory map" },
	[AX_RULE_UNALIGNED_LINE] = { "unaligned-line", AX_RULE_COUNTED, false, 0,
				     "128 bytes and more go in whole, aligned lines",
				     "HB, DMA transfers of full cache lines" },
	[AX_RULE_SHORT] = { "short-transfer", AX_RULE_COUNTED, false, 0,
			    "less than 128 bytes cost what 128 cost", "HB, DMA transfer sizes" },
	[AX_RULE_QUEUE_FULL] = { "queue-full", AX_RULE_COUNTED, false, 0,
				 "a command that finds the queue full stalls the SPU",
				 "HB, MFC command queue" },
	[AX_RULE_MBOX_OVERRUN] = { "mbox-overrun", AX_RULE_COUNTED, false, 0,
				   "a write to a full inbound mailbox replaces its newest word",
				   "HB, SPU read inbound mailbox" },
	[AX_RULE_SIGNAL_OVERRUN] = { "signal-overrun", AX_RULE_COUNTED, false, 0,
				     "a signal in overwrite mode that nobody has read is lost",
				     "HB, SPU signal notification" },
	[AX_RULE_PLAIN_STORE] = { "plain-store", AX_RULE_COUNTED, false, 0,
				  "a reserved line changed without a word to the software SPE",
				  "a limit of this software: plain stores of the PPE" },
	[AX_RULE_STOP_PENDING] = { "stop-pending", AX_RULE_COUNTED, false, 0,
				   "a program waits for its commands before it stops",
				   "HB, MFC commands go on when the SPU has stopped" },
};

const struct ax_rule *ax_rule_at(size_t i)
{
	return i < AX_N_RULES ? &rules[i] : NULL;
}
