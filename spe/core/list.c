// SPDX-License-Identifier: Apache-2.0
/* list: the elements of a list command, read from local store one by one, and late: what an SPU
 * writes there before its list is done is what the MFC reads. */
#include "core/core.h"

bool ax_list_element(struct ax_spe *spe, struct ax_mfc_command *command, uint32_t *ls, uint64_t *ea,
		     uint32_t *size, bool *notify)
{
	uint32_t first = ax_store_read32(spe, command->list);
	uint32_t low = ax_store_read32(spe, command->list + 4);
	*notify = first >> 31;
	*size = first & 0x7fff;
	*ea = command->ea | low;
	/* The low 4 bits are those of the element's address. */
	*ls = (command->ls & ~15U) | (low & 15);
	command->list += 8;
	command->ls = (*ls + *size + 15) & ~15U;
	if (!ax_mfc_check_transfer(spe, command, *ls, *ea, *size))
		return false;
	return *size == 0 || low <= UINT32_MAX - (*size - 1) ||
	       !ax_rule_broken(spe, AX_RULE_LIST_4G, command, *ea,
			       "%s: element of %u bytes at low address 0x%x", command->op->name,
			       *size, low);
}
