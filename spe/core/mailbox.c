// SPDX-License-Identifier: Apache-2.0
/* mailbox: words between an SPU and the PPE: 4 in, 1 out, 1 out that interrupts; and the two
 * signals. */
#include "core/core.h"

bool ax_mailbox_put(struct ax_mailbox *box, uint32_t word)
{
	bool fits = box->n < box->capacity;
	if (fits)
		box->n++;
	box->word[box->n - 1] = word; /* a full one loses its newest */
	return fits;
}

bool ax_mailbox_take(struct ax_mailbox *box, uint32_t *word)
{
	if (!box->n) {
		*word = box->last;
		return false;
	}
	*word = box->last = box->word[0];
	box->n--;
	for (uint32_t i = 0; i < box->n; i++)
		box->word[i] = box->word[i + 1];
	return true;
}

uint32_t ax_mailbox_in_write(struct ax_spe *spe, const uint32_t *word, uint32_t n)
{
	uint32_t i = 0;
	pthread_mutex_lock(&spe->lock);
	while (i < n && spe->in.n < spe->in.capacity)
		ax_mailbox_put(&spe->in, word[i++]);
	if (i)
		ax_event_raise(spe, AX_EVENT_IN_MBOX);
	ax_spe_unlock_told(spe);
	return i;
}

static uint32_t read_out(struct ax_spe *spe, struct ax_mailbox *box, uint32_t event, uint32_t *word,
			 uint32_t n)
{
	uint32_t i = 0;
	pthread_mutex_lock(&spe->lock);
	while (i < n && box->n)
		ax_mailbox_take(box, &word[i++]);
	if (i)
		ax_event_raise(spe, event);
	ax_spe_unlock_told(spe);
	return i;
}

uint32_t ax_mailbox_out_read(struct ax_spe *spe, uint32_t *word, uint32_t n)
{
	return read_out(spe, &spe->out, AX_EVENT_OUT_MBOX, word, n);
}

uint32_t ax_mailbox_out_intr_read(struct ax_spe *spe, uint32_t *word, uint32_t n)
{
	return read_out(spe, &spe->out_intr, AX_EVENT_OUT_INTR_MBOX, word, n);
}

uint32_t ax_mailbox_fill(struct ax_spe *spe, const struct ax_mailbox *box)
{
	pthread_mutex_lock(&spe->lock);
	uint32_t n = box->n;
	pthread_mutex_unlock(&spe->lock);
	return n;
}

void ax_signal_write(struct ax_spe *spe, unsigned which, uint32_t value)
{
	struct ax_signal *signal = &spe->signal[which];
	pthread_mutex_lock(&spe->lock);
	bool lost = signal->pending && !signal->ors;
	signal->value = signal->ors ? signal->value | value : value;
	signal->pending = true;
	ax_event_raise(spe, which ? AX_EVENT_SIGNAL_2 : AX_EVENT_SIGNAL_1);
	ax_spe_unlock_told(spe);
	if (lost)
		ax_rule_counted(spe->cell, AX_RULE_SIGNAL_OVERRUN);
}
