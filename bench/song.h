// SPDX-License-Identifier: Apache-2.0
/* song: ten seconds of sound as an Ogg Vorbis file, for `decode`. */
#ifndef AXON_BENCH_SONG_H
#define AXON_BENCH_SONG_H

#include <stddef.h>

enum {
	BENCH_SONG_RATE = 44100,
	BENCH_SONG_CHANNELS = 2,
	BENCH_SONG_FRAMES = 10 * BENCH_SONG_RATE,
	BENCH_SONG_FRAME_BYTES = 2 * BENCH_SONG_CHANNELS, /* decoded to 16 bits */
};

/* The file in memory, for free(), and its size; the same every time. NULL after a sentence. */
unsigned char *bench_song(size_t *size);

#endif
