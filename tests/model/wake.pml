// SPDX-License-Identifier: Apache-2.0
/* wake: how components and workers sleep and are woken, as engine/step.c, wait.c, wake.c,
 * component.c and schedulers/worker.c do it.
 *
 * Worker 0 owns a producer, worker 1 its consumer. -DTSO, -DPSO, -DSC: see memory.pml.
 * Sizes:  -DN messages, -DCAP the link's bound, -DLIMIT the consumer ends after so many (0: never)
 *         -DFORK two links: the producer puts LEAD messages into link 0 before one into link 1,
 *         the consumer takes from both in turn
 *         -DNUDGES the producer is woken for nothing so many times
 * A mistake: -DM_... (see run.sh). A lost wake-up is an invalid end state. */

#ifndef N
#define N 2
#endif
#ifndef CAP
#define CAP 1
#endif
#ifndef LIMIT
#define LIMIT 0
#endif
#ifdef FORK
#define LINKS 2
#else
#define LINKS 1
#endif
#ifndef LEAD
#define LEAD (CAP + 1)
#endif

#ifndef NUDGES
#define NUDGES 0
#endif

#define BIT 128 /* closed in a tail, refused in a head, armed in a producer's want */
#define COUNT(x) ((x) & 127)
#define HALF (CAP / 2)
#define NEED (HALF -> HALF : 1)

/* The words, by address. */
#define TAIL(l) (l)
#define HEAD(l) (2 + (l))
#define TXWANT(l) (4 + (l))
#define RXWANT(l) (6 + (l))
#define ASLEEP(w) (8 + (w))
#define WORDS 10
#define BUFFERED 5
#define WORKERS 2

#include "memory.pml"

/* Touched by read-modify-writes alone: no buffer. */
bit posted[2] = { 1, 1 };   /* newborns hold their tokens */
bit postbox[2] = { 1, 1 };  /* and are in the post */
bit event[2];               /* the eventfd */
/* Memory, and the read-side sections around a look at a peer. */
bit section[2], freed[2], unfree[2];
byte ended, gone;

/* ---- tokens, posts, frees ------------------------------------------------------------------- */

/* Frees component c: now, or when the peer has left its section. */
inline free_component(c)
{
	assert(!freed[c] && !unfree[c]);
	if
	:: section[1 - c] -> unfree[c] = 1
	:: else -> freed[c] = 1
	fi
}

inline leave_section()
{
	atomic {
		section[w] = 0;
		if
		:: unfree[1 - w] -> unfree[1 - w] = 0; freed[1 - w] = 1
		:: else
		fi
	}
}

/* ax_loop_poke() of the peer's worker. */
inline poke()
{
	FENCE;
	LOAD(ASLEEP(1 - w), x);
	if
	:: x -> event[1 - w] = 1
	:: else
	fi
}

/* ax_component_post() of the peer: P1. */
inline post()
{
	atomic {
		DRAINED;
		assert(!freed[1 - w]);
		x = posted[1 - w];
		posted[1 - w] = 1
	};
	if
	:: x == 0 ->
#ifdef M_POKE_EARLY
		poke();
#endif
		atomic { DRAINED; assert(!postbox[1 - w]); postbox[1 - w] = 1 };
#ifndef M_POKE_EARLY
		poke()
#endif
	:: else
	fi
}

/* Wakes the peer when it waits for the word: in a section, and looking again inside it. */
inline wake(want)
{
	LOAD(want, x);
	if
	:: x ->
#ifndef M_NO_SECTION
		section[w] = 1;
		LOAD(want, x);
#endif
		if
		:: x -> post()
		:: else
		fi;
#ifndef M_NO_SECTION
		leave_section()
#endif
	:: else
	fi
}

/* The end of w's component: the token is kept for good. */
inline die()
{
#ifdef M_TOKEN
	atomic {
		DRAINED;
		if
		:: posted[w] == 0 -> free_component(w)
		:: else
		fi
	};
#else
	atomic {
		DRAINED;
		x = posted[w];
		posted[w] = 1;
#ifdef M_FREE
		x = 0;
#endif
		if
		:: x == 0 -> free_component(w)
		:: else
		fi
	};
#endif
	atomic { state = DEAD; ended++; x = 0 }
}

/* ---- the worker's loop around its component --------------------------------------------------- */

mtype = { TRANSIT, QUEUED, IDLE, DEAD };

/* ax_component_arrive() */
inline arrive()
{
	if
	:: state == DEAD -> atomic { DRAINED; free_component(w) }
	:: state != DEAD ->
#ifdef M_POSTED_LATE
		late = 1;
#else
		atomic { DRAINED; posted[w] = 0 };
#endif
		state = QUEUED
	fi
}

inline collect()
{
	atomic { DRAINED && postbox[w] -> postbox[w] = 0 };
	arrive()
}

/* sleep_deeply() */
inline sleep()
{
	STORE(ASLEEP(w), 1, 0);
#ifndef M_WORKER_NO_FENCE
	FENCE;
#endif
	if
#ifdef M_WORKER_NO_LOOK
	:: false
#else
	:: postbox[w]
#endif
	:: else ->
		if
		:: atomic { event[w] -> event[w] = 0 }
		:: ended == 2 -> goto quit
		fi
	fi;
	STORE(ASLEEP(w), 0, 0)
}

/* What both kinds of step do in the end. */
#ifdef M_POSTED_LATE
#define STEP_OVER                                                                              \
	if                                                                                     \
	:: late -> atomic { DRAINED; posted[w] = 0; late = 0 }                                 \
	:: else                                                                                \
	fi
#else
#define STEP_OVER skip
#endif

/* Whether this step's look at the peers stands behind a fence: always, when the component waits;
 * else it may look without one, and once more later. */
#define CHOOSE_SURE                                                                            \
	if                                                                                     \
	:: sure = 1                                                                            \
	:: !waits -> sure = 0                                                                  \
	fi
#if defined(M_NO_FENCE) || defined(M_FENCE_EARLY) || defined(M_FENCE_BEFORE_WANTS)
#define FENCE_IF_SURE skip
#else
#define FENCE_IF_SURE                                                                          \
	if                                                                                     \
	:: sure -> FENCE                                                                       \
	:: else                                                                                \
	fi
#endif
#ifdef M_UNSURE_FORGOTTEN
#define LOOK_AGAIN 0
#else
#define LOOK_AGAIN (1 - sure)
#endif
/* Of a link that was published since the last fence: the producer may have missed it. */
#define OWES_STILL (owes[l] && unsure[l])
#ifdef M_OWES_NOTHING_UNSURE
#define OWES_UNASKED 0
#else
#define OWES_UNASKED OWES_STILL
#endif
#ifdef M_PAID_UNSURELY
#define OWES_PAID 0
#else
#define OWES_PAID OWES_STILL
#endif

/* ---- the producer ---------------------------------------------------------------------------- */

/* For how much room it waits: when it is woken for nothing, for little or for much, as it likes. */
#if NUDGES
#define ASK                                                                                    \
	if                                                                                     \
	:: need = 1                                                                            \
	:: need = NEED                                                                         \
	fi
#else
#define ASK need = NEED
#endif

#ifdef FORK
#define ROUTE(k) ((k) >= LEAD && ((k) - LEAD) % 2 == 0 -> 1 : 0)
#else
#define ROUTE(k) 0
#endif

proctype producer()
{
	byte w = 0, i, n, x, l, next, awaited, need, nudges;
	byte cursor[LINKS], seen[LINKS], shown[LINKS];
	bit look[LINKS]; /* published, and the peer not looked at behind a fence */
	mtype state = TRANSIT;
	bit waits, refused, more, late, sure;

	do
	:: state != QUEUED || postbox[w] ->
		if
		:: postbox[w] -> collect()
		:: !postbox[w] -> sleep()
		:: state == IDLE && nudges < NUDGES -> nudges++; state = QUEUED
		fi
	:: state == QUEUED && !postbox[w] ->
		/* The step: wants back, heads afresh, then as many messages as there is room for,
		 * or fewer. */
		if
		:: awaited -> STORE(RXWANT(awaited - 1), 0, 0); awaited = 0
		:: else
		fi;
		LOAD(HEAD(0), seen[0]);
#ifdef FORK
		LOAD(HEAD(1), seen[1]);
#endif
		atomic {
			waits = 0;
			refused = 0;
			do
			:: next == N -> break
			:: next < N && (seen[ROUTE(next)] & BIT) -> refused = 1; break
			:: next < N && !(seen[ROUTE(next)] & BIT) &&
			   cursor[ROUTE(next)] - seen[ROUTE(next)] >= CAP ->
				waits = 1; break
			:: next < N && !(seen[ROUTE(next)] & BIT) &&
			   cursor[ROUTE(next)] - seen[ROUTE(next)] < CAP ->
				cursor[ROUTE(next)] = cursor[ROUTE(next)] + 1;
				next++;
				if
				:: next < N -> break /* yields */
				:: true
				fi
			od
		};
		if
		:: next == N || refused ->
			/* ax_component_end(): the closes, with the last tails. */
			l = 0;
			do
			:: l < LINKS ->
				STORE(RXWANT(l), 0, 0);
#ifdef M_CLOSE_EARLY
				STORE(TAIL(l), shown[l] | BIT, 1);
#endif
				STORE(TAIL(l), cursor[l] | BIT, 1);
				l++
			:: else -> break
			od;
#ifndef M_END_NO_FENCE
			FENCE;
#endif
			l = 0;
			do
			:: l < LINKS -> wake(TXWANT(l)); l++
			:: else -> break
			od;
			die();
			l = 0
		:: else ->
#ifdef M_FENCE_EARLY
			FENCE;
#endif
			l = 0;
			do
			:: l < LINKS && cursor[l] != shown[l] ->
				STORE(TAIL(l), cursor[l], 1);
				shown[l] = cursor[l];
				look[l] = 1;
				l++
			:: l < LINKS && cursor[l] == shown[l] -> l++
			:: else -> break
			od;
#ifdef M_FENCE_BEFORE_WANTS
			FENCE;
#endif
			CHOOSE_SURE;
			l = ROUTE(next);
			if
			:: waits ->
				awaited = l + 1;
				ASK;
				STORE(RXWANT(l), BIT | (cursor[l] + need - CAP), 0)
			:: else
			fi;
			FENCE_IF_SURE;
			l = 0;
			do
			:: l < LINKS && look[l] -> wake(TXWANT(l)); look[l] = LOOK_AGAIN; l++
			:: l < LINKS && !look[l] -> l++
			:: else -> break
			od;
			l = ROUTE(next);
			if
			:: waits ->
				/* ax_room_pending(): any room will do. */
#ifdef M_NO_LOOK_FOR_ROOM
				x = seen[l];
#else
				LOAD(HEAD(l), x);
#endif
				if
#ifdef M_HALF
				:: (x & BIT) || COUNT(x) >= cursor[l] + need - CAP
#else
				:: x != seen[l]
#endif
				:: else -> state = IDLE
				fi
			:: else
			fi;
			l = 0;
			x = 0
		fi;
		STEP_OVER
	od;
quit:
	gone++
}

/* ---- the consumer ---------------------------------------------------------------------------- */

#define FROM (LINKS == 2 -> taken % 2 : 0)

inline pay()
{
	l = 0;
	do
	:: l < LINKS ->
		if
		:: owes[l] -> owes[l] = 0; wake(RXWANT(l))
		:: else
		fi;
		l++
	:: else -> break
	od
}

proctype consumer()
{
	byte w = 1, i, n, x, l, taken, awaited;
	byte cursor[LINKS], seen[LINKS], shown[LINKS];
	bit owes[LINKS], unsure[LINKS];
	mtype state = TRANSIT;
	bit waits, over, some, late, sure;

	do
	:: state != QUEUED || postbox[w] ->
		if
		:: postbox[w] -> collect()
		:: else -> sleep()
		fi
	:: state == QUEUED && !postbox[w] ->
		if
		:: awaited -> STORE(TXWANT(awaited - 1), 0, 0); awaited = 0
		:: else
		fi;
		LOAD(TAIL(0), seen[0]);
#ifdef FORK
		LOAD(TAIL(1), seen[1]);
#endif
		atomic {
			waits = 0;
			over = 0;
			do
			:: LIMIT > 0 && taken == LIMIT -> over = 1; break
			:: !(LIMIT > 0 && taken == LIMIT) && COUNT(seen[FROM]) != cursor[FROM] ->
				l = FROM;
				cursor[l] = cursor[l] + 1;
				taken++;
				if
				:: break /* its budget is used up */
				:: true
				fi
			:: !(LIMIT > 0 && taken == LIMIT) && COUNT(seen[FROM]) == cursor[FROM] ->
				if
				:: seen[FROM] & BIT ->
					over = 1;
					assert(LIMIT > 0 || LINKS == 2 || taken == N)
				:: else -> waits = 1
				fi;
				break
			od;
			l = 0
		};
		if
		:: over ->
			l = 0;
			do
			:: l < LINKS ->
				STORE(TXWANT(l), 0, 0);
#ifdef M_NO_REFUSAL
				STORE(HEAD(l), cursor[l], 1);
#else
				STORE(HEAD(l), cursor[l] | BIT, 1);
#endif
				l++
			:: else -> break
			od;
#ifndef M_END_NO_FENCE
			FENCE;
#endif
			l = 0;
			do
			:: l < LINKS -> wake(RXWANT(l)); l++
			:: else -> break
			od;
			die();
			l = 0
		:: else ->
#ifdef M_FENCE_EARLY
			FENCE;
#endif
			l = 0;
			do
			:: l < LINKS && cursor[l] != shown[l] ->
				STORE(HEAD(l), cursor[l], 1);
				shown[l] = cursor[l];
				owes[l] = 1;
				unsure[l] = 1;
				l++
			:: l < LINKS && cursor[l] == shown[l] -> l++
			:: else -> break
			od;
#ifdef M_FENCE_BEFORE_WANTS
			FENCE;
#endif
			CHOOSE_SURE;
			if
			:: waits -> l = FROM; awaited = l + 1; STORE(TXWANT(l), 1, 0)
			:: else
			fi;
#ifdef M_OWED_EARLY
			if
			:: waits && some -> some = 0; pay()
			:: else
			fi;
#endif
			FENCE_IF_SURE;
			/* offer_room() */
			l = 0;
			do
			:: l < LINKS ->
				unsure[l] = unsure[l] && !sure;
				LOAD(RXWANT(l), x);
				if
				:: !x -> owes[l] = OWES_UNASKED
				:: x && cursor[l] >= COUNT(x) ->
					owes[l] = OWES_PAID;
					wake(RXWANT(l))
				:: x && cursor[l] < COUNT(x) ->
					some = some | owes[l]
				fi;
				l++
			:: else -> break
			od;
			if
			:: waits ->
				l = FROM;
#ifdef M_NO_LOOK_FOR_MESSAGE
				x = cursor[l];
#else
				LOAD(TAIL(l), x);
#endif
				if
				:: x != cursor[l]
				:: else ->
#if !defined(M_UNPAID) && !defined(M_OWED_EARLY)
					if
					:: some -> some = 0; pay()
					:: else
					fi;
#endif
					state = IDLE
				fi
			:: else
			fi;
			l = 0;
			x = 0
		fi;
		STEP_OVER
	od;
quit:
	gone++
}

/* The director: frees the dead whose nodes are still in the post when the workers have gone. */
proctype director()
{
	byte c;
	gone == 2;
	atomic {
		do
		:: c < 2 ->
			if
			:: postbox[c] -> postbox[c] = 0; free_component(c)
			:: else
			fi;
			c++
		:: else -> break
		od;
		assert(freed[0] && freed[1])
	}
}

init {
	atomic {
		run producer();
		run consumer();
#ifndef SC
		run flusher();
#endif
		run director()
	}
}
