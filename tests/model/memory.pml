// SPDX-License-Identifier: Apache-2.0
/* memory: the words that workers share, and their store buffers, for every model here.
 *
 * Spin alone knows no late stores. So a shared word that is stored (not exchanged) goes through the
 * worker's store buffer, and one process lets stores out whenever it likes:
 *   -DTSO  a queue, as on x86
 *   -DPSO  a relaxed store may overtake stores to other addresses, a release store none
 *   -DSC   none, for larger bounds: what a missing fence does can't be seen then
 *
 * The file that includes this one defines WORKERS, WORDS, BUFFERED; a process that uses the macros
 * has the byte variables w (its worker), i and n. */

#ifndef SC
#if !defined(TSO) && !defined(PSO)
#define TSO
#endif
#endif

typedef buffer {
	byte at[BUFFERED];
	byte value[BUFFERED];
	bit release[BUFFERED];
	byte n
};

byte memory[WORDS];
buffer stores[WORKERS];

#ifdef SC
#define STORE(a, v, r) memory[a] = v
#define LOAD(a, x) x = memory[a]
#define FENCE skip
#define DRAINED true
#define TOGETHER
#else
#define STORE(a, v, r)                                                                         \
	atomic {                                                                               \
		stores[w].n < BUFFERED;                                                        \
		stores[w].at[stores[w].n] = a;                                                 \
		stores[w].value[stores[w].n] = v;                                              \
		stores[w].release[stores[w].n] = r;                                            \
		stores[w].n++                                                                  \
	}
#define LOAD(a, x)                                                                             \
	d_step {                                                                               \
		x = memory[a];                                                                 \
		i = 0;                                                                         \
		do                                                                             \
		:: i < stores[w].n ->                                                          \
			if                                                                     \
			:: stores[w].at[i] == a -> x = stores[w].value[i]                      \
			:: else                                                                \
			fi;                                                                    \
			i++                                                                    \
		:: else -> break                                                               \
		od;                                                                            \
		i = 0                                                                          \
	}
#define FENCE (stores[w].n == 0)
#define DRAINED (stores[w].n == 0)
/* Entering stores in one's own buffer is nobody else's business: several are one step. */
#define TOGETHER atomic
#endif

inline take_out(f, k)
{
	memory[stores[f].at[k]] = stores[f].value[k];
	j = k;
	do
	:: j + 1 < stores[f].n ->
		stores[f].at[j] = stores[f].at[j + 1];
		stores[f].value[j] = stores[f].value[j + 1];
		stores[f].release[j] = stores[f].release[j + 1];
		j++
	:: else -> break
	od;
	stores[f].n--;
	stores[f].at[stores[f].n] = 0;
	stores[f].value[stores[f].n] = 0;
	stores[f].release[stores[f].n] = 0;
	j = 0
}

/* Any store but the first that may overtake all before it; else the first. */
inline take_any(f)
{
	k = 0;
	do
	:: k + 1 < stores[f].n -> k++
	:: break
	od;
	d_step {
		j = 0;
		do
		:: j < k && !stores[f].release[k] && stores[f].at[j] != stores[f].at[k] -> j++
		:: else -> break
		od;
		if
		:: j < k -> k = 0
		:: else
		fi;
		j = 0;
		take_out(f, k);
		k = 0
	}
}

#ifdef PSO
#define LET_OUT(f) take_any(f)
#else
#define LET_OUT(f) d_step { take_out(f, 0) }
#endif

/* One for all workers: lets a store out. It outlives them. */
proctype flusher()
{
	byte j, k;
end:
	do
	:: atomic { stores[0].n > 0 -> LET_OUT(0) }
#if WORKERS > 1
	:: atomic { stores[1].n > 0 -> LET_OUT(1) }
#endif
#if WORKERS > 2
	:: atomic { stores[2].n > 0 -> LET_OUT(2) }
#endif
	od
}

/* Nobody else has a store to the word under way: w alone may touch it. */
inline alone(a)
{
	d_step {
		n = 0;
		do
		:: n < WORKERS ->
			i = 0;
			do
			:: n != w && i < stores[n].n ->
				assert(stores[n].at[i] != a);
				i++
			:: else -> break
			od;
			n++
		:: else -> break
		od;
		n = 0;
		i = 0
	}
}
