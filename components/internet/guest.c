// SPDX-License-Identifier: Apache-2.0
/* guest: what a server keeps of each of its connections. */
#include "guest.h"

#include <stdlib.h>
#include <unistd.h>

struct ax_guest *ax_guest_add(struct ax_guests *guests, int fd, const struct ax_address *peer)
{
	struct ax_guest *guest = malloc(sizeof(*guest));
	if (!guest)
		return NULL;
	*guest = (struct ax_guest){ .guests = guests,
				    .next = guests->living,
				    .at = &guests->living,
				    .peer = *peer,
				    .fd = fd };
	if (guest->next)
		guest->next->at = &guest->next;
	guests->living = guest;
	guests->n_living++;
	return guest;
}

void ax_guest_remove(struct ax_guest *guest)
{
	*guest->at = guest->next;
	if (guest->next)
		guest->next->at = guest->at;
	if (guest->handle.component)
		ax_handle_release(guest->handle);
	if (guest->fd >= 0)
		close(guest->fd);
	guest->guests->n_living--;
	free(guest);
}

void ax_guest_leave(struct ax_guest *guest)
{
	struct ax_guests *guests = guest->guests;
	struct ax_guest *top = atomic_load_explicit(&guests->departed, memory_order_relaxed);
	do
		guest->departed_next = top;
	/* G1 release: the guest's last state before it is seen. Pairs with G2 in
	 * ax_guests_departed(). */
	while (!atomic_compare_exchange_weak_explicit(&guests->departed, &top, guest,
						      memory_order_release, memory_order_relaxed));
}

struct ax_guest *ax_guests_departed(struct ax_guests *guests)
{
	/* Relaxed: whoever pushes wakes the server afterwards, so nothing is missed for good. */
	if (!atomic_load_explicit(&guests->departed, memory_order_relaxed))
		return NULL;
	/* G2 acquire: pairs with G1 in ax_guest_leave(). */
	return atomic_exchange_explicit(&guests->departed, NULL, memory_order_acquire);
}
