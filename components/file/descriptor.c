// SPDX-License-Identifier: Apache-2.0
/* descriptor: opening, waiting for and closing what is read and written. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.h"

enum {
	CREATE_MODE = 0666,
	WARM_BYTES = 64 * 1024, /* what a job brings into memory */
};

/* A descriptor of our own for a standard stream that is not a regular file: opened once more, or
 * else a duplicate whose open file is made non-blocking until it is closed. */
static int own_stream(struct ax_descriptor *d, int standard, int flags)
{
	char path[32];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", standard);
	int fd = open(path, flags | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0)
		return fd;
	fd = fcntl(standard, F_DUPFD_CLOEXEC, 3);
	int old = fd < 0 ? -1 : fcntl(fd, F_GETFL);
	if (old >= 0 && !(old & O_NONBLOCK) && fcntl(fd, F_SETFL, old | O_NONBLOCK) == 0)
		d->restore = old;
	return fd;
}

static int open_standard(struct ax_descriptor *d, int standard, int flags)
{
	struct stat about;
	if (fstat(standard, &about))
		return -1;
	/* A regular file's offset is shared with the shell, and must stay so. */
	if (S_ISREG(about.st_mode))
		return fcntl(standard, F_DUPFD_CLOEXEC, 3);
	return own_stream(d, standard, flags);
}

static void set_blocking(struct ax_descriptor *d)
{
	int flags = fcntl(d->watch.fd, F_GETFL);
	if (flags >= 0)
		(void)fcntl(d->watch.fd, F_SETFL, flags & ~O_NONBLOCK);
}

/* Finds out what fd is, and watches it unless it is a regular file; 0 or -errno. */
static int adopt(struct ax_component *self, struct ax_descriptor *d, int fd)
{
	struct stat about;
	d->open = true;
	d->watch.fd = fd;
	if (fstat(fd, &about))
		return -errno;
	if (S_ISDIR(about.st_mode))
		return -EISDIR;
	d->regular = S_ISREG(about.st_mode);
	d->size = (uint64_t)about.st_size;
	if (d->regular)
		return 0;
	int error = ax_watch_open(self, &d->watch, fd);
	d->watched = error == 0;
	if (error == -ENOTSUP) {
		d->watch = (struct ax_watch){ .fd = fd };
		set_blocking(d);
		return 0;
	}
	return error;
}

int ax_descriptor_read(struct ax_component *self, struct ax_descriptor *d, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	d->restore = -1;
	int fd = standard ? open_standard(d, STDIN_FILENO, O_RDONLY)
			  : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	int error = fd < 0 ? -errno : adopt(self, d, fd);
	if (error)
		return ax_fail_init(self, "can't read %s%s%s: %s", standard ? "" : "'",
				    standard ? "standard input" : path, standard ? "" : "'",
				    strerror(-error));
	if (d->regular) {
		off_t at = lseek(fd, 0, SEEK_CUR);
		d->offset = at > 0 ? (uint64_t)at : 0;
	}
	return 0;
}

int ax_descriptor_write(struct ax_component *self, struct ax_descriptor *d, const char *path,
			bool append)
{
	bool standard = strcmp(path, "-") == 0;
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (append ? O_APPEND : O_TRUNC);
	d->restore = -1;
	int fd = standard ? open_standard(d, STDOUT_FILENO, O_WRONLY)
			  : open(path, flags | O_NONBLOCK, CREATE_MODE);
	int error = fd < 0 ? -errno : adopt(self, d, fd);
	if (error == -ENXIO)
		return ax_fail_init(self, "can't write '%s': nobody reads from this pipe", path);
	if (error)
		return ax_fail_init(self, "can't write %s%s%s: %s", standard ? "" : "'",
				    standard ? "standard output" : path, standard ? "" : "'",
				    strerror(-error));
	return 0;
}

/* Whether the world must be waited for before a call is made at all: a pipe that nobody has
 * opened yet to write reads as ended. */
static bool must_wait(const struct ax_descriptor *d, uint32_t events)
{
	return d->watched && !(d->watch.ready & (events | AX_HANGUP));
}

/* What a call that gave n means. */
static ssize_t settle(struct ax_descriptor *d, ssize_t n, uint32_t event)
{
	if (n >= 0)
		return n;
	if (errno == EAGAIN && d->watched)
		d->watch.ready &= ~event;
	return -errno;
}

/* ---- regular files that are not in memory ------------------------------------------------- */

/* A job that reads what comes next and throws it away: then the kernel has it in memory. It has a
 * descriptor of its own, since the component may end before it. */
struct ax_warm {
	struct ax_job job;
	int fd;
	uint64_t offset;
	unsigned char data[WARM_BYTES];
};

static void warm_work(struct ax_job *job)
{
	struct ax_warm *warm = (struct ax_warm *)job;
	/* Whatever goes wrong shows when the component reads. */
	ssize_t n = pread(warm->fd, warm->data, sizeof(warm->data), (off_t)warm->offset);
	(void)n;
}

static void warm_discard(struct ax_job *job)
{
	close(((struct ax_warm *)job)->fd);
	free(job);
}

/* Starts the job; false when it can't be had, and the component must read for itself. */
static bool start_warming(struct ax_component *self, struct ax_descriptor *d)
{
	struct ax_warm *warm = malloc(sizeof(*warm));
	if (!warm)
		return false;
	warm->job = (struct ax_job){ .work = warm_work, .discard = warm_discard };
	warm->offset = d->offset;
	warm->fd = fcntl(d->watch.fd, F_DUPFD_CLOEXEC, 3);
	if (warm->fd < 0 || ax_job_start(self, &warm->job)) {
		if (warm->fd >= 0)
			close(warm->fd);
		free(warm);
		return false;
	}
	d->warm = warm;
	return true;
}

static void stop_warming(struct ax_descriptor *d)
{
	if (d->warm)
		ax_job_release(&d->warm->job);
	d->warm = NULL;
}

/* Reads what is in memory; -1 with EAGAIN when the next byte is not. */
static ssize_t get_regular(struct ax_descriptor *d, void *to, size_t n)
{
	struct iovec whole = { .iov_base = to, .iov_len = n };
	if (d->warm && !ax_job_done(&d->warm->job)) {
		errno = EAGAIN;
		return -1;
	}
	if (d->warm || d->blocking) {
		stop_warming(d);
		return pread(d->watch.fd, to, n, (off_t)d->offset);
	}
	ssize_t got = preadv2(d->watch.fd, &whole, 1, (off_t)d->offset, RWF_NOWAIT);
	if (got >= 0)
		return got;
	d->cold = errno == EAGAIN;
	d->blocking = !d->cold;
	return d->cold ? -1 : pread(d->watch.fd, to, n, (off_t)d->offset);
}

void ax_descriptor_want(struct ax_component *self, struct ax_descriptor *d)
{
	/* The job wakes as a descriptor would. */
	ax_want_fd(self, &d->watch);
	if (!d->cold || d->warm)
		return;
	d->cold = false;
	if (start_warming(self, d))
		return;
	d->blocking = true;
	ax_want_time(self, ax_now(self));
}

/* ---- reading and writing ------------------------------------------------------------------- */

ssize_t ax_descriptor_get(struct ax_descriptor *d, void *to, size_t n)
{
	if (must_wait(d, AX_READABLE))
		return -EAGAIN;
	ssize_t got;
	do {
		got = d->regular ? get_regular(d, to, n) : read(d->watch.fd, to, n);
	} while (got < 0 && errno == EINTR);
	if (got > 0)
		d->offset += (uint64_t)got;
	return settle(d, got, AX_READABLE | AX_HANGUP);
}

bool ax_descriptor_at_end(struct ax_descriptor *d)
{
	struct stat about;
	/* Files that the kernel makes up say that they are empty. */
	if (!d->regular || d->size == 0 || d->offset < d->size)
		return false;
	/* It may have grown. */
	if (fstat(d->watch.fd, &about) == 0)
		d->size = (uint64_t)about.st_size;
	return d->offset >= d->size;
}

ssize_t ax_descriptor_put(struct ax_descriptor *d, const struct iovec *from, int n)
{
	ssize_t put;
	do {
		put = writev(d->watch.fd, from, n);
	} while (put < 0 && errno == EINTR);
	return settle(d, put, AX_WRITABLE);
}

void ax_descriptor_close(struct ax_descriptor *d)
{
	if (!d->open)
		return;
	stop_warming(d);
	if (d->restore >= 0)
		(void)fcntl(d->watch.fd, F_SETFL, d->restore);
	if (d->watched)
		ax_watch_close(&d->watch);
	else
		close(d->watch.fd);
	d->open = false;
}
