// SPDX-License-Identifier: Apache-2.0
/* transfer: how long commands take. An MFC takes up one command after the other, then, a latency
 * later, its packets follow each other as the bus lets them; the data arrives with the last one. A
 * list's elements do the same, one `list` apart. */
#include "time/time.h"

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint32_t at_most(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct ax_mfc_queue *queue_of(const struct ax_time_transfer *transfer)
{
	struct ax_spe *spe = transfer->owner->spe;
	return transfer->proxy ? &spe->proxy : &spe->queue;
}

static uint32_t index_of(const struct ax_time_transfer *transfer)
{
	uint32_t i = 0;
	while (queue_of(transfer)->command[i].transfer != transfer->number)
		i++;
	return i;
}

/* ---- where to ----------------------------------------------------------------------------- */

/* Sets the port at the other end; returns the latency to it. What is no part of another SPE of this
 * run is main memory. */
static uint32_t find_port(const struct ax_time *time, struct ax_time_transfer *transfer)
{
	for (unsigned i = 0; i < time->n; i++) {
		const struct ax_spe *spe = time->spe[i].spe;
		transfer->there = time->spe[i].port;
		transfer->memory = false;
		if (transfer->ea - (uintptr_t)spe->store < AX_STORE_BYTES)
			return time->cost[AX_SPE_TIME_STORE];
		if (transfer->ea - (uintptr_t)spe->problem < AX_PROBLEM_BYTES)
			return time->cost[AX_SPE_TIME_SIGNAL];
	}
	transfer->there = AX_BUS_MEMORY;
	transfer->memory = true;
	return time->cost[AX_SPE_TIME_MEMORY];
}

/* ---- packets ------------------------------------------------------------------------------ */

static struct ax_bus_packet next_packet(const struct ax_time *time,
					const struct ax_time_transfer *transfer)
{
	unsigned here = transfer->owner->port;
	uint32_t in_line = AX_LINE_BYTES - (uint32_t)(transfer->ea % AX_LINE_BYTES);
	struct ax_bus_packet packet = {
		.from = transfer->get ? transfer->there : here,
		.to = transfer->get ? here : transfer->there,
		.bytes = at_most(in_line, transfer->left),
	};
	packet.cycles = (packet.bytes + 15) / 16 * time->cost[AX_SPE_TIME_BEAT];
	if (packet.bytes > 16 && (transfer->ls ^ transfer->ea) % AX_LINE_BYTES)
		packet.cycles += time->cost[AX_SPE_TIME_UNALIGNED];
	return packet;
}

static void go_on_at(struct ax_time *time, struct ax_time_transfer *transfer, uint64_t at)
{
	transfer->at = transfer->wanted = at;
	transfer->order = ++time->orders;
}

static void send(struct ax_time *time, struct ax_time_transfer *transfer)
{
	struct ax_bus_packet packet = next_packet(time, transfer);
	uint64_t now = transfer->at, at = ax_bus_send(&time->bus, &packet, now);
	if (at > now) {
		transfer->at = at; /* its order is that of its first try */
		return;
	}
	transfer->owner->report->bus_wait += now - transfer->wanted;
	transfer->left -= packet.bytes;
	transfer->ea += packet.bytes;
	transfer->ls += packet.bytes;
	uint64_t next = now + packet.cycles;
	if (!transfer->left)
		next += (uint64_t)ax_bus_hops(packet.from, packet.to) * time->cost[AX_SPE_TIME_HOP];
	go_on_at(time, transfer, next);
}

/* ---- commands ----------------------------------------------------------------------------- */

/* The element that comes next; false: there is none. */
static bool read_element(struct ax_time_transfer *transfer, const struct ax_mfc_command *command)
{
	const struct ax_spe *spe = transfer->owner->spe;
	if (command->list == command->list_end)
		return false;
	uint32_t low = ax_store_read32(spe, command->list + 4);
	transfer->left = ax_store_read32(spe, command->list) & 0x7fff;
	transfer->ea = command->ea | low;
	transfer->ls = (command->ls & ~15U) | (low & 15);
	return true;
}

/* What the command, or its next element, has to move, from `request` on. */
static void aim(struct ax_time *time, struct ax_time_transfer *transfer,
		const struct ax_mfc_command *command)
{
	uint32_t flags = command->op->flags;
	uint64_t at = transfer->request;
	transfer->get = flags & AX_OP_GET;
	transfer->ls = command->ls;
	transfer->ea = command->ea;
	transfer->left = 0;
	if (flags & AX_OP_LIST && read_element(transfer, command))
		at = transfer->request += time->cost[AX_SPE_TIME_LIST];
	else if (flags & AX_OP_LINE)
		transfer->left = AX_LINE_BYTES;
	else if (!(flags & AX_OP_LIST) &&
		 flags & (AX_OP_GET | AX_OP_PUT | AX_OP_SIGNAL | AX_OP_ZERO))
		transfer->left = command->size;
	if (transfer->left)
		at += find_port(time, transfer);
	go_on_at(time, transfer, later(at, transfer->at));
}

static void begin(struct ax_time *time, struct ax_time_spe *self, struct ax_mfc_command *command,
		  uint64_t now)
{
	struct ax_time_transfer *transfer = time->transfer;
	while (transfer->number)
		transfer++;
	command->transfer = ++time->numbers;
	self->mfc = later(now, self->mfc) + time->cost[AX_SPE_TIME_ISSUE];
	*transfer = (struct ax_time_transfer){
		.number = command->transfer,
		.owner = self,
		.proxy = command->pc == AX_PC_OF_PPE,
		.request = self->mfc,
	};
	aim(time, transfer, command);
}

static void begin_all(struct ax_time *time, struct ax_time_spe *self, struct ax_mfc_queue *queue,
		      uint64_t now)
{
	for (uint32_t i = 0; i < queue->n; i++)
		if (!queue->command[i].transfer && ax_mfc_eligible(queue, i))
			begin(time, self, &queue->command[i], now);
}

void ax_time_begin(struct ax_time *time, struct ax_time_spe *self, uint64_t now)
{
	begin_all(time, self, &self->spe->queue, now);
	begin_all(time, self, &self->spe->proxy, now);
}

/* A list goes on with its next element, unless it waits to be acknowledged: then it is taken up
 * again. */
static void arrive(struct ax_time *time, struct ax_time_transfer *transfer)
{
	struct ax_mfc_queue *queue = queue_of(transfer);
	struct ax_time_spe *self = transfer->owner;
	uint32_t i = index_of(transfer), n = queue->n;
	uint64_t now = transfer->at;
	ax_mfc_land(self->spe, queue, i);
	if (now > time->report->makespan)
		time->report->makespan = now;
	if (queue->n == n && !queue->command[i].stalled) {
		aim(time, transfer, &queue->command[i]);
		return;
	}
	if (queue->n == n)
		queue->command[i].transfer = 0;
	transfer->number = 0;
	ax_time_begin(time, self, now);
}

struct ax_time_transfer *ax_time_first(struct ax_time *time)
{
	struct ax_time_transfer *first = NULL;
	for (unsigned i = 0; i < AX_TIME_TRANSFERS; i++) {
		struct ax_time_transfer *other = &time->transfer[i];
		if (other->number && (!first || other->at < first->at ||
				      (other->at == first->at && other->order < first->order)))
			first = other;
	}
	return first;
}

void ax_time_advance(struct ax_time *time, struct ax_time_transfer *transfer)
{
	if (transfer->left)
		send(time, transfer);
	else
		arrive(time, transfer);
}
