// SPDX-License-Identifier: Apache-2.0
/* growth: a ring that is full below its bound gets a second segment, and the consumer changes over
 * at its end; the close bit comes with the tail, the refuse bit with the head. As ax_link_grow(),
 * publish_tail() and segment_run() of engine/link.c, step.c and box.c do it.
 *
 * Slots go through store buffers, too, and begin as GARBAGE: a slot, an `end` or a `next` that is
 * seen too late is a wrong message. Both sides look again and again; how they sleep is wake.pml's.
 *
 * Sizes: -DN messages -DBOUND -DFIRST slots of the first segment, 2 * FIRST of the second
 *        -DLIMIT the consumer refuses after so many messages (0: never)
 * A mistake: -DM_... (see run.sh). */

#define WORKERS 2
#ifndef N
#define N 4
#endif
#ifndef BOUND
#define BOUND 3
#endif
#ifndef FIRST
#define FIRST 1
#endif
#ifndef LIMIT
#define LIMIT 0
#endif
#define BIT 128
#define COUNT(x) ((x) & 127)
#define GARBAGE 99
#define SLOTS(segment) (FIRST * (1 + (segment)))

#define TAIL 0
#define HEAD 1
#define NEXT 2 /* of the first segment: 1 when the second is there */
#define END 3
#define SLOT(segment, at) (4 + (segment) * FIRST + (at) % SLOTS(segment))
#define WORDS (4 + 3 * FIRST)
#define BUFFERED 6

#include "memory.pml"

bit made, freed, gone[2], alive = 1;

proctype producer()
{
	byte w = 0, i, n, x, cursor, seen, segment, start;
	bit draining;

	do
	:: cursor < N ->
		LOAD(HEAD, seen); /* H2 */
		if
		:: seen & BIT -> break
		:: !(seen & BIT) && cursor - COUNT(seen) >= BOUND
		:: !(seen & BIT) && cursor - COUNT(seen) < BOUND ->
			atomic {
				if
				:: draining && seen >= start -> draining = 0
				:: else
				fi;
				x = (draining -> start : seen)
			};
			if
			:: cursor - x >= SLOTS(segment) && segment == 0 -> /* ax_link_grow() */
#ifdef M_NEXT_FIRST
				STORE(NEXT, 1, 1);
				STORE(END, cursor, 0);
#else
				STORE(END, cursor, 0);
#ifdef M_NEXT_RELAXED
				STORE(NEXT, 1, 0); /* S1 */
#else
				STORE(NEXT, 1, 1); /* S1 */
#endif
#endif
				atomic {
					made = 1;
					segment = 1;
					start = cursor;
					draining = 1;
					x = start
				}
			:: else
			fi;
			if
			:: cursor - x < SLOTS(segment) ->
#ifdef M_TAIL_FIRST
				STORE(TAIL, cursor + 1, 1);
				STORE(SLOT(segment, cursor), cursor, 0);
#else
				STORE(SLOT(segment, cursor), cursor, 0);
#ifdef M_TAIL_RELAXED
				STORE(TAIL, cursor + 1, 0); /* T1 */
#else
				STORE(TAIL, cursor + 1, 1); /* T1 */
#endif
#endif
				cursor++
			:: else
			fi
		fi;
		atomic { x = 0; seen = 0 }
	:: else -> break
	od;
#ifdef M_CLOSE_WITHOUT_TAIL
	STORE(TAIL, BIT, 1);
#else
	STORE(TAIL, cursor | BIT, 1);
#endif
	FENCE;
	gone[0] = 1
}

proctype consumer()
{
	byte w = 1, i, n, x, cursor, seen, segment, end;

	do
	:: LIMIT > 0 && cursor == LIMIT -> break
	:: else ->
		LOAD(TAIL, seen); /* T2 */
		do
		:: cursor != COUNT(seen) && !(LIMIT > 0 && cursor == LIMIT) ->
			if
			:: segment == 0 ->
				LOAD(NEXT, x); /* S2 */
				if
				:: x ->
					LOAD(END, end);
					if
#ifdef M_CHANGE_EARLY
					:: true -> atomic { segment = 1; freed = 1 }
#else
					:: end == cursor -> atomic { segment = 1; freed = 1 }
					:: else
#endif
					fi
				:: else
				fi;
				atomic { x = 0; end = 0 }
			:: else
			fi;
			atomic {
				assert(segment == 0 || made);
				LOAD(SLOT(segment, cursor), x);
				assert(x == cursor);
				x = 0;
				cursor++
			};
#ifdef M_HEAD_EARLY
			STORE(HEAD, cursor + 1, 1)
#else
			STORE(HEAD, cursor, 1) /* H1 */
#endif
		:: else -> break
		od;
		if
		:: (seen & BIT) && cursor == COUNT(seen) -> assert(LIMIT > 0 || cursor == N); break
		:: else
		fi;
		seen = 0
	od;
	STORE(HEAD, cursor | BIT, 1);
	FENCE;
	gone[1] = 1
}

/* A slot must not be written while its message is unread: the producer's stores would show up in
 * the consumer's assertion. */
init {
	byte k;
	atomic {
		do
		:: k < WORDS - 4 -> memory[4 + k] = GARBAGE; k++
		:: else -> break
		od;
		run producer();
		run consumer();
		run flusher()
	}
}
