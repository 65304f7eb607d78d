// SPDX-License-Identifier: Apache-2.0
/* worker: what the models of moving components share: who owns what, tokens, postboxes, frees after
 * a grace period, and a worker's sleep, as schedulers/worker.c and engine/wake.c do it.
 *
 * The file that includes this one defines WORKERS, COMPONENTS, MOVES, OWNER(c), LEFT(c), ASLEEP(w),
 * ALL_ENDED and what memory.pml asks for, and the inlines begin() and step(), give(), arrived() and received(). A worker has
 * the byte variables w, i, n, c (the component under way), o (an owner), x, and a label `quit`. */

#include "memory.pml"

#define LAST (COMPONENTS - 1)

mtype = { TRANSIT, QUEUED, IDLE, DEAD };

mtype state[COMPONENTS];

/* Touched by read-modify-writes alone: no buffer. */
bit posted[COMPONENTS];
byte postbox[WORKERS]; /* a bit for each component */
bit event[WORKERS];    /* the eventfd */
/* Read-side sections, and memory that waits for them to end. */
bit section[WORKERS], freed[COMPONENTS];
byte unfree[COMPONENTS];
byte blocked, ended, gone, moves = MOVES;
#ifdef M_POSTED_LATE
bit late[COMPONENTS];
#endif

/* Who may touch a component's private fields, whatever the words say. */
byte real[COMPONENTS];

#define HAS(set, c) ((set) & (1 << (c)))
#define MINE(c) (real[c] == w)
#define READY(c) (state[c] == QUEUED && MINE(c))
#define MOVABLE(c) ((state[c] == QUEUED || state[c] == IDLE) && MINE(c))
#if COMPONENTS == 2
#define ANY_READY (READY(0) || READY(1))
#define ANY_MOVABLE (MOVABLE(0) || MOVABLE(1))
#else
#define ANY_READY (READY(0) || READY(1) || READY(2))
#define ANY_MOVABLE (MOVABLE(0) || MOVABLE(1) || MOVABLE(2))
#endif

/* ---- tokens, posts, frees ------------------------------------------------------------------- */

#define SECTION_BIT(v) (section[v] << (v))
#if WORKERS == 2
#define SECTIONS (SECTION_BIT(0) | SECTION_BIT(1))
#define IN_POST (postbox[0] | postbox[1])
#else
#define SECTIONS (SECTION_BIT(0) | SECTION_BIT(1) | SECTION_BIT(2))
#define IN_POST (postbox[0] | postbox[1] | postbox[2])
#endif

/* Now, or when those have left their sections who are in one. */
inline free_component(c)
{
	assert(state[c] == DEAD && !freed[c] && !unfree[c]);
	unfree[c] = SECTIONS;
	freed[c] = (unfree[c] == 0)
}

inline leave_section()
{
	d_step {
		section[w] = 0;
		n = 0;
		do
		:: n < COMPONENTS ->
			if
			:: HAS(unfree[n], w) ->
				unfree[n] = unfree[n] & ~(1 << w);
				freed[n] = (unfree[n] == 0)
			:: else
			fi;
			n++
		:: else -> break
		od;
		n = 0
	}
}

/* Puts the node of c, whose token w holds, into the postbox of o, and pokes o. */
inline push(c, o)
{
	atomic {
		DRAINED;
		assert(!HAS(IN_POST, c));
		postbox[o] = postbox[o] | (1 << c);
#ifdef M_NO_POKE
		if /* gives and forwards do not poke */
		:: memory[ASLEEP(o)] && section[w] -> event[o] = 1
#else
		if
		:: memory[ASLEEP(o)] -> event[o] = 1
#endif
		:: else
		fi
	}
}

/* Wakes the far component p when the word says that it waits: in a section, and looking again
 * inside it. */
inline wake_far(want, p)
{
	if
	:: x ->
		atomic { section[w] = 1; LOAD(want, x) };
		if
		:: x ->
			atomic { /* P1 */
				DRAINED;
				assert(!freed[p]);
				x = posted[p];
				posted[p] = 1
			};
			if
			:: x == 0 ->
				atomic { assert(!freed[p]); LOAD(OWNER(p), o) };
				push(p, o)
			:: else
			fi
		:: else
		fi;
		leave_section();
		x = 0;
		o = 0
	:: else
	fi
}

inline wake_near(p)
{
	assert(MINE(p));
	if
	:: state[p] == IDLE -> state[p] = QUEUED
	:: else
	fi
}

/* ---- arrivals ------------------------------------------------------------------------------ */

/* ax_component_arrive() */
inline arrive()
{
	if
#ifdef M_DROP
	:: o != w -> atomic { DRAINED; posted[c] = 0 }
#else
	:: o != w ->
#ifdef M_CLEAR_AND_FORWARD
		atomic { DRAINED; posted[c] = 0 };
#endif
		push(c, o) /* the token stays set: the node is in flight */
#endif
#ifdef M_DEAD_NODE_LOST
	:: o == w && state[c] == DEAD
#else
	:: o == w && state[c] == DEAD -> atomic { assert(MINE(c)); free_component(c) }
#endif
	:: o == w && state[c] != DEAD ->
		assert(MINE(c));
#ifdef M_POSTED_LATE
		late[c] = 1;
#else
		atomic { DRAINED; posted[c] = 0 }; /* P2 */
#endif
		atomic {
			arrived();
			LOAD(LEFT(c), x);
			if
			:: x -> assert(state[c] == TRANSIT); STORE(LEFT(c), 0, 0)
			:: else -> wake_near(c)
			fi
		};
		if
		:: x ->
			received();
#ifdef M_NO_RESCAN
			state[c] = IDLE
#else
			state[c] = QUEUED
#endif
		:: else
		fi;
		x = 0
	fi;
	atomic { c = 0; o = 0 }
}

/* ---- hand-over ----------------------------------------------------------------------------- */

/* c leaves w for o: claim first. */
inline hand_over()
{
	atomic { /* P1 */
#ifdef M_GIVE_UNCLAIMED
		x = posted[c];
#else
		DRAINED;
		x = posted[c];
		posted[c] = 1;
#endif
#ifdef M_GIVE_ALWAYS_POSTS
		x = 0;
#endif
#ifdef M_GIVE_NEVER_POSTS
		x = 1;
#endif
		state[c] = TRANSIT;
		real[c] = o;
#ifdef M_OWNER_FIRST
		STORE(OWNER(c), o, 1);
		STORE(LEFT(c), 1, 0)
#else
		STORE(LEFT(c), 1, 0);
#ifdef M_OWNER_RELAXED
		STORE(OWNER(c), o, 0)
#else
		STORE(OWNER(c), o, 1) /* O1 */
#endif
#endif
	};
	if
	:: x == 0 -> push(c, o)
	:: else
	fi;
}

/* ---- the loop ------------------------------------------------------------------------------ */

/* sleep_deeply() */
inline sleep()
{
	STORE(ASLEEP(w), 1, 0);
	FENCE;
	if
	:: postbox[w]
	:: atomic { !postbox[w] -> blocked++ };
		if
		:: atomic { event[w] -> event[w] = 0; blocked-- }
		:: ALL_ENDED -> goto quit
		fi
	fi;
	STORE(ASLEEP(w), 0, 0)
}

/* One turn after another; between two of them a component may be given away. */
inline turns()
{
	do
	:: atomic {
		DRAINED && postbox[w] ->
		if
		:: HAS(postbox[w], 0) -> c = 0
		:: HAS(postbox[w], 1) -> c = 1
#if COMPONENTS == 3
		:: HAS(postbox[w], 2) -> c = 2
#endif
		fi;
		postbox[w] = postbox[w] & ~(1 << c);
		assert(!freed[c]);
		LOAD(OWNER(c), o)
	   };
	   arrive()
	:: atomic {
		!postbox[w] && ANY_READY ->
		if
		:: READY(0) -> c = 0
		:: READY(1) -> c = 1
#if COMPONENTS == 3
		:: READY(2) -> c = 2
#endif
		fi;
		begin()
	   };
	   step()
	:: atomic {
		!postbox[w] && moves > 0 && ANY_MOVABLE && !(ALL_ENDED) ->
		if
		:: MOVABLE(0) -> c = 0
		:: MOVABLE(1) -> c = 1
#if COMPONENTS == 3
		:: MOVABLE(2) -> c = 2
#endif
		fi;
		moves--;
		state[c] = QUEUED;
#if WORKERS == 2
		o = 1 - w
#else
		if
		:: o = (w + 1) % WORKERS
		:: o = (w + 2) % WORKERS
		fi
#endif
	   };
	   give()
	:: !postbox[w] && !ANY_READY -> sleep()
	od;
}
