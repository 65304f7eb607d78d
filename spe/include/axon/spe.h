// SPDX-License-Identifier: Apache-2.0
/* spe: what the software SPE offers beside libspe2: how the machine is made up, what it counts,
 * and how PPE code writes to memory that SPEs hold reservations on. */
#ifndef AXON_SPE_H
#define AXON_SPE_H

#include <libspe2.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The machine behind libspe2's calls. */
struct ax_spe_config {
	unsigned n_spes; /* physical ones; more contexts than that take turns */
	uint64_t seed;	 /* of the order in which unfenced commands complete */
	bool strict;	 /* what hardware leaves undefined stops the SPU */
	/* Gets a line, without its end, for each rule broken. NULL: to standard error. */
	void (*log)(void *arg, const char *line);
	void *log_arg;
	bool timed; /* contexts run in virtual time, by ax_spe_time_run() and nothing else */
	/* The log also gets a line for each channel operation and MFC command of an SPU, and for each
	 * instruction of an ELF image: those of a native one are the host's, and aren't seen. */
	bool trace;
	/* Of an ELF image's instructions the cycles are counted, by the rules of the SPU's pipes and
	 * without what channels make it wait for. It takes about twice as long. */
	bool cycles;
};

/* Fills in what the environment says: AXON_SPES (default 6, as on a PS3), AXON_SPE_SEED (1) and
 * AXON_SPE_STRICT (1). */
void ax_spe_config_init(struct ax_spe_config *config);

/* Makes the machine. Without it the first call of libspe2 makes one as the environment says.
 * Errors:  -EBUSY there is one already; -EINVAL no SPE, or more than 64; -ENOMEM. */
int ax_spe_configure(const struct ax_spe_config *config);

/* An image whose size is known, so that a truncated one is told from a whole one. Its handle's
 * handle_size is the size of this struct, or more. */
struct ax_spe_image {
	spe_program_handle_t handle;
	uint64_t bytes;
};

/* What a context has done. */
struct ax_spe_counters {
	uint64_t commands;  /* MFC commands completed, lists as one */
	uint64_t bytes_in;  /* into local store */
	uint64_t bytes_out; /* out of it */
	uint64_t stalls;    /* channel operations that waited */
	uint64_t reordered; /* commands that overtook an earlier one */
	/* Of an ELF image, up to its last stop. */
	uint64_t instructions, cycles;
};

/* Errors:  ESRCH no context. */
int ax_spe_counters_read(spe_context_ptr_t spe, struct ax_spe_counters *counters);

/* The rules that the software SPE keeps. */
enum ax_rule_kind {
	AX_RULE_FAULT,	/* hardware faults */
	AX_RULE_STRICT, /* hardware leaves it undefined; stops the SPU of a strict machine */
	AX_RULE_COUNTED /* legal, but slow or lossy */
};

struct ax_rule {
	const char *name;
	enum ax_rule_kind kind;
	bool of_spu;	  /* error is a runtime error of the SPU, not an exception of its MFC */
	int error;	  /* SPE_DMA_ALIGNMENT, ...; 0 when the SPU goes on */
	const char *text; /* what is asked of the program */
	const char *source;
};

/* The i-th rule, or NULL; how often the machine has seen it broken. */
const struct ax_rule *ax_rule_at(size_t i);
uint64_t ax_rule_count(size_t i);

/* Plain stores of PPE code don't end the reservations of SPEs, as they would on a Cell. Such code
 * writes by these, or says afterwards what it has written. (putllc also compares the line with
 * what getllar saw, so that most forgotten ones are noticed.) Each returns the old value. */
uint32_t ax_ppe_exchange32(uint32_t *at, uint32_t value);
uint64_t ax_ppe_exchange64(uint64_t *at, uint64_t value);
uint32_t ax_ppe_add32(uint32_t *at, uint32_t n);
uint64_t ax_ppe_add64(uint64_t *at, uint64_t n);
bool ax_ppe_cas32(uint32_t *at, uint32_t *expected, uint32_t value); /* as C11's strong one */
bool ax_ppe_cas64(uint64_t *at, uint64_t *expected, uint64_t value);
void ax_ppe_wrote(const void *at, size_t bytes);

/* Loads and stores of a register in a problem-state area (cbea_map.h), as the PPE's MMIO. A
 * write to a full inbound mailbox replaces its newest word; a read of an empty outbound one
 * returns the last word again.
 * Errors:  writing returns -EINVAL, and reading 0, where there is no such register. */
uint32_t ax_ps_read(const volatile void *at);
int ax_ps_write(volatile void *at, uint32_t value);

/* ---- time: a model of it ------------------------------------------------------------------ */

/* Times are cycles of an SPU, of which 3.2 make a nanosecond. Every one is a result of a model, of
 * the costs below, and none was measured on a Cell. */
enum ax_spe_time_cost {
	AX_SPE_TIME_CHANNEL,
	AX_SPE_TIME_ISSUE,
	AX_SPE_TIME_LIST,
	AX_SPE_TIME_MEMORY,
	AX_SPE_TIME_STORE,
	AX_SPE_TIME_SIGNAL,
	AX_SPE_TIME_ATOMIC_HIT,
	AX_SPE_TIME_ATOMIC_MISS,
	AX_SPE_TIME_MAILBOX,
	AX_SPE_TIME_CALL,
	AX_SPE_TIME_BEAT,
	AX_SPE_TIME_LINE,
	AX_SPE_TIME_SNOOP,
	AX_SPE_TIME_HOP,
	AX_SPE_TIME_UNALIGNED,
	AX_SPE_TIME_QUANTUM,
	AX_SPE_TIME_PARAMETERS
};

struct ax_spe_time_parameter {
	const char *name;
	uint32_t preset;
	enum {
		AX_SPE_TIME_PUBLISHED,
		AX_SPE_TIME_DERIVED, /* from what is published */
		AX_SPE_TIME_ASSUMED
	} kind;
	const char *text;
	const char *source;
};

/* The ith parameter, or NULL. */
const struct ax_spe_time_parameter *ax_spe_time_parameter_at(size_t i);

struct ax_spe_time_costs {
	uint32_t cost[AX_SPE_TIME_PARAMETERS];
};

void ax_spe_time_costs_init(struct ax_spe_time_costs *costs); /* the presets */
/* Takes "name=value". Errors:  -EINVAL no such name, or no number from 0 to 10^6 (1 at least for
 * quantum and beat). */
int ax_spe_time_costs_set(struct ax_spe_time_costs *costs, const char *text);

enum {
	AX_SPE_TIME_SPES = 8,
	AX_SPE_TIME_PORTS = 12, /* of the bus */
};

/* A context that takes part in a run. */
struct ax_spe_time_program {
	spe_context_ptr_t spe; /* with a program loaded */
	void *argp, *envp;
	unsigned place; /* the physical SPE, 0 to 7: where it is on the bus */
};

enum ax_spe_time_wait {
	AX_SPE_TIME_ON_DMA,
	AX_SPE_TIME_ON_MAILBOX,
	AX_SPE_TIME_ON_SIGNAL,
	AX_SPE_TIME_ON_ATOMIC,
	AX_SPE_TIME_ON_EVENT,
	AX_SPE_TIME_WAITS
};

struct ax_spe_time_spe {
	unsigned place;
	int result;	      /* what spe_context_run() would have returned */
	spe_stop_info_t stop; /* and said */
	uint64_t cycles;      /* until it stopped */
	uint64_t busy;	      /* of those, not stalled */
	uint64_t stalled[AX_SPE_TIME_WAITS];
	uint64_t commands; /* DMA, lists as one */
	uint64_t bus_wait; /* cycles that its packets waited for the bus or the controller */
};

struct ax_spe_time_port {
	uint64_t bytes_in, bytes_out;	/* to and from who is at the port */
	uint64_t cycles_in, cycles_out; /* in which it was in use */
};

struct ax_spe_time_report {
	uint64_t makespan; /* until the last has stopped, and the last transfer has arrived */
	unsigned n_spes;
	struct ax_spe_time_spe spe[AX_SPE_TIME_SPES]; /* in the order of the programs */
	struct ax_spe_time_port port[AX_SPE_TIME_PORTS];
};

/* The PPE's part in a run. It has no time of its own, but what the costs `mailbox` and `call` say.
 * Calls of a program to the PPE (0x21xx) are answered as spe_context_run() does. */
struct ax_spe_time_ppe {
	/* A word has come from the outbound mailbox, or from the one that interrupts, of program
	 * i. May write mailboxes and signals: they are there at once. NULL: words stay where they
	 * are. */
	void (*mailbox)(void *arg, unsigned i, bool interrupting, uint32_t word, uint64_t cycle);
	void *arg;
};

/* Runs the programs to their ends in virtual time, on the calling thread: the machine is one that
 * ax_spe_configure() was told is timed. The same run gives the same report each time.
 * Errors:  -EINVAL not such a machine, no program or more than 8, a place that there isn't or that
 *          two of them share, nothing loaded; -EDEADLK all that are left wait for each other. */
int ax_spe_time_run(const struct ax_spe_time_program *program, unsigned n,
		    const struct ax_spe_time_costs *costs, const struct ax_spe_time_ppe *ppe,
		    struct ax_spe_time_report *report);

/* As a table, or as JSON. */
void ax_spe_time_print(const struct ax_spe_time_report *report, FILE *to, bool json);

#ifdef __cplusplus
}
#endif

#endif
