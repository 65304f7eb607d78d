// SPDX-License-Identifier: Apache-2.0
/* param: the parameters a component type declares, and how their values are written.
 * One table serves the graph language, the command line, the reference and the error messages. */
#ifndef AXON_PARAM_H
#define AXON_PARAM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ax_param_kind {
	AX_STRING,   /* const char *: any text; lives as long as the graph description */
	AX_GRAPH,    /* struct ax_graph *: a pipeline in quotes, parsed with the graph around it */
	AX_CHOICE,   /* int: the position of a word in choices, which '|' separates */
	AX_BOOL,     /* bool: yes, no, true, false, 1, 0 */
	AX_INTEGER,  /* int64_t: a whole number; suffixes k M G and Ki Mi Gi */
	AX_REAL,     /* double */
	AX_SIZE,     /* uint64_t, bytes: 4096, 64Ki, 1M */
	AX_RATE,     /* uint64_t, bits per second: 400k, 1M */
	AX_DURATION, /* uint64_t, nanoseconds: 250ms, 2s, 10us, 1m */
};

struct ax_param {
	const char *name;
	enum ax_param_kind kind;
	uint32_t offset;     /* of the field in the component */
	const char *preset;  /* the default as it would be written, or NULL: must be given */
	const char *doc;     /* one line */
	const char *choices; /* AX_CHOICE: "line|block|bitrate" */
	int64_t least, most; /* for the numeric kinds when most != 0, in the field's unit */
};

/* Ends a table of parameters. */
#define AX_PARAMS_END                                                                              \
	{                                                                                          \
		.name = NULL                                                                       \
	}

/* Whether name is what the value of an AX_STRING with preset "" was left at. */
#define ax_given(string) ((string) && *(string))

#ifdef __cplusplus
}
#endif
#endif
