// SPDX-License-Identifier: Apache-2.0
/* sort: quicksort, heapsort and insertion on the same numbers. */
#include "result.h"

#define N 300

static void swap(int32_t *a, int32_t *b)
{
	int32_t kept = *a;

	*a = *b;
	*b = kept;
}

static void quick(int32_t *v, int n)
{
	int32_t pivot = v[n / 2];
	int i = 0;
	int j = n - 1;

	while (i <= j) {
		while (v[i] < pivot)
			i++;
		while (v[j] > pivot)
			j--;
		if (i <= j)
			swap(&v[i++], &v[j--]);
	}
	if (j > 0)
		quick(v, j + 1);
	if (i < n - 1)
		quick(v + i, n - i);
}

static void sink(int32_t *v, int at, int n)
{
	for (int child; (child = 2 * at + 1) < n; at = child) {
		child += child + 1 < n && v[child + 1] > v[child];
		if (v[at] >= v[child])
			return;
		swap(&v[at], &v[child]);
	}
}

static void heap(int32_t *v, int n)
{
	for (int i = n / 2 - 1; i >= 0; i--)
		sink(v, i, n);
	while (--n > 0) {
		swap(&v[0], &v[n]);
		sink(v, 0, n);
	}
}

static void insertion(int32_t *v, int n)
{
	for (int i = 1; i < n; i++) {
		int32_t value = v[i];
		int k = i;

		for (; k && v[k - 1] > value; k--)
			v[k] = v[k - 1];
		v[k] = value;
	}
}

int program(uint64_t memory)
{
	static void (*const how[])(int32_t *, int) = { quick, heap, insertion };
	static int32_t v[N];

	(void)memory;
	for (int k = 0; k < 3; k++) {
		uint32_t state = 8086;
		uint32_t sum = 0;

		for (int i = 0; i < N; i++)
			v[i] = (int32_t)next_random(&state) >> (i % 30);
		how[k](v, N);
		for (int i = 0; i < N; i++)
			sum = mix(sum, (uint32_t)v[i]);
		say("sorted", sum);
	}
	return 0;
}
