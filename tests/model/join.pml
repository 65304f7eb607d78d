// SPDX-License-Identifier: Apache-2.0
/* join: the ready list of an inbox with many links, as engine/join.c does it.
 *
 * Two producers list their links with a consumer that takes from whatever is ready, each on a
 * worker of its own. The first one puts a control message behind its data: who sees it sees
 * all of the data. A link is freed when both ends have let go of it.
 *
 * Sizes: -DN messages of each producer
 * A mistake: -DM_... (see run.sh). A lost wake-up is an invalid end state. */

#define WORKERS 3
#define LINKS 2
#ifndef N
#define N 2
#endif
#define BIT 128 /* closed */
#define COUNT(x) ((x) & 127)

#define TAIL(l) (l)
#define NEXT(l) (2 + (l)) /* ready_next */
#define CONTROL 4
#define WANT 5
#define WORDS 6
#define BUFFERED 5

#include "memory.pml"

/* Touched by read-modify-writes, or by one side alone. */
byte ready;                /* the stack: a link + 1 */
byte listed[LINKS];        /* 0, or the number of the last listing */
byte holds[LINKS] = { 2, 2 };
bit posted;                /* the consumer's token */
chan fifo = [LINKS] of { byte }; /* the consumer's own */
byte gone;

#define HERE(l) assert(holds[l] > 0)

/* ax_join_list() */
inline list()
{
#ifdef M_LIST_BY_STORE
	atomic { HERE(w); x = listed[w] };
	atomic { HERE(w); number = number + 2; listed[w] = number | 1 };
#else
	atomic { /* U1 */
		FENCE;
		HERE(w);
		x = listed[w];
#ifdef M_NOT_NUMBERED
		listed[w] = 1;
#else
		number = number + 2;
		listed[w] = number | 1
#endif
	};
#endif
	if
	:: x == 0 ->
		do
		:: atomic { x = ready; STORE(NEXT(w), x, 0) };
			atomic { /* R1 */
				FENCE;
				HERE(w);
				if
				:: ready == x -> ready = w + 1; x = 0; break
				:: else
				fi
			}
		od
	:: else
	fi;
	x = 0
}

inline wake()
{
	FENCE;
	LOAD(WANT, x);
	if
	:: x -> atomic { FENCE; posted = 1 }
	:: else
	fi;
	x = 0
}

proctype producer(byte w)
{
	byte i, n, x, sent, number;

	do
	:: sent < N ->
		/* A step of one message; the first producer's last one also puts control. */
		sent++;
#ifdef M_CONTROL_FIRST
		if
		:: w == 0 && sent == N -> STORE(CONTROL, 1, 1)
		:: else
		fi;
#endif
		STORE(TAIL(w), sent, 1); /* T1 */
#ifndef M_ENTRY_AFTER_CONTROL
		list();
#endif
#ifndef M_CONTROL_FIRST
		if
		:: w == 0 && sent == N -> STORE(CONTROL, 1, 1)
		:: else
		fi;
#endif
#ifdef M_ENTRY_AFTER_CONTROL
		list();
#endif
		wake()
	:: else -> break
	od;
	STORE(TAIL(w), sent | BIT, 1);
	list();
	wake();
	atomic { FENCE; HERE(w); holds[w]--; gone++ }
}

/* Moves what producers have listed to the FIFO, oldest first. */
inline collect()
{
	atomic { /* R2 */
		FENCE;
		l = ready;
		ready = 0
	};
	if
	:: l -> atomic { HERE(l - 1); LOAD(NEXT(l - 1), x) }
	:: else
	fi;
	if
	:: l && x -> atomic { HERE(x - 1); fifo ! x - 1; fifo ! l - 1 }
	:: l && !x -> fifo ! l - 1
	:: else
	fi;
	atomic { l = 0; x = 0 }
}

/* Gives back the place of a drained link, unless something came meanwhile. */
inline unlist()
{
#if defined(M_UNLIST_BLINDLY)
	atomic { HERE(l); FENCE; listed[l] = 0 }
#elif defined(M_UNLIST_FIRST)
	atomic { HERE(l); FENCE; listed[l] = 0 };
	LOAD(TAIL(l), x);
	if
	:: x != took[l] ->
		atomic {
			FENCE;
			x = listed[l];
			listed[l] = 1;
			if
			:: x == 0 -> fifo ! l
			:: else
			fi
		}
	:: else
	fi
#else
	atomic { HERE(l); mark = listed[l] }; /* U2 */
	LOAD(TAIL(l), x);
	if
	:: x != took[l] -> fifo ! l
	:: else ->
		atomic {
			FENCE;
			if
#ifdef M_UNLIST_BY_STORE
			:: true -> listed[l] = 0
#else
			:: listed[l] == mark -> listed[l] = 0
			:: else -> fifo ! l
#endif
			fi
		}
	fi
#endif
	;
	x = 0
}

proctype consumer()
{
	byte w = 2, i, n, x, l, mark, control, left = LINKS;
	byte took[LINKS];

	do
	:: left > 0 ->
		/* The step: wants back, control first, then every link that is ready. */
		TOGETHER { STORE(WANT, 0, 0); LOAD(CONTROL, control) };
		do
		:: collect();
			if
			:: fifo ? l ->
				atomic { HERE(l); LOAD(TAIL(l), x) }; /* T2 */
				assert(COUNT(x) >= took[l]);
				took[l] = COUNT(x);
				if
				:: x & BIT ->
					/* leave_link(): it holds the place. */
					atomic {
						FENCE;
						HERE(l);
						holds[l]--;
						left--;
						assert(took[l] == N);
						x = 0
					}
#ifdef M_WITHOUT_PLACE
				:: !(x & BIT) ->
					x = 0;
					unlist();
					atomic { LOAD(TAIL(l), x); mark = (x & BIT) };
					if
					:: mark && left > 0 -> atomic { FENCE; holds[l]--; left--; took[l] = N }
					:: else
					fi;
					x = 0
#else
				:: !(x & BIT) -> x = 0; unlist()
#endif
				fi
			:: empty(fifo) -> break
			fi
		od;
		assert(!control || took[0] == N);
		/* The wait. */
		if
		:: left > 0 ->
			STORE(WANT, 1, 0);
#ifndef M_SLEEP_NO_FENCE
			FENCE;
#endif
			if
#ifdef M_NO_LOOK
			:: true ->
#else
			:: ready || len(fifo) > 0
			:: !ready && len(fifo) == 0 ->
#endif
				atomic { posted -> posted = 0 }
			fi
		:: else
		fi;
		atomic { l = 0; mark = 0; control = 0 }
	:: else -> break
	od;
	gone++
}

init {
	atomic {
		run producer(0);
		run producer(1);
		run consumer();
		run flusher()
	}
	gone == 3;
	assert(holds[0] == 0 && holds[1] == 0)
}
