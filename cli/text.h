// SPDX-License-Identifier: Apache-2.0
/* text: what the pages and tables share: wrapping, quoting, figures for people. */
#ifndef AXON_CLI_TEXT_H
#define AXON_CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Prints text indented and wrapped to 80 columns, of which `column` are already used. Backticks
 * are left out; an empty line separates paragraphs. Ends with a newline. */
void cli_wrap(FILE *to, const char *text, size_t indent, size_t column);

/* Prints text as a JSON string, with the quotes. */
void cli_json_string(FILE *to, const char *text);
/* Prints lines as a JSON array of strings. */
void cli_json_lines(FILE *to, const char *lines);

/* A figure in at most six columns: 12, 1234, 56.7k, 8.90M. Returns text. */
const char *cli_figure(char *text, size_t room, double figure);

#endif
