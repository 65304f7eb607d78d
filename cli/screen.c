// SPDX-License-Identifier: Apache-2.0
/* screen: keeps the log and the table apart. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "screen.h"

void cli_screen_init(struct cli_screen *screen)
{
	*screen = (struct cli_screen){ .terminal = isatty(STDERR_FILENO) };
	pthread_mutex_init(&screen->lock, NULL);
}

void cli_screen_fini(struct cli_screen *screen)
{
	free(screen->table);
	pthread_mutex_destroy(&screen->lock);
}

void cli_screen_size(int *columns, int *lines)
{
	struct winsize size;
	*columns = 80;
	*lines = 24;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
		*columns = size.ws_col;
		*lines = size.ws_row;
	}
}

/* Goes up over the table and clears from there. */
static void erase(struct cli_screen *screen)
{
	if (screen->n_lines)
		fprintf(stderr, "\033[%uA\r\033[J", screen->n_lines);
	screen->n_lines = 0;
}

static void draw(struct cli_screen *screen)
{
	if (!screen->table)
		return;
	fputs(screen->table, stderr);
	for (const char *at = screen->table; *at; at++)
		screen->n_lines += *at == '\n';
}

void cli_screen_show(struct cli_screen *screen, char *table)
{
	pthread_mutex_lock(&screen->lock);
	erase(screen);
	free(screen->table);
	screen->table = table;
	draw(screen);
	fflush(stderr);
	pthread_mutex_unlock(&screen->lock);
}

void cli_screen_log(void *arg, const char *component, const char *line)
{
	struct cli_screen *screen = arg;
	pthread_mutex_lock(&screen->lock);
	erase(screen);
	if (component)
		fprintf(stderr, "%s: %s\n", component, line);
	else
		fprintf(stderr, "axon: %s\n", line);
	draw(screen);
	fflush(stderr);
	pthread_mutex_unlock(&screen->lock);
}
