// SPDX-License-Identifier: Apache-2.0
/* migrate: components move between workers while they run, sleep and end, as engine/move.c, form.c,
 * step.c, wait.c, wake.c, component.c and schedulers/worker.c do it.
 *
 * Links lead along a row of components, or (-DFORK) two links lead from a producer to a consumer
 * that takes from both in turn. A link is near, with plain words, while its ends share a worker,
 * and far, with words that go through store buffers, otherwise. Between steps a worker may give
 * any component it owns to any other worker, MOVES times in all.
 *
 * Sizes: -DWORKERS -DCOMPONENTS (in the row) -DN messages -DMOVES
 *        -DCAP a link's bound while it is near -DFARCAP while it is far
 *        -DLIMIT the last component ends after so many messages (0: never)
 *        -DLEAD (FORK) messages into link 0 before one into link 1
 * A mistake: -DM_... (see run.sh). A lost wake-up is an invalid end state. */

#ifndef WORKERS
#define WORKERS 2
#endif
#ifdef FORK
#define COMPONENTS 2
#define LINKS 2
#define PRODUCER(l) 0
#define CONSUMER(l) 1
#else
#ifndef COMPONENTS
#define COMPONENTS 2
#endif
#define LINKS (COMPONENTS - 1)
#define PRODUCER(l) (l)
#define CONSUMER(l) ((l) + 1)
#endif
#ifndef N
#define N 2
#endif
#ifndef CAP
#define CAP 1
#endif
#ifndef FARCAP
#define FARCAP CAP
#endif
#ifndef MOVES
#define MOVES 1
#endif
#ifndef LIMIT
#define LIMIT 0
#endif
#ifndef LEAD
#define LEAD (CAP + 1)
#endif

#define BIT 128 /* closed in a tail, refused in a head, armed in a producer's want */
#define COUNT(x) ((x) & 127)
#define BOUND(far) ((far) -> FARCAP : CAP)
/* The head at which a producer that has sent so much wants to be woken. */
#define NEED(far) (BOUND(far) / 2 -> BOUND(far) / 2 : 1)
#define WAKE_AT(l, far) (BIT | (sent[l] + NEED(far) - BOUND(far)))

/* The shared words, by address. Of a component's private fields one stands for all: LEFT is
 * written by the giver before the owner, and read by the taker after it. */
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
#define ALL_ENDED (ended == COMPONENTS)

#include "worker.pml"

/* Plain fields, touched by the owner, or by the owner of both ends: every access says so. */
byte await[COMPONENTS];                   /* the link that is waited for, + 1 */
byte sent[LINKS], took[LINKS];            /* the cursors */
bit owes[LINKS], some[COMPONENTS];        /* wakes for room that are owed */
byte ntail[LINKS], nhead[LINKS], nrxwant[LINKS]; /* the words of a near link */


/* The words of a near link are its owner's who owns both ends that live. */
#define ALIVE_ELSEWHERE(c) (state[c] != DEAD && !MINE(c))
#define NEAR_IS_MINE(l) (!ALIVE_ELSEWHERE(PRODUCER(l)) && !ALIVE_ELSEWHERE(CONSUMER(l)))

inline look_far(l, x)
{
	LOAD(FAR(l), x);
	alone(FAR(l));
	assert(x || NEAR_IS_MINE(l))
}

/* ---- arrivals ------------------------------------------------------------------------------ */

/* The arriving c has a far link to p. */
inline draw_near(l, p)
{
	atomic {
		look_far(l, x);
		section[w] = 1;
		if
		:: x -> /* c's own word and the peer's */
			LOAD(TAIL(l), x);
			LOAD(HEAD(l), o);
			x = ((x | o) & BIT)
		:: else -> x = 1
		fi;
		o = 0;
#ifdef M_DRAW_CLOSED
		x = 0
#endif
	};
	if
	:: x == 0 ->
#ifdef M_DRAW_NO_SECTION
		leave_section();
#endif
		atomic {
			assert(!freed[p]);
			LOAD(OWNER(p), o);
			if
#ifdef M_DRAW_ANY
			:: true ->
#else
			:: o == w ->
#endif
				assert(MINE(p));
				alone(TAIL(l));
				alone(HEAD(l));
				alone(TXWANT(l));
				alone(RXWANT(l));
				LOAD(TAIL(l), ntail[l]);
				LOAD(HEAD(l), nhead[l]);
#ifndef M_DRAW_NO_WANT
				LOAD(RXWANT(l), nrxwant[l]);
#endif
				STORE(FAR(l), 0, 0)
			:: else
			fi;
			o = 0
		}
	:: else
	fi;
	atomic { leave_section(); x = 0 }
}

inline arrived()
{
	skip
}

/* What an adopted component finds: links whose other end is here, too. */
inline received()
{
	l = 0;
	do
	:: l < LINKS && CONSUMER(l) == c -> draw_near(l, PRODUCER(l)); l++
	:: l < LINKS && PRODUCER(l) == c -> draw_near(l, CONSUMER(l)); l++
	:: l < LINKS && PRODUCER(l) != c && CONSUMER(l) != c -> l++
	:: l == LINKS -> break
	od;
	l = 0
}

/* ---- the giver ----------------------------------------------------------------------------- */

inline disarm()
{
	if
	:: await[c] ->
		l = await[c] - 1;
		await[c] = 0;
		look_far(l, x);
		if
		:: x && CONSUMER(l) == c -> STORE(TXWANT(l), 0, 0)
		:: x && CONSUMER(l) != c -> STORE(RXWANT(l), 0, 0)
		:: !x && CONSUMER(l) != c -> nrxwant[l] = 0
		:: else
		fi;
		l = 0;
		x = 0
	:: else
	fi
}

/* A near link with two living ends becomes far. */
inline part()
{
	l = 0;
	do
	:: l < LINKS && (PRODUCER(l) == c || CONSUMER(l) == c) ->
		look_far(l, x);
		if
		:: !x && !(ntail[l] & BIT) && !(nhead[l] & BIT) ->
			assert(MINE(PRODUCER(l)) && MINE(CONSUMER(l)));
			STORE(TAIL(l), ntail[l], 0);
			STORE(HEAD(l), nhead[l], 0);
#ifdef M_PART_NO_WANT
			STORE(RXWANT(l), 0, 0);
#else
			STORE(RXWANT(l), nrxwant[l], 0);
#endif
#ifdef M_PART_NOT_ARMED
			STORE(TXWANT(l), 0, 0);
#else
			STORE(TXWANT(l), (await[CONSUMER(l)] == l + 1), 0);
#endif
			STORE(FAR(l), 1, 0);
			ntail[l] = 0;
			nhead[l] = 0;
			nrxwant[l] = 0
		:: else
		fi;
		l++
	:: l < LINKS && PRODUCER(l) != c && CONSUMER(l) != c -> l++
	:: l == LINKS -> break
	od;
	l = 0;
	x = 0
}

/* c goes to o. */
inline give()
{
	TOGETHER {
#ifdef M_OWED_LEFT
		some[c] = 0;
		owes[0] = 0;
		owes[1] = 0;
#endif
		disarm();
#if !defined(M_PART_LATE) && !defined(M_NO_PART)
		part()
#endif
	};
	hand_over();
#ifdef M_PART_LATE
	part();
#endif
	atomic { c = 0; o = 0; x = 0 }
}

/* ---- the end ------------------------------------------------------------------------------- */

/* Closes and refusals; then the near peers are woken, who are only seen from here. */
inline close_all()
{
	l = 0;
	do
	:: l < LINKS && PRODUCER(l) == c ->
		look_far(l, x);
		if
		:: x ->
			STORE(RXWANT(l), 0, 0);
			STORE(TAIL(l), sent[l] | BIT, 1);
			far = 1
		:: else ->
			nrxwant[l] = 0;
			ntail[l] = sent[l] | BIT;
			if
			:: !(nhead[l] & BIT) && await[CONSUMER(l)] == l + 1 ->
				wake_near(CONSUMER(l))
			:: else
			fi
		fi;
		l++
	:: l < LINKS && CONSUMER(l) == c ->
		look_far(l, x);
		if
		:: x ->
			STORE(TXWANT(l), 0, 0);
			STORE(HEAD(l), took[l] | BIT, 1);
			far = 1
		:: else ->
			nhead[l] = took[l] | BIT;
			if
			:: nrxwant[l] -> wake_near(PRODUCER(l))
			:: else
			fi
		fi;
		l++
	:: l < LINKS && PRODUCER(l) != c && CONSUMER(l) != c -> l++
	:: l == LINKS -> break
	od;
	l = 0;
	x = 0
}

/* Looks at what the far peers wait for. */
inline wake_all()
{
	l = 0;
	do
	:: l < LINKS ->
		if
		:: PRODUCER(l) == c ->
			atomic {
				look_far(l, x);
				if
				:: x -> LOAD(TXWANT(l), x)
				:: else
				fi
			};
			wake_far(TXWANT(l), CONSUMER(l))
		:: CONSUMER(l) == c ->
			atomic {
				look_far(l, x);
				if
				:: x -> LOAD(RXWANT(l), x)
				:: else
				fi
			};
			wake_far(RXWANT(l), PRODUCER(l))
		:: else
		fi;
		l++
	:: else -> break
	od;
	l = 0
}

inline die()
{
	TOGETHER { close_all() };
	FENCE;
	wake_all();
	atomic { /* P1: the token is kept for good. */
		DRAINED;
		x = posted[c];
#ifndef M_TOKEN
		posted[c] = 1;
#endif
		state[c] = DEAD;
		ended++;
#ifdef M_FREE
		x = 0;
#endif
		if
		:: x == 0 -> free_component(c)
		:: else
		fi;
		x = 0
	}
}

/* ---- the step ------------------------------------------------------------------------------ */

#ifdef FORK
#define ROUTE(k) ((k) >= LEAD && ((k) - LEAD) % 2 == 0 -> 1 : 0)
#define NEXT (sent[0] + sent[1])
#define TAKEN (took[0] + took[1])
#define FROM (TAKEN % 2)
#define OUT ROUTE(NEXT)
#else
#define NEXT sent[0]
#define TAKEN took[LAST - 1]
#define FROM (c - 1)
#define OUT c
#endif
#define FULL(l) (sent[l] - COUNT(seen[l]) >= bound[l])
#define EMPTY(l) (took[l] == COUNT(seen[l]))

/* As many messages as there are and as there is room for, or fewer. */
inline work()
{
	do
	:: c == 0 && NEXT == N -> over = 1; break
	:: c == 0 && NEXT < N && (seen[OUT] & BIT) -> over = 1; break
	:: c == 0 && NEXT < N && !(seen[OUT] & BIT) && FULL(OUT) -> waits = OUT + 1; break
	:: c == 0 && NEXT < N && !(seen[OUT] & BIT) && !FULL(OUT) ->
		l = OUT;
		sent[l]++;
		assert(sent[l] - took[l] <= FARCAP);
		if
		:: NEXT < N -> break /* yields */
		:: true
		fi
#if COMPONENTS == 3
	:: c == 1 && (seen[1] & BIT) -> over = 1; break
	:: c == 1 && !(seen[1] & BIT) && !EMPTY(0) && !FULL(1) ->
		took[0]++;
		sent[1]++;
		assert(took[0] <= sent[0] && sent[1] - took[1] <= FARCAP);
		if
		:: break
		:: true
		fi
	:: c == 1 && !(seen[1] & BIT) && !EMPTY(0) && FULL(1) -> waits = 2; break
	:: c == 1 && !(seen[1] & BIT) && EMPTY(0) && (seen[0] & BIT) -> over = 1; break
	:: c == 1 && !(seen[1] & BIT) && EMPTY(0) && !(seen[0] & BIT) -> waits = 1; break
#endif
	:: c == LAST && LIMIT > 0 && TAKEN == LIMIT -> over = 1; break
	:: c == LAST && !(LIMIT > 0 && TAKEN == LIMIT) && !EMPTY(FROM) ->
		l = FROM;
		took[l]++;
		assert(took[l] <= sent[l]);
		if
		:: break /* its budget is used up */
		:: true
		fi
	:: c == LAST && !(LIMIT > 0 && TAKEN == LIMIT) && EMPTY(FROM) && (seen[FROM] & BIT) ->
		over = 1;
		assert(LIMIT > 0 || LINKS == 2 || TAKEN == N);
		break
	:: c == LAST && !(LIMIT > 0 && TAKEN == LIMIT) && EMPTY(FROM) && !(seen[FROM] & BIT) ->
		waits = FROM + 1;
		break
	od;
	l = 0
}

/* Tails and heads, and the near peers. */
inline publish()
{
	l = 0;
	do
	:: l < LINKS && PRODUCER(l) == c ->
		look_far(l, x);
		if
		:: x ->
			far = 1;
			LOAD(TAIL(l), x);
			if
			:: x != sent[l] -> STORE(TAIL(l), sent[l], 1) /* T1 */
			:: else
			fi
		:: !x && sent[l] != ntail[l] ->
			ntail[l] = sent[l];
			if
			:: !(nhead[l] & BIT) && await[CONSUMER(l)] == l + 1 ->
				wake_near(CONSUMER(l))
			:: else
			fi
		:: else
		fi;
		l++
	:: l < LINKS && CONSUMER(l) == c ->
		look_far(l, x);
		if
		:: x ->
			far = 1;
			LOAD(HEAD(l), x);
			if
			:: x != took[l] -> STORE(HEAD(l), took[l], 1); owes[l] = 1 /* H1 */
			:: else
			fi
		:: else ->
			if
			:: nhead[l] != took[l] -> nhead[l] = took[l]; owes[l] = (nrxwant[l] != 0)
			:: else
			fi;
			if
			:: !nrxwant[l] -> owes[l] = 0
			:: nrxwant[l] && took[l] >= COUNT(nrxwant[l]) ->
				owes[l] = 0;
				wake_near(PRODUCER(l))
			:: else -> some[c] = some[c] | owes[l]
			fi
		fi;
		l++
	:: l < LINKS && PRODUCER(l) != c && CONSUMER(l) != c -> l++
	:: l == LINKS -> break
	od;
	l = 0;
	x = 0
}

inline arm()
{
	if
	:: waits ->
		await[c] = waits;
		l = waits - 1;
		look_far(l, x);
		if
		:: x && CONSUMER(l) == c -> STORE(TXWANT(l), 1, 0)
		:: x && CONSUMER(l) != c -> STORE(RXWANT(l), WAKE_AT(l, 1), 0)
		:: !x && CONSUMER(l) != c -> nrxwant[l] = WAKE_AT(l, 0)
		:: else
		fi;
		l = 0;
		x = 0
	:: else
	fi
}

/* wake_peers() of far links; the near ones are done. */
inline wake_peers()
{
	l = 0;
	do
	:: l < LINKS ->
		if
		:: PRODUCER(l) == c ->
			atomic {
				look_far(l, x);
				if
				:: x -> LOAD(TXWANT(l), x)
				:: else
				fi
			};
			wake_far(TXWANT(l), CONSUMER(l))
		:: CONSUMER(l) == c ->
			atomic {
				look_far(l, x);
				if
				:: x ->
					LOAD(RXWANT(l), x);
					if
					:: !x -> owes[l] = 0
					:: x && took[l] >= COUNT(x) -> owes[l] = 0
					:: else -> some[c] = some[c] | owes[l]; x = 0
					fi
				:: else
				fi
			};
			wake_far(RXWANT(l), PRODUCER(l))
		:: else
		fi;
		l++
	:: else -> break
	od;
	l = 0
}

/* pay_all() */
inline pay()
{
	some[c] = 0;
	l = 0;
	do
	:: l < LINKS ->
		if
		:: CONSUMER(l) == c && owes[l] ->
			atomic {
				owes[l] = 0;
				look_far(l, x);
				if
				:: x -> LOAD(RXWANT(l), x)
				:: else ->
					if
					:: nrxwant[l] -> wake_near(PRODUCER(l))
					:: else
					fi
				fi
			};
			wake_far(RXWANT(l), PRODUCER(l))
		:: else
		fi;
		l++
	:: else -> break
	od;
	l = 0
}

/* something_pending(): the published word afresh. x: whether there is. */
inline pending()
{
	l = waits - 1;
	look_far(l, x);
	if
	:: CONSUMER(l) == c ->
		if
#ifdef M_NO_LOOK
		:: x -> x = took[l]
#else
		:: x -> LOAD(TAIL(l), x)
#endif
		:: else -> x = ntail[l]
		fi;
		x = (x != took[l])
	:: else ->
		if
#ifdef M_NO_LOOK
		:: x -> x = seen[l]
#else
		:: x -> LOAD(HEAD(l), x)
#endif
		:: else -> x = nhead[l]
		fi;
		x = (x != seen[l])
	fi;
	l = 0
}

inline snapshot()
{
	l = 0;
	do
	:: l < LINKS ->
		atomic {
			if
			:: PRODUCER(l) == c ->
				look_far(l, x);
				bound[l] = BOUND(x);
				if
				:: x -> LOAD(HEAD(l), seen[l]) /* H2 */
				:: else -> seen[l] = nhead[l]
				fi
			:: CONSUMER(l) == c ->
				look_far(l, x);
				if
				:: x -> LOAD(TAIL(l), seen[l]) /* T2 */
				:: else -> seen[l] = ntail[l]
				fi
			:: else
			fi;
			l++;
			x = 0
		}
	:: else -> break
	od;
	l = 0
}

/* The wants of the last wait are taken back. */
inline begin()
{
	disarm()
}

inline step()
{
	snapshot();
	atomic { work() };
	if
	:: over -> die()
	:: else ->
		TOGETHER {
			publish();
			arm()
		};
		if
		:: far ->
#ifndef M_NO_FENCE
			FENCE;
#endif
			wake_peers()
		:: else
		fi;
		if
		:: waits ->
			atomic { pending() };
			if
			:: !x ->
#if defined(FORK) && !defined(M_UNPAID) /* a row's consumer owes nothing when it sleeps */
				if
				:: some[c] -> pay()
				:: else
				fi;
#endif
				state[c] = IDLE
			:: else -> TOGETHER { disarm(); state[c] = QUEUED }
			fi
		:: else -> state[c] = QUEUED
		fi
	fi;
#ifdef M_POSTED_LATE
	if
	:: late[c] -> atomic { DRAINED; posted[c] = (state[c] == DEAD); late[c] = 0 }
	:: else
	fi;
#endif
	d_step {
		l = 0;
		do
		:: l < LINKS -> seen[l] = 0; bound[l] = 0; l++
		:: else -> break
		od;
		c = 0; l = 0; x = 0; waits = 0; over = 0; far = 0
	}
}

/* ---- the worker ---------------------------------------------------------------------------- */

proctype worker(byte w)
{
	byte i, n, c, l, x, o, waits;
	byte seen[LINKS], bound[LINKS];
	bit over, far;

	turns();
quit:
	gone++
}

/* The director: frees the dead whose nodes are still in the post when the workers have gone. */
proctype director()
{
	byte c;
	gone == WORKERS;
	atomic {
		do
		:: c < COMPONENTS ->
			if
			:: HAS(IN_POST, c) -> free_component(c)
			:: else
			fi;
			assert(freed[c]);
			c++
		:: else -> break
		od
	}
}

init {
	byte c, l;
	atomic {
		/* Newborns are in the post of their worker, with their tokens set. */
		do
		:: c < COMPONENTS ->
			state[c] = TRANSIT;
			posted[c] = 1;
			if
#ifndef TOGETHER_FIRST
			:: real[c] = c % WORKERS
#endif
			:: real[c] = 0
			fi;
			memory[OWNER(c)] = real[c];
			memory[LEFT(c)] = 1;
			postbox[real[c]] = postbox[real[c]] | (1 << c);
			c++
		:: else -> break
		od;
		do
		:: l < LINKS -> memory[FAR(l)] = (real[PRODUCER(l)] != real[CONSUMER(l)]); l++
		:: else -> break
		od;
		c = 0;
		do
		:: c < WORKERS -> run worker(c); c++
		:: else -> break
		od;
#ifndef SC
		run flusher();
#endif
		run director()
	}
}
