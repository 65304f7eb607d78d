// SPDX-License-Identifier: Apache-2.0
/* core_fiber: fibers, and which of them the seed lets run.
 *
 * A fiber starts by ucontext and is switched by _setjmp() and _longjmp(), which make no system
 * calls. Besides the even draw at each point a fiber is now and then stalled for long, as a
 * preempted thread is: bugs like to sit between two instructions of one thread. */
#include "core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum {
	STACK_BYTES = 256 * 1024,
	POINTS_MAX = 2000000, /* more accesses than any seed needs: the graph runs in circles */
	IDLE_MAX = 64,	      /* rounds in which only idle fibers ran, and nothing came of it */
};

enum state {
	READY,
	IDLE,	 /* looks again when nobody else can run */
	BLOCKED, /* until poked, or until a time */
	DONE
};

struct fiber {
	jmp_buf jump;
	void (*main)(void *arg);
	void *arg;
	bool started, poked;
	bool idles; /* it has called core_idle(): its turns are no progress */
	enum state state;
	uint64_t until;	  /* BLOCKED: on the virtual clock */
	uint64_t stalled; /* not run before this point, unless nobody else can */
};

static struct {
	struct fiber fiber[CORE_FIBERS];
	void *stack[CORE_FIBERS];
	unsigned n, now; /* fibers; the one that runs */
	bool running;
	jmp_buf main;
	enum core_order order;
	uint64_t seed, random, points, clock;
	uint32_t switch_one_in, drain_one_in, stall_one_in, linger_one_in, clock_step;
	unsigned idle_rounds;
	const char *command, *kind; /* for the report */
} core;

/* SplitMix64 (Steele, Lea, Flood, 2014). */
uint64_t core_draw(void)
{
	uint64_t z = (core.random += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void core_seed(uint64_t seed, enum core_order order, const char *command)
{
	core.command = command;
	core.order = order;
	core.seed = seed;
	core.random = seed;
}

void core_kind(const char *kind)
{
	core.kind = kind;
}

void core_begin(void)
{
	static const uint32_t switches[] = { 2, 3, 6, 20 };
	static const uint32_t drains[] = { 2, 8, 40, 400 };
	static const uint32_t lingers[] = { 2, 5, 20, 80 };
	memset(core.fiber, 0, sizeof(core.fiber));
	core_stores_begin(core.order);
	core.n = 0;
	core.points = core.clock = 0;
	core.idle_rounds = 0;
	core.switch_one_in = switches[core_draw() % 4];
	core.drain_one_in = drains[core_draw() % 4];
	core.stall_one_in = core_between(20, 400);
	core.linger_one_in = lingers[core_draw() % 4];
	core.clock_step = 1;
}

bool core_running(void)
{
	return core.running;
}

unsigned core_self(void)
{
	return core.now;
}

uint64_t core_points(void)
{
	return core.points;
}

uint64_t core_time(void)
{
	return core.clock += core.clock_step;
}

void core_clock_speed(uint32_t ns)
{
	core.clock_step = ns;
}

void core_fail(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	printf("seed %llu: ", (unsigned long long)core.seed);
	vprintf(format, args);
	printf(" (%s, %s, after %llu accesses)\n", core.order == CORE_TSO ? "TSO" : "PSO",
	       core.kind, (unsigned long long)core.points);
	printf("replay it with: %s --seed %llu --order %s\n", core.command,
	       (unsigned long long)core.seed, core.order == CORE_TSO ? "tso" : "pso");
	va_end(args);
	fflush(stdout);
	_exit(1);
}

/* ---- switching ----------------------------------------------------------------------------- */

static void leave(void);

static void entry(void)
{
	struct fiber *fiber = &core.fiber[core.now];
	fiber->main(fiber->arg);
	core_drain_own();
	fiber->state = DONE;
	leave();
}

static void start(struct fiber *fiber)
{
	static ucontext_t context;
	unsigned i = (unsigned)(fiber - core.fiber);
	if (!core.stack[i])
		core.stack[i] = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fiber->started = true;
	getcontext(&context);
	context.uc_stack.ss_sp = core.stack[i];
	context.uc_stack.ss_size = STACK_BYTES;
	context.uc_link = NULL;
	makecontext(&context, entry, 0);
	setcontext(&context);
}

/* The next ready fiber from a random one on; CORE_FIBERS when there is none. */
static unsigned find(enum state state, bool stalled_too)
{
	unsigned first = (unsigned)(core_draw() % core.n);
	for (unsigned k = 0; k < core.n; k++) {
		unsigned i = (first + k) % core.n;
		if (core.fiber[i].state == state &&
		    (stalled_too || core.fiber[i].stalled <= core.points))
			return i;
	}
	return CORE_FIBERS;
}

static unsigned earliest(void)
{
	unsigned found = CORE_FIBERS;
	uint64_t until = UINT64_MAX;
	for (unsigned i = 0; i < core.n; i++)
		if (core.fiber[i].state == BLOCKED && core.fiber[i].until < until) {
			until = core.fiber[i].until;
			found = i;
		}
	return found;
}

static void let_time_pass(unsigned i)
{
	struct fiber *fiber = &core.fiber[i];
	if (core.clock < fiber->until)
		core.clock = fiber->until;
	fiber->state = READY;
}

__attribute__((noreturn)) static void hang(void)
{
	char text[256] = "";
	size_t n = 0;
	for (unsigned i = 0; i < core.n; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %u:%s", i,
				      core.fiber[i].state == BLOCKED ? "asleep"
				      : core.fiber[i].state == IDLE  ? "waits"
								     : "done");
	core_fail("hang: nobody can run, and work is left (fibers%s)", text);
}

/* Whom the seed lets run now. */
static unsigned pick(void)
{
	unsigned i = find(READY, false);
	if (i == CORE_FIBERS)
		i = find(READY, true);
	if (i != CORE_FIBERS) {
		unsigned other = core_one_in(50) ? find(IDLE, true) : CORE_FIBERS;
		if (!core.fiber[i].idles)
			core.idle_rounds = 0;
		return other == CORE_FIBERS ? i : other;
	}
	core_drain_all();
	i = find(IDLE, true);
	if (i != CORE_FIBERS && ++core.idle_rounds < IDLE_MAX)
		return i;
	i = earliest();
	if (i == CORE_FIBERS)
		hang();
	core.idle_rounds = 0;
	let_time_pass(i);
	return i;
}

static bool all_done(void)
{
	for (unsigned i = 0; i < core.n; i++)
		if (core.fiber[i].state != DONE)
			return false;
	return true;
}

/* Goes on in the fiber that the seed says. */
static void leave(void)
{
	if (all_done())
		_longjmp(core.main, 1);
	struct fiber *self = &core.fiber[core.now];
	core.now = pick();
	core.fiber[core.now].state = READY;
	if (&core.fiber[core.now] == self || _setjmp(self->jump))
		return;
	struct fiber *next = &core.fiber[core.now];
	if (!next->started)
		start(next);
	_longjmp(next->jump, 1);
}

/* Keeps the running fiber from its next turns. */
static void stall(void)
{
	static const uint32_t most[] = { 20, 100, 500, 5000 };
	core.fiber[core.now].stalled = core.points + core_between(5, most[core_draw() % 4]);
}

void core_point(void)
{
	if (!core.running)
		return;
	if (++core.points > POINTS_MAX)
		core_fail("endless: still running after %d accesses", POINTS_MAX);
	uint64_t draw = core_draw();
	if ((draw & 0xffff) % core.drain_one_in == 0)
		core_drain_some(core.n);
	draw >>= 16;
	if ((draw & 0xffff) % core.switch_one_in)
		return;
	draw >>= 16;
	if ((draw & 0xffff) % core.stall_one_in == 0)
		stall();
	leave();
}

void core_linger(void)
{
	if (!core.running || !core_one_in(core.linger_one_in))
		return;
	stall();
	leave();
}

unsigned core_fiber(void (*main)(void *arg), void *arg)
{
	if (core.n == CORE_FIBERS)
		core_fail("too many fibers");
	core.fiber[core.n] = (struct fiber){ .main = main, .arg = arg, .state = READY };
	return core.n++;
}

void core_run(void)
{
	core.running = true;
	core.now = 0;
	if (!_setjmp(core.main)) {
		core.now = (unsigned)(core_draw() % core.n);
		start(&core.fiber[core.now]);
	}
	core.running = false;
}

void core_block(uint64_t timeout_ns)
{
	struct fiber *self = &core.fiber[core.now];
	core_drain_own(); /* a system call takes locks */
	if (!self->poked) {
		self->until = timeout_ns == UINT64_MAX ? UINT64_MAX : core.clock + timeout_ns;
		self->state = BLOCKED;
		leave();
	}
	self->poked = false;
	core.clock += 200000;
}

void core_poke(unsigned i)
{
	struct fiber *fiber = &core.fiber[i];
	core_drain_own();
	core_point();
	fiber->poked = true;
	if (fiber->state == BLOCKED)
		fiber->state = READY;
	core_point();
}

void core_idle(void)
{
	core_drain_own();
	core.fiber[core.now].idles = true;
	core.fiber[core.now].state = IDLE;
	leave();
}

void core_await(bool (*is)(const void *arg), const void *arg)
{
	do
		core_idle();
	while (!is(arg));
	core.fiber[core.now].idles = false;
	core.idle_rounds = 0;
}
