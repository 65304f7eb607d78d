// SPDX-License-Identifier: Apache-2.0
/* screen: standard error as people see it while a graph runs: lines of the log, and beneath them a
 * table that is redrawn in place when it is a terminal. Any thread may write a line. */
#ifndef AXON_CLI_SCREEN_H
#define AXON_CLI_SCREEN_H

#include <pthread.h>
#include <stdbool.h>

struct cli_screen {
	pthread_mutex_t lock;
	bool terminal;
	char *table;	  /* as it stands on the screen, or NULL */
	unsigned n_lines; /* of it */
};

void cli_screen_init(struct cli_screen *screen);
void cli_screen_fini(struct cli_screen *screen);

/* How many columns and lines the terminal has. */
void cli_screen_size(int *columns, int *lines);

/* Puts a table in the place of the last one. Owner: table, from malloc(), is the screen's. */
void cli_screen_show(struct cli_screen *screen, char *table);

/* Writes a line above the table; an ax_log_fn. */
void cli_screen_log(void *screen, const char *component, const char *line);

#endif
