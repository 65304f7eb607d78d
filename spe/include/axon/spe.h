// SPDX-License-Identifier: Apache-2.0
/* spe: what the software SPE offers beside libspe2: how the machine is made up, what it counts,
 * and how PPE code writes to memory that SPEs hold reservations on. */
#ifndef AXON_SPE_H
#define AXON_SPE_H

#include <libspe2.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

#ifdef __cplusplus
}
#endif

#endif
