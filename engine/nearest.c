// SPDX-License-Identifier: Apache-2.0
/* nearest: did you mean? Edit distance with transpositions (the restricted form of Damerau and
 * Levenshtein) that does not mind capitals, over names short enough for two rows on the stack. */
#include <axon/engine.h>

#include <ctype.h>
#include <limits.h>
#include <string.h>

enum {
	LONGEST = 64
};

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* row[0] is the row being filled, row[1] and row[2] the two before it. */
static unsigned distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	unsigned store[3][LONGEST + 1];
	unsigned *row[3] = { store[0], store[1], store[2] };
	for (size_t j = 0; j <= n_b; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n_a; i++) {
		unsigned *oldest = row[2];
		row[2] = row[1];
		row[1] = row[0];
		row[0] = oldest;
		row[0][0] = (unsigned)i;
		for (size_t j = 1; j <= n_b; j++) {
			unsigned change = row[1][j - 1] + !same(a[i - 1], b[j - 1]);
			row[0][j] = least(change, least(row[1][j], row[0][j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[0][j] = least(row[0][j], row[2][j - 2] + 1);
		}
	}
	return row[0][n_b];
}

/* How far name is from word; UINT_MAX when it is no likely slip. A name that begins with the word
 * counts as far as a slip may go. */
static unsigned likeness(const char *word, size_t n_word, const char *name)
{
	size_t n_name = strlen(name);
	if (n_name == 0 || n_name > LONGEST)
		return UINT_MAX;
	unsigned slip = n_word < 3 ? 1 : (unsigned)(n_word + 2) / 3;
	unsigned d = distance(word, n_word, name, n_name);
	if (d <= slip && d < n_name && d < n_word)
		return d;
	if (n_word >= 3 && n_name > n_word && memcmp(word, name, n_word) == 0)
		return slip;
	return UINT_MAX;
}

const char *ax_nearest(const char *word, const char *const *names, size_t n)
{
	size_t n_word = strlen(word);
	if (n_word == 0 || n_word > LONGEST)
		return NULL;
	const char *best = NULL;
	unsigned best_likeness = UINT_MAX;
	for (size_t i = 0; i < n; i++) {
		unsigned d = likeness(word, n_word, names[i]);
		if (d < best_likeness) {
			best_likeness = d;
			best = names[i];
		}
	}
	return best;
}
