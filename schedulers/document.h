// SPDX-License-Identifier: Apache-2.0
/* document: reads YAML (and so JSON) strictly, one value after the other, by libyaml. What is wrong
 * is said in one sentence with file and line; from then on every call returns false. */
#ifndef AXON_DOCUMENT_H
#define AXON_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <yaml.h>

struct ax_document {
	yaml_parser_t parser;
	yaml_event_t event; /* the next one, not yet taken */
	const char *path;
	char *error; /* room bytes; empty while nothing is wrong */
	size_t room;
};

/* A key of a mapping. read() takes its value and says what is wrong with it, or returns true. */
struct ax_field {
	const char *name;
	bool (*read)(struct ax_document *document, void *arg);
	bool required;
};

enum {
	AX_FIELDS_MAX = 32 /* of one mapping */
};

/* Begins to read file, which stays the caller's; path is what messages call it. */
bool ax_document_open(struct ax_document *document, FILE *file, const char *path, char *error,
		      size_t room);
/* Whether the document ends here. */
bool ax_document_end(struct ax_document *document);
void ax_document_close(struct ax_document *document);

/* The line of the next value, from 1. */
size_t ax_document_line(const struct ax_document *document);
/* Says what is wrong at that line; returns false. */
bool ax_document_wrong(struct ax_document *document, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Each takes the next value; what names it in messages: "a component". */
bool ax_document_map(struct ax_document *document, const char *what, const struct ax_field *field,
		     size_t n, void *arg);
bool ax_document_list(struct ax_document *document, const char *what,
		      bool (*item)(struct ax_document *document, void *arg), void *arg);
/* A word, which becomes the caller's to free. */
bool ax_document_text(struct ax_document *document, const char *what, char **text);
bool ax_document_number(struct ax_document *document, const char *what, uint64_t least,
			uint64_t most, uint64_t *number);
/* 0 or more, with or without a fraction. */
bool ax_document_real(struct ax_document *document, const char *what, double *real);
bool ax_document_truth(struct ax_document *document, const char *what, bool *truth);
/* Whether the next value is a list. */
bool ax_document_lists(const struct ax_document *document);

#endif
