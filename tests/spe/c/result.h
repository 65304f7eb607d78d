// SPDX-License-Identifier: Apache-2.0
/* result: what the programs of this folder share. Each defines program(), which says what it found,
 * line by line; the same source says the same on the SPU and on the host. */
#ifndef TESTS_SPE_C_RESULT_H
#define TESTS_SPE_C_RESULT_H

#include <stdint.h>

/* Bytes of main memory that a program may use. At its start byte i of them is i * 7 + 3. */
#define MEMORY_BYTES 65536

/* The program itself; memory is the effective address of those bytes, which is a multiple of their
 * number. What it returns is the exit status, 0 to 255. */
int program(uint64_t memory);

/* A line with a name and a value in hexadecimal. */
void say(const char *name, uint64_t value);
/* A line of text; what doesn't fit into 4 KiB in all is left out. */
void say_text(const char *text);

/* A value that the compiler can't know. */
#define UNKNOWN(value)                                                                             \
	__extension__({                                                                            \
		volatile __typeof__(value) unknown_ = (value);                                     \
		unknown_;                                                                          \
	})

/* Takes a value into a checksum, by means of few instructions. */
static inline uint32_t mix(uint32_t sum, uint32_t value)
{
	return (((sum << 5) | (sum >> 27)) ^ value) + 0x9e3779b9U;
}

static inline uint32_t mix_long(uint32_t sum, uint64_t value)
{
	return mix(mix(sum, (uint32_t)(value >> 32)), (uint32_t)value);
}

/* Marsaglia, "Xorshift RNGs", 2003: the next of a sequence; state begins as anything but 0. */
static inline uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static inline uint64_t next_random_long(uint32_t *state)
{
	uint64_t high = next_random(state);

	return high << 32 | next_random(state);
}

/* The bits of floating-point values. */
static inline uint32_t float_bits(float value)
{
	union {
		float value;
		uint32_t bits;
	} both = { value };

	return both.bits;
}

static inline uint64_t double_bits(double value)
{
	union {
		double value;
		uint64_t bits;
	} both = { value };

	return both.bits;
}

static inline float float_of(uint32_t bits)
{
	union {
		uint32_t bits;
		float value;
	} both = { bits };

	return both.value;
}

static inline double double_of(uint64_t bits)
{
	union {
		uint64_t bits;
		double value;
	} both = { bits };

	return both.value;
}

#endif
