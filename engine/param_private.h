// SPDX-License-Identifier: Apache-2.0
/* param_private: reading the values of parameters. */
#ifndef AXON_PARAM_PRIVATE_H
#define AXON_PARAM_PRIVATE_H

#include <axon/component.h>

/* The parameter of that name, or NULL. */
const struct ax_param *ax__param_find(const struct ax_component_type *type, const char *name,
				      size_t n);

/* Reads a value of any kind but AX_STRING and AX_GRAPH and stores it at field.
 * Errors:  false, and why says what the text is not and what is expected: "'x' is not a size;
 *          write bytes, like 4096, 64Ki or 1M". */
bool ax__param_read(const struct ax_param *param, const char *text, size_t n, void *field,
		    char *why, size_t room);

/* Reads a whole number from least to most, for words that are no component's: bound=16. */
bool ax__number_read(enum ax_param_kind kind, const char *text, size_t n, int64_t least,
		     int64_t most, uint64_t *value, char *why, size_t room);

#endif
