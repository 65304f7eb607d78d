// SPDX-License-Identifier: Apache-2.0
/* middle: components that run on a PPE's worker or on an SPE: one source for both. */
#ifndef AXON_TESTS_SPE_MIDDLE_H
#define AXON_TESTS_SPE_MIDDLE_H

#include <axon/component.h>

/* Passes messages on. */
struct middle {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	int way;	  /* each, spans, take */
	int64_t stop_at;  /* ends in order after so many; 0: never */
	int64_t close_at; /* closes its outbox after so many; 0: never */
	int64_t keep;	  /* drops what comes after so many; 0: nothing */
	int64_t n;
	struct ax_msg held;
};

/* Works on the bytes of large messages, in place. */
struct gain {
	struct ax_component base;
	struct ax_inbox inbox;
	struct ax_outbox outbox;
	int64_t factor, plus; /* each byte becomes byte * factor + plus */
};

static inline unsigned char gained(unsigned char byte, int64_t factor, int64_t plus)
{
	return (unsigned char)(byte * factor + plus);
}

extern const struct ax_component_type middle_type, gain_type;

#endif
