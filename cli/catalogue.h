// SPDX-License-Identifier: Apache-2.0
/* catalogue: the component types as the command knows them, and what is printed of one. */
#ifndef AXON_CLI_CATALOGUE_H
#define AXON_CLI_CATALOGUE_H

#include <stdio.h>

#include <axon/engine.h>

/* An engine with every component type of the library, or NULL after a sentence. */
struct ax_engine *cli_engine_new(void);

/* The type of that name, or NULL after a sentence that names the nearest. */
const struct ax_component_type *cli_type_find(const struct ax_engine *engine, const char *name);

/* What values a parameter takes, for people: "size, from 1 to 64Ki", "line, block, bitrate". */
void cli_param_values(const struct ax_param *param, char *text, size_t room);
/* How it is written when it is left out: "line", "\"\"", or NULL: it must be given. */
const char *cli_param_preset(const struct ax_param *param);

/* One sentence or two on how components of the type end. */
const char *cli_type_ending(const struct ax_component_type *type);

/* Calls visit for each inbox, or each outbox, the standard ones included. */
void cli_type_boxes(const struct ax_component_type *type, bool out,
		    void (*visit)(FILE *to, const struct ax_box_spec *box), FILE *to);

/* The type on a terminal, and as a page of the reference. */
void cli_print_type(FILE *to, const struct ax_component_type *type);
void cli_print_page(FILE *to, const struct ax_component_type *type);

#endif
