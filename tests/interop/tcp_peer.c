// SPDX-License-Identifier: Apache-2.0
/* tcp_peer: the other side of a connection, with manners good and bad.
 *
 *     tcp_peer silent|deaf PORT N     N connections that say nothing, or never read; until killed
 *     tcp_peer reset PORT N BYTES     N connections, each reset after BYTES have come
 *     tcp_peer take PORT              reads to the end, to standard output
 *     tcp_peer slow PORT BYTES        the same, BYTES every 20 ms through a small window
 *     tcp_peer half PORT              sends standard input and ends that half; takes meanwhile
 *     tcp_peer serve reset|stay|drink BYTES
 *                                     a server of one connection that sends BYTES and then stays
 *                                     until killed, which resets it; stays and reads nothing; or
 *                                     reads to the end. Prints its port first.
 *     tcp_peer full                   a port that answers nobody; prints it, until killed */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PERIOD = 251,  /* what a server sends: byte p is p mod 251 */
	WINDOW = 4096, /* receive buffer of those that read little */
	BUFFER = 1 << 16,
};

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int join(int port, bool small)
{
	struct sockaddr_in to = loopback(port);
	int window = WINDOW, fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		die("socket");
	if (small)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("connect");
	return fd;
}

/* Whatever closes it from now on, the end of this process too, resets the connection. */
static void close_hard(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static void reset(int fd)
{
	close_hard(fd);
	close(fd);
}

/* Reads up to n bytes, or to the end when n is negative; they go to standard output if asked. */
static void take(int fd, long n, long at_once, bool print)
{
	static unsigned char bytes[BUFFER];
	while (n != 0) {
		size_t want = at_once < BUFFER ? (size_t)at_once : BUFFER;
		if (n > 0 && (long)want > n)
			want = (size_t)n;
		ssize_t got = recv(fd, bytes, want, 0);
		if (got < 0)
			die("recv");
		if (got == 0)
			return;
		if (print && fwrite(bytes, 1, (size_t)got, stdout) != (size_t)got)
			die("write");
		n -= n > 0 ? got : 0;
		if (at_once < BUFFER)
			usleep(20000);
	}
}

static void give_input(int fd)
{
	static unsigned char bytes[BUFFER];
	size_t n;
	while ((n = fread(bytes, 1, sizeof(bytes), stdin)) > 0)
		if (send(fd, bytes, n, MSG_NOSIGNAL) != (ssize_t)n)
			die("send");
	shutdown(fd, SHUT_WR);
}

static void give_pattern(int fd, long n)
{
	unsigned char bytes[PERIOD];
	for (int i = 0; i < PERIOD; i++)
		bytes[i] = (unsigned char)i;
	for (; n > 0; n -= PERIOD)
		if (send(fd, bytes, n < PERIOD ? (size_t)n : PERIOD, MSG_NOSIGNAL) < 0)
			die("send");
}

static int listen_somewhere(int backlog)
{
	struct sockaddr_in at = loopback(0);
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) < 0 || listen(fd, backlog) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		die("listen");
	printf("%u\n", ntohs(at.sin_port));
	fflush(stdout);
	return fd;
}

/* ---- manners -------------------------------------------------------------------------------- */

static void idle(int port, long n, bool small)
{
	for (long i = 0; i < n; i++)
		join(port, small);
	printf("connected\n");
	fflush(stdout);
	pause();
}

static void resets(int port, long n, long bytes)
{
	for (long i = 0; i < n; i++) {
		int fd = join(port, false);
		take(fd, bytes, BUFFER, false);
		reset(fd);
	}
}

/* Sends and takes at once: an echo of more than the buffers hold would never come to its end. */
static void half(int port)
{
	int fd = join(port, false);
	pid_t sender = fork();
	if (sender < 0)
		die("fork");
	if (sender == 0) {
		give_input(fd);
		_exit(0);
	}
	take(fd, -1, BUFFER, true);
	waitpid(sender, NULL, 0);
}

static void serve(const char *manner, long bytes)
{
	int fd = accept(listen_somewhere(1), NULL, NULL);
	if (fd < 0)
		die("accept");
	give_pattern(fd, bytes);
	if (strcmp(manner, "reset") == 0) {
		close_hard(fd);
		pause(); /* what was sent shall be read first */
	} else if (strcmp(manner, "stay") == 0) {
		pause();
	} else {
		shutdown(fd, SHUT_WR);
		take(fd, -1, BUFFER, true);
	}
}

/* A queue of one that is taken: the next handshake gets no answer. */
static void full(void)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);
	int fd = listen_somewhere(0);
	getsockname(fd, (struct sockaddr *)&at, &size);
	join(ntohs(at.sin_port), false);
	pause();
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	int port = argc > 2 ? atoi(argv[2]) : 0;
	long n = argc > 3 ? atol(argv[3]) : 1, bytes = argc > 4 ? atol(argv[4]) : 0;
	if (strcmp(mode, "silent") == 0 || strcmp(mode, "deaf") == 0) {
		idle(port, n, *mode == 'd');
	} else if (strcmp(mode, "reset") == 0) {
		resets(port, n, bytes);
	} else if (strcmp(mode, "take") == 0) {
		take(join(port, false), -1, BUFFER, true);
	} else if (strcmp(mode, "slow") == 0) {
		take(join(port, true), -1, n, true);
	} else if (strcmp(mode, "half") == 0) {
		half(port);
	} else if (strcmp(mode, "serve") == 0 && argc > 3) {
		serve(argv[2], n);
	} else if (strcmp(mode, "full") == 0) {
		full();
	} else {
		fprintf(stderr, "tcp_peer: no such manner\n");
		return 2;
	}
	return 0;
}
