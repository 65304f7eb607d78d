// SPDX-License-Identifier: Apache-2.0
/* spe: a link between a worker of the PPE and an SPE, as spe/worker/spu does it. The PPE's stores go through
 * its store buffer; the SPE's puts and gets wait in its MFC's queue, where any may overtake any
 * other but for fences, and its words are read when a put is carried out, not when it is issued.
 *
 * -DPRODUCES the SPE is the producer, else the consumer; with -DSIGNALS by signal, which the PPE's half
 * sends for it (spe/worker/half.c), in a step that goes on until it was heard. -DTSO, -DPSO, -DSC: see memory.pml.
 * -DN messages through a ring of one slot. A mistake: -DM_... (see run.sh). A lost wake-up is an
 * invalid end state; a message that is read too early or too late fails an assertion. */

#ifndef N
#define N 2
#endif

/* The words, by address. */
#define TAIL 0
#define HEAD 1
#define MESSAGE 2 /* wanted */
#define ROOM 3
#define SLOT 4
#define WORDS 5
#define BUFFERED 4
#ifdef SIGNALS
#define WORKERS 2
#else
#define WORKERS 1
#endif

#include "memory.pml"

/* ---- the MFC ----------------------------------------------------------------------------- */

#define QUEUE 5
/* Tags. */
#define SPANS 0
#define OWN 1
#define PEER 2

typedef command {
	byte at;
	bit get, fence;
	byte tag
};

command queue[QUEUE];
byte queued;
byte pending[3]; /* by tag */
byte ours[WORDS], theirs[WORDS]; /* in local store: what is put, what was got */

#define ISSUE(a, g, f, t)                                                                      \
	atomic {                                                                               \
		queued < QUEUE;                                                                \
		queue[queued].at = a;                                                          \
		queue[queued].get = g;                                                         \
		queue[queued].fence = f;                                                       \
		queue[queued].tag = t;                                                         \
		queued++;                                                                      \
		pending[t]++                                                                   \
	}
#define PUT(a, t) ISSUE(a, 0, 0, t)
#define PUTF(a, t) ISSUE(a, 0, 1, t)
#define GET(a) ISSUE(a, 1, 0, PEER)
#define WAIT(t) (pending[t] == 0)

/* Whether command k must wait for an earlier one. */
inline find_earlier()
{
	j = 0;
	do
	:: j < k && !(queue[k].fence && queue[j].tag == queue[k].tag) -> j++
	:: else -> break
	od
}

inline carry_out()
{
	if
	:: queue[k].get -> theirs[queue[k].at] = memory[queue[k].at]
	:: else -> memory[queue[k].at] = ours[queue[k].at]
	fi;
	pending[queue[k].tag]--;
	do
	:: k + 1 < queued ->
		queue[k].at = queue[k + 1].at;
		queue[k].get = queue[k + 1].get;
		queue[k].fence = queue[k + 1].fence;
		queue[k].tag = queue[k + 1].tag;
		k++
	:: else -> break
	od;
	queued--;
	queue[queued].at = 0;
	queue[queued].get = 0;
	queue[queued].fence = 0;
	queue[queued].tag = 0
}

proctype mfc()
{
	byte j, k;
end:
	do
	:: atomic {
		queued > 0 ->
		k = 0;
		do
		:: k + 1 < queued -> k++
		:: break
		od;
		d_step {
			find_earlier();
			if
			:: j < k -> k = j
			:: else
			fi;
			find_earlier();
			if
			:: j < k -> k = j /* the first of its tag is never held up */
			:: else
			fi;
			carry_out();
			j = 0;
			k = 0
		}
	}
	od
}

/* ---- wakes --------------------------------------------------------------------------------- */

bit posted, signal; /* the component's token; the SPE's signal */
bit event; /* the PPE's worker is poked */

/* ax_component_post() by the PPE, whose exchange drains its buffer. */
inline post_spe()
{
	atomic {
		DRAINED;
		if
		:: !posted -> posted = 1; signal = 1
		:: else
		fi
	}
}

/* The PPE's half takes the post, while the SPU stands: before the next want of its own. */
#define COLLECT posted = 0

/* A call: the PPE's half looks at the want again. */
inline wake_ppe(want)
{
	atomic {
		if
		:: theirs[want] && memory[want] -> event = 1
		:: else
		fi
	}
}

/* ---- the SPE ------------------------------------------------------------------------------- */

#ifdef PRODUCES
#define INDEX HEAD /* the peer's */
#define WANT ROOM /* ours */
#define WANTED MESSAGE /* the peer's */
#define MET (theirs[HEAD] == done)
#else
#define INDEX TAIL
#define WANT MESSAGE
#define WANTED ROOM
#define MET (theirs[TAIL] > done)
#endif

inline look()
{
	GET(INDEX);
	GET(WANTED);
	WAIT(PEER)
}

inline sleep()
{
	ours[WANT] = 1;
	PUT(WANT, OWN);
#ifndef M_WANT_NOT_AWAITED
	WAIT(OWN);
#endif
#ifdef M_NO_LOOK
	skip;
#else
	GET(INDEX);
	WAIT(PEER);
#endif
	if
	:: MET
	:: else ->
		atomic {
			signal -> signal = 0;
#ifndef M_NO_COLLECT
			COLLECT
#endif
		}
	fi;
	WAIT(OWN);
	ours[WANT] = 0;
	PUT(WANT, OWN);
	WAIT(OWN);
	look()
}

/* The end of a step: what was put is there before the peer is looked at. */
inline settle()
{
#ifndef M_LOOK_EARLY
	WAIT(SPANS);
	WAIT(OWN);
#endif
	look();
	wake_ppe(WANTED)
}

proctype spe()
{
	byte done;

	look();
	do
	:: done == N -> break
	:: done < N && !MET -> sleep()
	:: done < N && MET ->
#ifdef PRODUCES
		ours[SLOT] = done + 1;
		PUT(SLOT, SPANS);
		done++;
		ours[TAIL] = done;
#ifdef M_UNFENCED
		PUT(TAIL, SPANS);
#else
		PUTF(TAIL, SPANS);
#endif
#else
		GET(SLOT);
#ifndef M_SLOT_NOT_AWAITED
		WAIT(PEER);
#endif
		assert(theirs[SLOT] == done + 1);
		done++;
		ours[HEAD] = done;
		PUTF(HEAD, OWN);
#endif
		settle()
	od
}

/* ---- the PPE's half ------------------------------------------------------------------------- */

#ifdef SIGNALS
/* ax_link_wake_consumer() */
inline wake_consumer()
{
	LOAD(MESSAGE, x);
	if
	:: x ->
		atomic {
			DRAINED;
			if
			:: memory[MESSAGE] -> event = 1
			:: else
			fi
		}
	:: else
	fi;
	x = 0
}

/* send_signal(), by the SPE's thread while the SPU stands: a flush, whose look has no fence, then
 * another look. */
proctype half()
{
	byte w = 1, i, n, x, done;

	do
	:: done == N -> break
	:: done < N && memory[HEAD] == done ->
		done++;
		STORE(SLOT, done, 0);
		STORE(TAIL, done, 1);
		wake_consumer();
#ifndef M_SIGNAL_UNSURE
		FENCE;
		wake_consumer()
#endif
	od
}
#endif

/* ---- the PPE's end ---------------------------------------------------------------------------- */

#ifdef M_PPE_NO_FENCE
#define PPE_FENCE skip
#else
#define PPE_FENCE FENCE
#endif

#ifdef PRODUCES
proctype ppe()
{
	byte w, i, n, x, done;

	do
	:: done == N -> break
	:: done < N ->
		LOAD(TAIL, x);
		if
		:: x > done ->
			LOAD(SLOT, x);
			assert(x == done + 1);
			done++;
			STORE(HEAD, done, 1);
			PPE_FENCE;
			LOAD(ROOM, x);
			if
			:: x -> post_spe()
			:: else
			fi
		:: else ->
			STORE(MESSAGE, 1, 0);
			PPE_FENCE;
			LOAD(TAIL, x);
			if
			:: x > done
			:: else -> atomic { event -> event = 0 }
			fi;
			STORE(MESSAGE, 0, 0)
		fi;
		x = 0
	od
}
#else
proctype ppe()
{
	byte w, i, n, x, done;

	do
	:: done == N -> break
	:: done < N ->
		LOAD(HEAD, x);
		if
		:: x == done ->
			done++;
			STORE(SLOT, done, 0);
			STORE(TAIL, done, 1);
			PPE_FENCE;
			LOAD(MESSAGE, x);
			if
			:: x -> post_spe()
			:: else
			fi
		:: else ->
			STORE(ROOM, 1, 0);
			PPE_FENCE;
			LOAD(HEAD, x);
			if
			:: x == done
			:: else -> atomic { event -> event = 0 }
			fi;
			STORE(ROOM, 0, 0)
		fi;
		x = 0
	od
}
#endif

init
{
	atomic {
		run flusher();
#ifdef SIGNALS
		run half();
#else
		run mfc();
		run spe();
#endif
		run ppe()
	}
}
