// SPDX-License-Identifier: Apache-2.0
/* mfc: the two queues of commands, and in which order they are carried out.
 *
 * Commands wait in their queue until a channel operation, a wait or the helper has one carried
 * out; which one, and whether a long transfer goes in two pieces, the last lines first, the seed
 * decides. Nothing orders two commands but
 *     a fence:   after the earlier ones of its tag group
 *     a barrier: that, and before the later ones
 *     the barrier command: both, for all tags
 * so that whatever else a program relies on fails for some seed. */
#include "core/core.h"

#include <errno.h>

enum {
	AHEAD = 4096, /* bytes of a long get that are asked for when it is issued */
	HOST_LINE = 64
};

/* ---- order -------------------------------------------------------------------------------- */

/* Whether the earlier command must be over before the later one begins. */
bool ax_mfc_ordered(const struct ax_mfc_command *earlier, const struct ax_mfc_command *later)
{
	if ((earlier->op->flags | later->op->flags) & AX_OP_ALL_TAGS)
		return true;
	if (earlier->tag != later->tag)
		return false;
	return earlier->op->flags & AX_OP_BARRIER ||
	       later->op->flags & (AX_OP_FENCE | AX_OP_BARRIER);
}

bool ax_mfc_eligible(const struct ax_mfc_queue *queue, uint32_t i)
{
	if (queue->command[i].stalled)
		return false;
	for (uint32_t j = 0; j < i; j++)
		if (ax_mfc_ordered(&queue->command[j], &queue->command[i]))
			return false;
	return true;
}

static uint32_t count_eligible(const struct ax_mfc_queue *queue)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < queue->n; i++)
		n += ax_mfc_eligible(queue, i);
	return n;
}

bool ax_mfc_blocked(const struct ax_spe *spe)
{
	return spe->queue.n && !count_eligible(&spe->queue);
}

/* The index of the nth that may go on. */
static uint32_t nth_eligible(const struct ax_mfc_queue *queue, uint32_t nth)
{
	uint32_t i = 0;
	while (!ax_mfc_eligible(queue, i) || nth--)
		i++;
	return i;
}

static struct ax_mfc_queue *pick(struct ax_spe *spe, uint32_t *index)
{
	uint32_t own = count_eligible(&spe->queue);
	uint32_t all = own + count_eligible(&spe->proxy);
	if (!all)
		return NULL;
	uint32_t nth = (uint32_t)(ax_random(&spe->random) % all);
	struct ax_mfc_queue *queue = nth < own ? &spe->queue : &spe->proxy;
	*index = nth_eligible(queue, nth < own ? nth : nth - own);
	return queue;
}

/* ---- carrying out ------------------------------------------------------------------------- */

/* All of it, or its last lines. True when nothing is left. */
static bool move_plain(struct ax_spe *spe, struct ax_mfc_command *command)
{
	uint32_t lines = command->size / AX_LINE_BYTES, from = 0;
	uint64_t random = ax_random(&spe->random);
	if (lines > 1 && !(random & 3))
		from = (uint32_t)((random >> 2) % lines) * AX_LINE_BYTES;
	bool usable = ax_transfer(spe, command, command->ls + from, command->ea + from,
				  command->size - from);
	command->size = from;
	return !from || !usable;
}

/* An element of the list. True when nothing is left. */
static bool move_element(struct ax_spe *spe, struct ax_mfc_command *command)
{
	uint32_t ls, size;
	uint64_t ea;
	if (command->list == command->list_end)
		return true;
	if (!ax_list_element(spe, command, &ls, &ea, &size, &command->stalled) ||
	    !ax_transfer(spe, command, ls, ea, size)) {
		command->stalled = false;
		return true;
	}
	return command->list == command->list_end && !command->stalled;
}

static void zero(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	static const _Alignas(16) uint8_t zeros[AX_LINE_BYTES];
	uint64_t end = command->ea + command->size;
	for (uint64_t ea = command->ea & -(uint64_t)AX_LINE_BYTES; ea < end; ea += AX_LINE_BYTES) {
		pthread_mutex_t *line = ax_line_lock(spe->cell, ea);
		pthread_mutex_lock(line);
		ax_line_copy((void *)(uintptr_t)ea, zeros, AX_LINE_BYTES);
		ax_line_written(spe->cell, ea, AX_LINE_BYTES, NULL);
		pthread_mutex_unlock(line);
	}
}

static bool carry_out(struct ax_spe *spe, struct ax_mfc_command *command)
{
	uint32_t flags = command->op->flags;
	if (flags & AX_OP_LIST)
		return move_element(spe, command);
	if (flags & AX_OP_LINE) {
		ax_atomic_put(spe, command);
		return true;
	}
	if (flags & AX_OP_ZERO) {
		if (ax_ea_usable(spe, command, command->ea, command->size))
			zero(spe, command);
		return true;
	}
	if (flags & (AX_OP_GET | AX_OP_PUT | AX_OP_SIGNAL))
		return move_plain(spe, command);
	return true; /* barriers, and hints to a cache that is not there */
}

/* Under the lock, so no atomic addition. Relaxed: a hint; the queues are read under the lock. */
static void count_pending(struct ax_spe *spe, int more)
{
	uint32_t n = atomic_load_explicit(&spe->n_pending, memory_order_relaxed);
	atomic_store_explicit(&spe->n_pending, n + (uint32_t)more, memory_order_relaxed);
}

static void remove_command(struct ax_spe *spe, struct ax_mfc_queue *queue, uint32_t index)
{
	spe->moved.commands++;
	spe->moved.reordered += index > 0;
	if (queue == &spe->queue && queue->n == queue->capacity)
		ax_event_raise(spe, AX_EVENT_QUEUE);
	queue->n--;
	for (uint32_t i = index; i < queue->n; i++)
		queue->command[i] = queue->command[i + 1];
	count_pending(spe, -1);
	ax_mfc_tag_look(spe);
}

void ax_mfc_take(struct ax_spe *spe)
{
	spe->n_eager++;
	while (spe->moving)
		pthread_cond_wait(&spe->rested, &spe->lock);
	spe->n_eager--;
	spe->moving = true;
}

void ax_mfc_leave(struct ax_spe *spe)
{
	spe->moving = false;
	if (spe->n_eager)
		pthread_cond_signal(&spe->rested);
}

/* After ax_mfc_take(): nobody else removes or changes commands, so `index` keeps its meaning while
 * the lock is open. True when the command is over. */
static bool go_on(struct ax_spe *spe, struct ax_mfc_queue *queue, uint32_t index)
{
	struct ax_mfc_command command = queue->command[index];
	pthread_mutex_unlock(&spe->lock);
	bool over = carry_out(spe, &command);
	pthread_mutex_lock(&spe->lock);
	if (command.stalled) {
		spe->stall_news |= 1U << command.tag;
		ax_event_raise(spe, AX_EVENT_STALL);
	}
	if (over)
		remove_command(spe, queue, index);
	else
		queue->command[index] = command;
	return over;
}

/* Under the lock. */
static bool step(struct ax_spe *spe)
{
	uint32_t index;
	ax_mfc_take(spe);
	struct ax_mfc_queue *queue = pick(spe, &index);
	if (queue)
		go_on(spe, queue, index);
	ax_mfc_leave(spe);
	return queue != NULL;
}

bool ax_mfc_step(struct ax_spe *spe)
{
	if (!atomic_load_explicit(&spe->n_pending, memory_order_relaxed))
		return false;
	pthread_mutex_lock(&spe->lock);
	bool moved = step(spe);
	ax_spe_unlock_told(spe);
	return moved;
}

bool ax_mfc_help(struct ax_spe *spe)
{
	pthread_mutex_lock(&spe->lock);
	bool goes_on = spe->moving || step(spe);
	ax_spe_unlock_told(spe);
	return goes_on;
}

void ax_mfc_land(struct ax_spe *spe, struct ax_mfc_queue *queue, uint32_t index)
{
	pthread_mutex_lock(&spe->lock);
	ax_mfc_take(spe);
	bool list = queue->command[index].op->flags & AX_OP_LIST;
	while (!go_on(spe, queue, index) && !list)
		;
	ax_mfc_leave(spe);
	ax_spe_unlock_told(spe);
}

void ax_mfc_drain(struct ax_spe *spe)
{
	while (ax_mfc_step(spe))
		;
}

bool ax_mfc_linger(struct ax_spe *spe)
{
	return atomic_load_explicit(&spe->n_pending, memory_order_relaxed) && !spe->cell->timer &&
	       !(ax_random(&spe->luck) & 3) && step(spe);
}

void ax_mfc_linger_unlock(struct ax_spe *spe)
{
	if (ax_mfc_linger(spe))
		ax_spe_unlock_told(spe);
	else
		pthread_mutex_unlock(&spe->lock);
}

/* ---- tags --------------------------------------------------------------------------------- */

uint32_t ax_mfc_tags(const struct ax_mfc_queue *queue)
{
	uint32_t tags = 0;
	for (uint32_t i = 0; i < queue->n; i++)
		tags |= 1U << queue->command[i].tag;
	return tags;
}

static bool met(uint32_t update, uint32_t mask, uint32_t done)
{
	switch (update) {
	case AX_UPDATE_IMMEDIATE:
		return true;
	case AX_UPDATE_ANY:
		return done || !mask;
	default:
		return done == mask;
	}
}

void ax_mfc_tag_look(struct ax_spe *spe)
{
	/* T2 acquire: pairs with T1 in channel.c; the mask and the status are the caller's. */
	uint32_t pending = atomic_load_explicit(&spe->tag_update, memory_order_acquire);
	if (!pending)
		return;
	/* Relaxed: T2 has ordered it. */
	uint32_t mask = atomic_load_explicit(&spe->tag_mask, memory_order_relaxed);
	uint32_t done = mask & ~ax_mfc_tags(&spe->queue);
	if (!met(pending - 1, mask, done))
		return;
	spe->tag_stat = done;
	spe->tag_stat_ready = true;
	/* T3 release: the status before its end. Pairs with T4 in channel.c. */
	atomic_store_explicit(&spe->tag_update, 0, memory_order_release);
	ax_event_raise(spe, AX_EVENT_TAG);
}

bool ax_mfc_finish_tags(struct ax_spe *spe)
{
	while (!spe->tag_stat_ready && !ax_spe_called(spe))
		if (!step(spe))
			return false;
	return !ax_spe_called(spe);
}

/* ---- issuing ------------------------------------------------------------------------------ */

static void append(struct ax_spe *spe, struct ax_mfc_queue *queue,
		   const struct ax_mfc_command *command)
{
	queue->command[queue->n++] = *command;
	count_pending(spe, 1);
}

static void enqueue(struct ax_spe *spe, const struct ax_mfc_command *command)
{
	pthread_mutex_lock(&spe->lock);
	const struct ax_mfc_command *earlier = ax_mfc_overlapped(&spe->queue, command);
	if (earlier) {
		struct ax_mfc_command other = *earlier;
		pthread_mutex_unlock(&spe->lock);
		if (ax_mfc_overlap_broken(spe, command, &other))
			return;
		pthread_mutex_lock(&spe->lock);
	}
	ax_mfc_tag_look(spe); /* an update that is met already does not wait for this one */
	append(spe, &spe->queue, command);
	ax_mfc_linger_unlock(spe);
}

/* Asks for the first lines of a long get, so that they are in the second cache when it is carried out;
 * hints fault for no address. In line: gcc takes a function of hints for one without effect, and leaves
 * its calls out. */
static inline __attribute__((always_inline)) void ask_ahead(const struct ax_mfc_command *command)
{
	const char *memory = (const char *)(uintptr_t)command->ea;
	uint32_t kind = command->op->flags & (AX_OP_GET | AX_OP_LIST | AX_OP_ATOMIC);
	if (kind != AX_OP_GET || command->size < 2 * AHEAD)
		return;
	for (uint32_t i = 0; i < AHEAD; i += HOST_LINE)
		__builtin_prefetch(memory + i, 0, 2);
}

static void complete_form(struct ax_mfc_command *command)
{
	if (!(command->op->flags & AX_OP_LIST))
		return;
	command->list = (uint32_t)command->ea;
	command->list_end = command->list + command->size;
	command->ea &= ~UINT64_C(0xffffffff);
}

static uint32_t parameter(const struct ax_spe *spe, uint32_t channel)
{
	return spe->mfc[channel - AX_MFC_LSA];
}

static void issue(struct ax_spe *spe, uint32_t opcode)
{
	struct ax_mfc_command command = {
		.op = ax_mfc_op_find(opcode),
		.ea = (uint64_t)parameter(spe, AX_MFC_EAH) << 32 | parameter(spe, AX_MFC_EAL),
		.ls = parameter(spe, AX_MFC_LSA),
		.size = parameter(spe, AX_MFC_SIZE) & 0xffff,
		.tag = parameter(spe, AX_MFC_TAG),
		.pc = spe->pc,
	};
	if (!command.op) {
		ax_rule_broken(spe, AX_RULE_DMA_COMMAND, &command, 0, "command 0x%02x", opcode);
		return;
	}
	if (spe->cell->config.trace)
		ax_trace_command(spe, &command);
	complete_form(&command);
	if (!ax_mfc_check(spe, &command))
		return;
	ask_ahead(&command);
	if (command.op->flags & AX_OP_ATOMIC)
		ax_atomic(spe, &command);
	else
		enqueue(spe, &command);
}

static bool full(struct ax_spe *spe)
{
	/* Relaxed: others only take commands of the SPU's away, so there are not more. */
	if (atomic_load_explicit(&spe->n_pending, memory_order_relaxed) < AX_QUEUE_COMMANDS)
		return false;
	pthread_mutex_lock(&spe->lock);
	bool is_full = spe->queue.n == spe->queue.capacity;
	pthread_mutex_unlock(&spe->lock);
	return is_full;
}

enum ax_spu_result ax_mfc_write(struct ax_spe *spe, uint32_t word)
{
	if (full(spe)) {
		ax_rule_counted(spe->cell, AX_RULE_QUEUE_FULL);
		return AX_SPU_STALL;
	}
	issue(spe, word & 0xffff);
	return AX_SPU_OK;
}

int ax_proxy_issue(struct ax_spe *spe, struct ax_mfc_command *command, uint32_t opcode)
{
	command->pc = AX_PC_OF_PPE;
	command->op = ax_mfc_op_find(opcode);
	if (!command->op || !(command->op->flags & AX_OP_PROXY)) {
		ax_rule_broken(spe, AX_RULE_DMA_COMMAND, command, 0, "command 0x%02x", opcode);
		return 0;
	}
	if (!ax_mfc_check(spe, command))
		return 0;
	pthread_mutex_lock(&spe->lock);
	int error = spe->proxy.n == spe->proxy.capacity ? -EAGAIN : 0;
	if (!error) {
		append(spe, &spe->proxy, command);
		spe->proxy_used |= 1U << command->tag;
	}
	pthread_mutex_unlock(&spe->lock);
	if (!error)
		ax_helper_wake(spe->cell);
	return error;
}
