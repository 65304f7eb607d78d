// SPDX-License-Identifier: Apache-2.0
/* problem: the registers of a context's problem-state area, for DMA by other SPEs and for the
 * PPE's loads and stores. Offsets after "Cell Broadband Engine Architecture" 1.02, problem state
 * memory map; cbea_map.h names them within each area. */
#include "core/core.h"

enum {
	MSSYNC = AX_PS_MSSYNC,
	MFC_LSA = AX_PS_MFC + 0x04,
	MFC_EAH = AX_PS_MFC + 0x08,
	MFC_EAL = AX_PS_MFC + 0x0c,
	MFC_SIZE_TAG = AX_PS_MFC + 0x10,
	MFC_COMMAND = AX_PS_MFC + 0x14,
	MFC_QSTATUS = AX_PS_MFC + 0x104,
	QUERY_TYPE = AX_PS_MFC + 0x204,
	QUERY_MASK = AX_PS_MFC + 0x21c,
	TAG_STATUS = AX_PS_MFC + 0x22c,
	OUT_MBOX = AX_PS_CONTROL + 0x04,
	IN_MBOX = AX_PS_CONTROL + 0x0c,
	MBOX_STAT = AX_PS_CONTROL + 0x14,
	RUN_CONTROL = AX_PS_CONTROL + 0x1c,
	STATUS = AX_PS_CONTROL + 0x24,
	NPC = AX_PS_CONTROL + 0x34,
	SIGNAL_1 = AX_PS_SIGNAL_1 + 0x0c,
	SIGNAL_2 = AX_PS_SIGNAL_2 + 0x0c,
};

enum {
	COMMAND_TAKEN = 0,
	COMMAND_NO_ROOM = 2,
	STATUS_RUNNING = 1,
};

#define QUEUE_EMPTY UINT32_C(0x80000000)

struct ax_spe *ax_problem_owner(struct ax_cell *cell, uint64_t ea, uint32_t *offset)
{
	uint64_t from = ea - (uintptr_t)cell->problems;
	if (from >= (uint64_t)AX_MAX_CONTEXTS * AX_PROBLEM_BYTES)
		return NULL;
	*offset = (uint32_t)(from % AX_PROBLEM_BYTES);
	struct ax_spe *spe = atomic_load(&cell->context[from / AX_PROBLEM_BYTES]);
	return spe && atomic_load(&spe->alive) ? spe : NULL;
}

/* ---- reading ------------------------------------------------------------------------------ */

/* Under the lock. */
static bool read_register(struct ax_spe *spe, uint32_t offset, uint32_t *value)
{
	switch (offset) {
	case MSSYNC:
		*value = 0; /* done */
		return true;
	case MFC_COMMAND:
		*value = spe->proxy_status;
		return true;
	case MFC_QSTATUS:
		*value = (spe->proxy.n ? 0 : QUEUE_EMPTY) | (spe->proxy.capacity - spe->proxy.n);
		return true;
	case TAG_STATUS:
		*value = spe->proxy_mask & ~ax_mfc_tags(&spe->proxy);
		return true;
	case OUT_MBOX:
		if (ax_mailbox_take(&spe->out, value))
			ax_event_raise(spe, AX_EVENT_OUT_MBOX);
		return true;
	case MBOX_STAT:
		*value = spe->out_intr.n << 16 | (spe->in.capacity - spe->in.n) << 8 | spe->out.n;
		return true;
	case RUN_CONTROL:
		*value = spe->running;
		return true;
	case STATUS:
		*value = spe->running ? STATUS_RUNNING : ax_spe_status(&spe->stop);
		return true;
	case NPC:
		*value = spe->running ? 0 : spe->npc;
		return true;
	default:
		return false;
	}
}

bool ax_problem_read(struct ax_spe *spe, uint32_t offset, uint32_t *value)
{
	/* Who looks at the tags lets time pass. */
	if (offset == TAG_STATUS || offset == MFC_QSTATUS)
		ax_helper_wake(spe->cell);
	pthread_mutex_lock(&spe->lock);
	bool known = read_register(spe, offset, value);
	ax_spe_unlock_told(spe);
	return known;
}

/* ---- writing ------------------------------------------------------------------------------ */

static void write_command(struct ax_spe *spe, uint32_t word)
{
	pthread_mutex_lock(&spe->lock);
	struct ax_mfc_command command = spe->proxy_next;
	pthread_mutex_unlock(&spe->lock);
	int error = ax_proxy_issue(spe, &command, word & 0xffff);
	pthread_mutex_lock(&spe->lock);
	spe->proxy_status = error ? COMMAND_NO_ROOM : COMMAND_TAKEN;
	pthread_mutex_unlock(&spe->lock);
}

static void write_in_mbox(struct ax_spe *spe, uint32_t word)
{
	pthread_mutex_lock(&spe->lock);
	bool fits = ax_mailbox_put(&spe->in, word);
	ax_event_raise(spe, AX_EVENT_IN_MBOX);
	ax_spe_unlock_told(spe);
	if (!fits)
		ax_rule_counted(spe->cell, AX_RULE_MBOX_OVERRUN);
}

/* The registers that only keep what is written. Under the lock. */
static bool write_parameter(struct ax_spe *spe, uint32_t offset, uint32_t value)
{
	struct ax_mfc_command *next = &spe->proxy_next;
	switch (offset) {
	case MFC_LSA:
		next->ls = value;
		return true;
	case MFC_EAH:
		next->ea = (uint64_t)value << 32 | (uint32_t)next->ea;
		return true;
	case MFC_EAL:
		next->ea = (next->ea & ~UINT64_C(0xffffffff)) | value;
		return true;
	case MFC_SIZE_TAG:
		next->size = value >> 16;
		next->tag = value & 0xffff;
		return true;
	case QUERY_MASK:
		spe->proxy_mask = value;
		return true;
	case MSSYNC:
	case QUERY_TYPE: /* any or all: the interrupt that asks for it is the kernel's */
		return true;
	default:
		return false;
	}
}

bool ax_problem_write(struct ax_spe *spe, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case MFC_COMMAND:
		write_command(spe, value);
		return true;
	case IN_MBOX:
		write_in_mbox(spe, value);
		return true;
	case SIGNAL_1:
	case SIGNAL_2:
		ax_signal_write(spe, offset == SIGNAL_2, value);
		return true;
	case RUN_CONTROL:
		if (!value)
			ax_spe_halt(spe);
		return !value; /* starting takes a thread: spe_context_run() */
	default:
		break;
	}
	pthread_mutex_lock(&spe->lock);
	bool known = write_parameter(spe, offset, value);
	pthread_mutex_unlock(&spe->lock);
	return known;
}
