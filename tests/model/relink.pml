// SPDX-License-Identifier: Apache-2.0
/* relink: operation queues, and links that come and go while both of their ends move, as
 * engine/operation.c, join.c, box.c, form.c and component.c do it.
 *
 * A thread from outside unlinks and links one outbox of a producer with one inbox of a consumer,
 * CHANGES times in turn, while the two run, sleep, move and end. A link is attached by the
 * consumer's owner first, which sends the operation on to the producer; it is born far and drawn near
 * when one worker owns both attached ends. A new link of the outbox is held until the older one
 * has closed and is drained, so that messages keep their order.
 *
 * Sizes: -DN messages -DCAP a link's bound -DMOVES -DCHANGES -DLINKED a link from the start
 *        -DLIMIT the consumer ends after so many messages (0: never)
 * With store buffers only (TSO or PSO): what a component does to its own fields and stores in its
 * buffer goes with the access before it.
 * A mistake: -DM_... (see run.sh). A lost wake-up is an invalid end state. */

#define WORKERS 2
#define COMPONENTS 2
#ifndef N
#define N 2
#endif
#ifndef CAP
#define CAP 1
#endif
#ifndef MOVES
#define MOVES 1
#endif
#ifndef CHANGES
#define CHANGES 2
#endif
#ifndef LINKED
#define LINKED 1
#endif
#ifndef LIMIT
#define LIMIT 0
#endif
#define LINKS (LINKED + (CHANGES + 1 - LINKED) / 2)
#define P 0 /* the producer */
#define C 1 /* the consumer */
#define NONE 0 /* links are numbered from 1 in the fields below */

#define BIT 128 /* closed in a tail, refused in a head, armed in a producer's want */
#define COUNT(x) ((x) & 127)

#define TAIL(l) (l)
#define HEAD(l) (LINKS + (l))
#define TXWANT(l) (2 * LINKS + (l))
#define RXWANT(l) (3 * LINKS + (l))
#define FAR(l) (4 * LINKS + (l))
#define OWNER(c) (5 * LINKS + (c))
#define LEFT(c) (5 * LINKS + COMPONENTS + (c))
#define ASLEEP(w) (5 * LINKS + 2 * COMPONENTS + (w))
#define WORDS (5 * LINKS + 2 * COMPONENTS + WORKERS)
#define BUFFERED 8

/* A consumer that has no link, and none on its way, waits for good. */
#define STRANDED                                                                               \
	(blocked == 2 && !event[0] && !event[1] && state[P] == DEAD && state[C] == IDLE &&      \
	 current == NONE && !posted[C] && len(ops[C]) == 0)
#define ALL_ENDED (done && (ended == 2 || STRANDED))

#include "worker.pml"

/* ---- the links ------------------------------------------------------------------------------- */

mtype = { CLOSED, UNLINKED };
byte ntail[LINKS], nhead[LINKS], nrxwant[LINKS]; /* the words of a near link */
byte holds[LINKS];                               /* read-modify-write */
mtype kind[LINKS];                               /* how its producer has left it */

/* The producer's. */
byte out, next, sent[LINKS], first[LINKS];
/* The consumer's. */
byte current, successor[LINKS], took[LINKS], expected, taken;
bit held[LINKS], attached[LINKS], has_ended;
/* Each one's own. */
bit await[2], news[2];
byte nfar[2];

/* ---- operations ------------------------------------------------------------------------------ */

mtype = { ATTACH_INBOX, ATTACH_OUTBOX, UNLINK };
chan ops[2] = [CHANGES + 1] of { mtype, byte }; /* read-modify-writes alone */
bit sealed[2];                                  /* the mark of a queue that takes no more */
bit done, over_closed;
byte made = LINKED;

#define NEAR_IS_MINE(l) ((out != (l) + 1 || MINE(P)) && (!attached[l] || MINE(C)))

inline look_far(l, x)
{
	assert(holds[l] > 0);
	LOAD(FAR(l), x);
	alone(FAR(l));
	assert(x || NEAR_IS_MINE(l))
}

/* The last end has let go: nothing of the link is left. */
inline free_link(l)
{
	if
	:: holds[l] == 0 ->
		memory[TAIL(l)] = 0;
		memory[HEAD(l)] = 0;
		memory[TXWANT(l)] = 0;
		memory[RXWANT(l)] = 0;
		memory[FAR(l)] = 0;
		ntail[l] = 0;
		nhead[l] = 0;
		nrxwant[l] = 0;
		sent[l] = 0;
		took[l] = 0;
		first[l] = 0;
		successor[l] = NONE;
		kind[l] = 0
	:: else
	fi
}

/* ax_link_let_go() */
inline let_go(l)
{
#ifdef M_LET_GO_STORE
	atomic { FENCE; x = holds[l] - 1 };
	atomic { holds[l] = x; x = 0; free_link(l) }
#else
	atomic { FENCE; assert(holds[l] > 0); holds[l]--; free_link(l) }
#endif
}

/* ax_component_post(): the caller knows that p lives. */
inline post(p)
{
	atomic { /* P1 */
		FENCE;
		x = posted[p];
		posted[p] = 1
	};
	if
	:: x == 0 ->
		LOAD(OWNER(p), o);
		push(p, o)
	:: else
	fi;
	atomic { x = 0; o = 0 }
}

/* ---- near and far ----------------------------------------------------------------------------- */

/* Of the far link m the component under way owns one end. */
inline draw_near()
{
	atomic {
		look_far(m, x);
		if
		:: x ->
			LOAD(TAIL(m), x);
			LOAD(HEAD(m), o);
			x = ((x | o) & BIT)
		:: else -> x = 1
		fi;
		o = 0
	};
	if
	:: x == 0 ->
		atomic {
			LOAD(OWNER(1 - c), o);
			if
#ifdef M_DRAW_UNATTACHED
			:: o == w ->
#else
			:: o == w && out == m + 1 ->
#endif
				assert(MINE(P) && MINE(C));
				alone(TAIL(m));
				alone(HEAD(m));
				alone(TXWANT(m));
				alone(RXWANT(m));
				LOAD(TAIL(m), ntail[m]);
				LOAD(HEAD(m), nhead[m]);
				LOAD(RXWANT(m), nrxwant[m]);
				STORE(FAR(m), 0, 0);
				nfar[P]--;
				nfar[C] = nfar[C] - (1 - held[m])
			:: else
			fi;
			o = 0
		}
	:: else
	fi;
	x = 0
}

/* The links of c, one after the other, in m. */
#define FIRST_OF(c) ((c) == P -> out : current)
#define NEXT_OF(c) ((c) == P -> NONE : successor[m])

inline arrived()
{
#ifndef M_NO_NEWS
	news[c] = 1
#else
	skip
#endif
}

inline received()
{
	l = FIRST_OF(c);
	do
	:: l != NONE ->
		m = l - 1;
		draw_near();
		l = NEXT_OF(c)
	:: else -> break
	od;
	m = 0
}

inline disarm()
{
	if
	:: await[c] && FIRST_OF(c) != NONE ->
		m = FIRST_OF(c) - 1;
		look_far(m, x);
		if
		:: x && c == C -> STORE(TXWANT(m), 0, 0)
		:: x && c == P -> STORE(RXWANT(m), 0, 0)
		:: !x && c == P -> nrxwant[m] = 0
		:: else
		fi;
		m = 0;
		x = 0
	:: else
	fi;
	await[c] = 0
}

inline part()
{
	l = FIRST_OF(c);
	do
	:: l != NONE ->
		m = l - 1;
		look_far(m, x);
		if
#ifdef M_HELD_NOT_PARTED
		:: !x && !(ntail[m] & BIT) && !(nhead[m] & BIT) && !held[m] ->
#else
		:: !x && !(ntail[m] & BIT) && !(nhead[m] & BIT) ->
#endif
			assert(MINE(P) && MINE(C) && out == m + 1 && attached[m]);
			STORE(TAIL(m), ntail[m], 0);
			STORE(HEAD(m), nhead[m], 0);
			STORE(RXWANT(m), nrxwant[m], 0);
			STORE(TXWANT(m), (await[C] && !held[m]), 0);
			STORE(FAR(m), 1, 0);
			nfar[P]++;
			nfar[C] = nfar[C] + (1 - held[m]);
			ntail[m] = 0;
			nhead[m] = 0;
			nrxwant[m] = 0
		:: else
		fi;
		l = NEXT_OF(c)
	:: else -> break
	od;
	m = 0;
	x = 0
}

inline give()
{
	TOGETHER { disarm(); part() };
	hand_over();
	atomic { c = 0; o = 0; x = 0 }
}

/* ---- wakes --------------------------------------------------------------------------------- */

inline wake_consumer_near()
{
	if
	:: !(nhead[m] & BIT) && await[C] -> wake_near(C)
	:: else
	fi
}

/* ax_link_wake_consumer() for link m, which the producer has published, after the fence. */
inline wake_consumer_far()
{
	atomic {
		look_far(m, x);
		if
		:: x -> LOAD(TXWANT(m), x)
		:: else
		fi
	};
	wake_far(TXWANT(m), C)
}

inline wake_producer_far()
{
	atomic {
		look_far(m, x);
		if
		:: x -> LOAD(RXWANT(m), x)
		:: else
		fi
	};
	wake_far(RXWANT(m), P)
}

/* The tail of link m with its close bit. */
inline close_tail(how)
{
	look_far(m, x);
	kind[m] = how;
	if
	:: x ->
		STORE(RXWANT(m), 0, 0);
		STORE(TAIL(m), sent[m] | BIT, 1)
	:: else ->
		nrxwant[m] = 0;
		ntail[m] = sent[m] | BIT;
		wake_consumer_near()
	fi;
	x = 0
}

/* ---- operations, at their owners ---------------------------------------------------------------- */

/* abandon(): m's producer will never attach. */
inline abandon()
{
	atomic {
		look_far(m, x);
		assert(x);
		kind[m] = UNLINKED;
		STORE(TAIL(m), BIT, 1)
	};
	FENCE;
#ifndef M_ABANDON_SILENTLY
	post(C);
#endif
	let_go(m)
}

inline attach_inbox()
{
	atomic {
		attached[m] = 1;
		if
		:: current == NONE -> current = m + 1; nfar[C]++
#ifdef M_NOT_HELD
		:: else -> successor[m] = current; current = m + 1
#else
		:: else ->
			l = current;
			do
			:: successor[l - 1] != NONE -> l = successor[l - 1]
			:: else -> break
			od;
			successor[l - 1] = m + 1;
			held[m] = 1;
			l = 0
#endif
		fi
	};
	atomic {
		FENCE;
		x = sealed[P];
		if
		:: !x -> ops[P] ! ATTACH_OUTBOX(m)
		:: else
		fi
	};
	if
	:: x -> abandon()
	:: else -> post(P)
	fi
}

inline attach_outbox()
{
	if
	:: out != NONE -> abandon()
	:: else ->
		atomic { out = m + 1; first[m] = next; nfar[P]++ };
		draw_near()
	fi
}

inline unlink()
{
	if
	:: out != NONE ->
		m = out - 1;
#ifdef M_UNLINK_CLOSES
		TOGETHER { close_tail(CLOSED) };
#else
		TOGETHER { close_tail(UNLINKED) };
#endif
#ifndef M_UNLINK_NO_FENCE
		FENCE;
#endif
		wake_consumer_far();
		atomic {
			look_far(m, x);
			nfar[P] = nfar[P] - x;
			x = 0;
			out = NONE
		};
		let_go(m)
	:: else
	fi
}

inline run_operations()
{
	atomic { FENCE; news[c] = 0; left = len(ops[c]) };
	do
	:: left > 0 ->
		atomic { ops[c] ? op(m); left-- };
		if
		:: op == ATTACH_INBOX -> attach_inbox()
		:: op == ATTACH_OUTBOX -> attach_outbox()
		:: op == UNLINK -> unlink()
		fi;
		m = 0
	:: else -> break
	od;
	op = 0
}

/* ---- the end ------------------------------------------------------------------------------- */

/* ax_operations_close(): no operation from now on. */
inline seal()
{
	atomic {
		FENCE;
#ifndef M_NOT_SEALED
		sealed[c] = 1;
#endif
		left = len(ops[c])
	};
	do
	:: left > 0 ->
		atomic { ops[c] ? op(m); left-- };
		if
		:: op == ATTACH_INBOX -> holds[m] = 0
		:: op == ATTACH_OUTBOX -> abandon()
		:: op == UNLINK
		fi;
		m = 0
	:: else -> break
	od;
	op = 0
}

inline die()
{
	if
	:: c == P && out != NONE ->
		m = out - 1;
		TOGETHER { close_tail(CLOSED) };
		FENCE;
		wake_consumer_far();
		atomic { out = NONE; nfar[P] = 0 };
		let_go(m)
	:: c == P && out == NONE
	:: c == C ->
		TOGETHER {
			l = current;
			do
			:: l != NONE ->
				m = l - 1;
				look_far(m, x);
				if
				:: x ->
					STORE(TXWANT(m), 0, 0);
					STORE(HEAD(m), took[m] | BIT, 1)
				:: else ->
					nhead[m] = took[m] | BIT;
					if
					:: nrxwant[m] -> wake_near(P)
					:: else
					fi
				fi;
				l = successor[m]
			:: else -> break
			od;
			x = 0
		};
		FENCE;
		l = current;
		do
		:: l != NONE ->
			m = l - 1;
			wake_producer_far();
			l = successor[m]
		:: else -> break
		od;
		l = current;
		do
		:: l != NONE ->
			m = l - 1;
			attached[m] = 0;
			l = successor[m];
			let_go(m)
		:: else -> break
		od;
		current = NONE
	fi;
	m = 0;
	seal();
	atomic { /* P1 */
		FENCE;
		posted[c] = 1;
		state[c] = DEAD;
		ended++
	}
}

/* ---- the step ------------------------------------------------------------------------------ */

/* The published word of the peer; x. */
inline look()
{
	look_far(m, x);
	if
	:: x && c == P -> LOAD(HEAD(m), x)
	:: x && c == C -> LOAD(TAIL(m), x)
	:: !x && c == P -> x = nhead[m]
	:: !x && c == C -> x = ntail[m]
	fi
}

inline work()
{
	do
	:: c == P && next == N -> over = 1; break
	:: c == P && next < N && out == NONE ->
		next++; /* dropped */
		if
		:: next < N -> break /* yields */
		:: else
		fi
	:: c == P && next < N && out != NONE && (seen & BIT) -> over = 1; break
	:: c == P && next < N && out != NONE && !(seen & BIT) && sent[out - 1] - seen >= CAP ->
		waits = 1;
		break
	:: c == P && next < N && out != NONE && !(seen & BIT) && sent[out - 1] - seen < CAP ->
		sent[out - 1]++;
		next++;
		assert(sent[out - 1] - took[out - 1] <= CAP)
	:: c == C && LIMIT > 0 && taken == LIMIT -> over = 1; break
	:: c == C && !(LIMIT > 0 && taken == LIMIT) && current == NONE ->
		if
		:: has_ended -> over = 1; assert(over_closed)
		:: else -> waits = 1
		fi;
		break
	:: c == C && !(LIMIT > 0 && taken == LIMIT) && current != NONE &&
	   took[current - 1] != COUNT(seen) ->
		assert(took[current - 1] < sent[current - 1]);
		assert(first[current - 1] + took[current - 1] >= expected);
		expected = first[current - 1] + took[current - 1] + 1;
		took[current - 1]++;
		taken++
	:: c == C && !(LIMIT > 0 && taken == LIMIT) && current != NONE &&
	   took[current - 1] == COUNT(seen) ->
		if
		:: seen & BIT -> leaving = 1
		:: else -> waits = 1
		fi;
		break
	od
}

/* leave_link(): the current one has ended and is drained. */
inline leave_link()
{
	atomic {
		leaving = 0;
		m = current - 1;
		assert(took[m] == sent[m]);
		look_far(m, x);
		if
		:: x ->
			STORE(HEAD(m), took[m], 1);
			STORE(TXWANT(m), 0, 0)
		:: else -> nhead[m] = took[m]
		fi;
		nfar[C] = nfar[C] - x;
		x = 0;
		has_ended = has_ended | (kind[m] == CLOSED);
		attached[m] = 0;
		current = successor[m]
	};
	atomic {
		FENCE;
		assert(holds[m] > 0);
		holds[m]--;
		free_link(m);
		if
		:: current != NONE -> /* ax_join_release() */
			m = current - 1;
			held[m] = 0;
			look_far(m, x);
#ifndef M_RELEASE_NOT_COUNTED
			nfar[C] = nfar[C] + x;
#endif
			x = 0;
			seen = took[m]
		:: else
		fi;
		m = 0;
		work()
	}
}

inline publish()
{
	if
	:: FIRST_OF(c) != NONE ->
		m = FIRST_OF(c) - 1;
		look_far(m, x);
		if
		:: x && c == P -> STORE(TAIL(m), sent[m], 1)
		:: x && c == C -> STORE(HEAD(m), took[m], 1)
		:: !x && c == P ->
			if
			:: ntail[m] != sent[m] -> ntail[m] = sent[m]; wake_consumer_near()
			:: else
			fi
		:: !x && c == C ->
			if
			:: nhead[m] != took[m] && nrxwant[m] -> wake_near(P)
			:: else
			fi;
			nhead[m] = took[m]
		fi;
		x = 0;
		m = 0
	:: else
	fi
}

inline arm()
{
	if
	:: waits ->
		await[c] = 1;
		if
		:: FIRST_OF(c) != NONE ->
			m = FIRST_OF(c) - 1;
			look_far(m, x);
			if
			:: x && c == C -> STORE(TXWANT(m), 1, 0)
			:: x && c == P -> STORE(RXWANT(m), BIT, 0)
			:: !x && c == P -> nrxwant[m] = BIT
			:: else
			fi;
			x = 0;
			m = 0
		:: else
		fi
	:: else
	fi
}

/* Wants back; x: whether operations may wait. */
inline begin()
{
	disarm();
	x = news[c]
}

/* The last look before sleep: the published word afresh. */
inline rest()
{
	if
	:: waits ->
		if
		:: FIRST_OF(c) != NONE ->
			m = FIRST_OF(c) - 1;
			look();
			x = (x != (c == P -> seen : took[m]));
			m = 0
		:: else
		fi;
		if
		:: c == C && current == NONE && has_ended -> x = 1
		:: else
		fi;
		if
		:: !x -> state[c] = IDLE
		:: else -> disarm(); state[c] = QUEUED
		fi
	:: else -> state[c] = QUEUED
	fi
}

inline step()
{
	if
	:: x -> run_operations()
	:: else
	fi;
	atomic {
		if
		:: FIRST_OF(c) != NONE ->
			m = FIRST_OF(c) - 1;
			look();
			seen = x;
			x = 0;
			m = 0
		:: else
		fi;
		work()
	};
	do
	:: leaving -> leave_link()
	:: else -> break
	od;
	if
	:: over ->
		over_closed = over_closed | (c == P);
		die()
	:: else ->
		atomic {
			publish();
			arm();
			if
			:: nfar[c] -> m = FIRST_OF(c) - 1; far = 1
			:: else -> rest()
			fi
		};
		if
		:: far ->
#ifndef M_NO_FENCE
			FENCE;
#endif
			if
			:: c == P -> wake_consumer_far()
			:: else -> wake_producer_far()
			fi;
			atomic { m = 0; rest() }
		:: else
		fi
	fi;
	d_step { c = 0; l = 0; m = 0; x = 0; waits = 0; over = 0; seen = 0; far = 0 }
}

proctype worker(byte w)
{
	byte i, n, c, l, m, x, o, seen, left;
	bit over, waits, leaving, far;
	mtype op;

	turns();
quit:
	gone++
}

/* Links when there is none, else unlinks: relinking is both. */
#define WHERE(k) (((k) + LINKED) % 2 -> P : C)
#define PUSH_OPERATION                                                                         \
	atomic {                                                                               \
		c = WHERE(k);                                                                  \
		x = sealed[c];                                                                 \
		if                                                                             \
		:: !x && c == P -> ops[P] ! UNLINK(0)                                          \
		:: !x && c == C ->                                                             \
			m = made;                                                              \
			made++;                                                                \
			holds[m] = 2;                                                          \
			memory[FAR(m)] = 1;                                                    \
			ops[C] ! ATTACH_INBOX(m)                                               \
		:: else                                                                        \
		fi                                                                             \
	}

/* A thread from outside; it holds handles on both. */
proctype user()
{
	byte k, c, m, x, o;

	do
	:: k < CHANGES ->
#ifdef M_POST_FIRST
		atomic { c = WHERE(k); x = posted[c]; posted[c] = 1 };
#else
		PUSH_OPERATION;
		if
		:: x -> goto next_one
		:: else
		fi;
		atomic { x = posted[c]; posted[c] = 1 };
#endif
		if
		:: x == 0 ->
			o = memory[OWNER(c)];
			atomic {
				assert(!HAS(IN_POST, c));
				postbox[o] = postbox[o] | (1 << c);
				if
				:: memory[ASLEEP(o)] -> event[o] = 1
				:: else
				fi
			}
		:: else
		fi;
#ifdef M_POST_FIRST
		PUSH_OPERATION;
#endif
next_one:
		atomic { k++; c = 0; m = 0; x = 0; o = 0 }
	:: else -> break
	od;
	done = 1
}

/* When the workers have gone: every link is freed, but those of a consumer that is left waiting. */
proctype director()
{
	byte l;
	gone == WORKERS;
	atomic {
		do
		:: l < LINKS ->
			assert(holds[l] == 0);
			l++
		:: else -> break
		od;
		assert(ended == 2 || state[P] == DEAD)
	}
}

init {
	atomic {
		if
		:: real[C] = 1
		:: real[C] = 0
		fi;
		state[P] = TRANSIT;
		state[C] = TRANSIT;
		posted[P] = 1;
		posted[C] = 1;
		memory[OWNER(C)] = real[C];
		memory[LEFT(P)] = 1;
		memory[LEFT(C)] = 1;
		postbox[0] = 1 << P;
		postbox[real[C]] = postbox[real[C]] | (1 << C);
#if LINKED
		holds[0] = 2;
		out = 1;
		current = 1;
		attached[0] = 1;
		memory[FAR(0)] = (real[C] != real[P]);
		nfar[P] = (real[C] != real[P]);
		nfar[C] = nfar[P];
#endif
		run worker(0);
		run worker(1);
		run user();
#ifndef SC
		run flusher();
#endif
		run director()
	}
}
