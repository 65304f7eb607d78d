// SPDX-License-Identifier: Apache-2.0
/* descriptor: a file, pipe, terminal or standard stream that never blocks its worker.
 *
 * Regular files are read at once where they are in memory, and by a job that brings them there
 * where they are not; they are written at once. Pipes, terminals and sockets are waited for with a
 * watch. A standard stream is opened once more where the system allows it, because O_NONBLOCK
 * belongs to the open file, which the shell and other processes share. Under a seed nothing can
 * be waited for, and calls block. */
#ifndef AX_FILE_DESCRIPTOR_H
#define AX_FILE_DESCRIPTOR_H

#include <axon/component.h>

#include <sys/uio.h>

struct ax_descriptor {
	struct ax_watch watch; /* its fd is the descriptor, watched or not */
	uint64_t offset;       /* the next byte to read from a regular file */
	uint64_t size;	       /* of a regular file, as last looked at */
	int restore;	       /* flags that the open file had before, or -1 */
	bool open;
	bool regular;
	bool watched;
	bool cold;	      /* what is to be read next is not in memory */
	bool blocking;	      /* the file system can't say so */
	struct ax_warm *warm; /* the job that brings it, or NULL */
};

/* Opens path ("-": standard input) to be read, or ("-": standard output) to be written: anew, or
 * at its end with append. 0, or the result of ax_fail_init() with a sentence. */
int ax_descriptor_read(struct ax_component *self, struct ax_descriptor *d, const char *path);
int ax_descriptor_write(struct ax_component *self, struct ax_descriptor *d, const char *path,
			bool append);
void ax_descriptor_close(struct ax_descriptor *d);

/* Up to n bytes; 0 at the end; -EAGAIN: wait with ax_descriptor_want(); or -errno. */
ssize_t ax_descriptor_get(struct ax_descriptor *d, void *to, size_t n);
/* Whether a regular file is known to be read to its end, before a read says so. */
bool ax_descriptor_at_end(struct ax_descriptor *d);
/* How many bytes were written; -EAGAIN: wait with ax_descriptor_want(); or -errno. */
ssize_t ax_descriptor_put(struct ax_descriptor *d, const struct iovec *from, int n);

/* To be called before a step returns AX_STEP_WAIT: wakes self when the call that gave -EAGAIN is
 * worth repeating. */
void ax_descriptor_want(struct ax_component *self, struct ax_descriptor *d);

#endif
