// SPDX-License-Identifier: Apache-2.0
/* load_client: many clients of one streaming server, in one process. Every byte is compared with
 * the file, and its time of arrival with its place in the stream:
 *     not before   position / rate - interval        after the connection was made
 *     the end at   size / rate, at most one interval or 1 % late
 *
 *     load_client port=N file=PATH [clients=N] [rate=BYTES/S] [interval=MS] [http=/path]
 *
 * Prints one line of name=value, and fails when a byte was wrong, early or late. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTING_MAX = 256, /* handshakes under way at a time */
	GRACE_MS = 20,	      /* for a busy machine */
};

enum state {
	CONNECTING,
	HEADER,
	BODY,
	OVER
};

struct client {
	int fd;
	enum state state;
	uint32_t matched; /* bytes of the blank line that ends an HTTP header */
	size_t position;
	double began, ended;
	double early; /* ms: the most that a byte came before its time */
	bool wrong;
};

static struct {
	uint16_t port;
	const char *file, *http;
	uint32_t clients;
	double rate, interval; /* bytes a second; seconds */
} option = { .clients = 1, .rate = 8000, .interval = 1 };

static const unsigned char *content;
static size_t size;
static int poller;

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- one client ----------------------------------------------------------------------------- */

static void start(struct client *c)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(option.port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c };
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket");
	/* On this machine the handshake is over when the call returns. */
	c->began = seconds();
	if (connect(c->fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS)
		die("connect");
	if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) < 0)
		die("epoll_ctl");
}

static void finish(struct client *c, bool wrong)
{
	c->wrong |= wrong;
	c->state = OVER;
	c->ended = seconds();
	close(c->fd);
}

static void connected(struct client *c)
{
	char request[512];
	int error = 0;
	socklen_t n = sizeof(error);
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &n);
	if (error) {
		finish(c, true);
		return;
	}
	c->state = option.http ? HEADER : BODY;
	if (!option.http)
		return;
	int length = snprintf(request, sizeof(request),
			      "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
			      option.http);
	if (send(c->fd, request, (size_t)length, MSG_NOSIGNAL) != length)
		finish(c, true);
}

/* Skips the header; returns how many of the n bytes belong to it. */
static size_t skip_header(struct client *c, const unsigned char *bytes, size_t n)
{
	static const char blank[] = "\r\n\r\n";
	size_t i = 0;
	while (i < n && c->state == HEADER) {
		c->matched = bytes[i] == (unsigned char)blank[c->matched] ? c->matched + 1
			     : bytes[i] == '\r'				  ? 1
									  : 0;
		if (c->matched == sizeof(blank) - 1)
			c->state = BODY;
		i++;
	}
	return i;
}

static void check(struct client *c, const unsigned char *bytes, size_t n)
{
	if (n > size - c->position || memcmp(bytes, content + c->position, n) != 0) {
		finish(c, true);
		return;
	}
	c->position += n;
	double due = (double)c->position / option.rate - option.interval;
	double early = (due - (seconds() - c->began)) * 1000;
	if (early > c->early)
		c->early = early;
}

static void receive(struct client *c)
{
	unsigned char bytes[65536];
	while (c->state != OVER) {
		ssize_t n = recv(c->fd, bytes, sizeof(bytes), 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			finish(c, n < 0 || c->position != size);
			return;
		}
		size_t header = skip_header(c, bytes, (size_t)n);
		if ((size_t)n > header)
			check(c, bytes + header, (size_t)n - header);
	}
}

/* ---- all of them ---------------------------------------------------------------------------- */

static void run(struct client *client)
{
	struct epoll_event event[256];
	uint32_t started = 0, connecting = 0, over = 0;
	while (over < option.clients) {
		for (; started < option.clients && connecting < CONNECTING_MAX; connecting++)
			start(&client[started++]);
		int n = epoll_wait(poller, event, 256, -1);
		for (int i = 0; i < n; i++) {
			struct client *c = event[i].data.ptr;
			if (c->state == CONNECTING) {
				connected(c);
				connecting--;
			}
			receive(c);
			over += c->state == OVER;
		}
	}
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Prints the sums; whether all was right and in time. */
static bool report(const struct client *client)
{
	uint32_t n = option.clients, wrong = 0, late = 0, hasty = 0;
	double *delay = calloc(n, sizeof(*delay)), early = 0;
	double due = (double)size / option.rate;
	double allowed = due / 100 > option.interval ? due / 100 : option.interval;
	for (uint32_t i = 0; delay && i < n; i++) {
		const struct client *c = &client[i];
		delay[i] = c->ended - c->began - due;
		wrong += c->wrong;
		late += delay[i] * 1000 > allowed * 1000 + GRACE_MS;
		hasty += c->early > GRACE_MS;
		early = c->early > early ? c->early : early;
	}
	if (!delay)
		die("memory");
	qsort(delay, n, sizeof(*delay), ascending);
	printf("clients=%u wrong=%u early=%u late=%u early_ms=%.1f end_ms=%.1f,%.1f,%.1f\n", n,
	       wrong, hasty, late, early, delay[0] * 1000, delay[n / 2] * 1000,
	       delay[n - 1] * 1000);
	free(delay);
	return !wrong && !late && !hasty;
}

/* ---- the command line ----------------------------------------------------------------------- */

static void read_option(const char *word)
{
	const char *value = strchr(word, '=');
	size_t n = value ? (size_t)(value - word) : 0;
	value = value ? value + 1 : "";
	if (n == 4 && strncmp(word, "port", n) == 0)
		option.port = (uint16_t)strtoul(value, NULL, 10);
	else if (n == 4 && strncmp(word, "file", n) == 0)
		option.file = value;
	else if (n == 4 && strncmp(word, "http", n) == 0)
		option.http = value;
	else if (n == 4 && strncmp(word, "rate", n) == 0)
		option.rate = strtod(value, NULL);
	else if (n == 7 && strncmp(word, "clients", n) == 0)
		option.clients = (uint32_t)strtoul(value, NULL, 10);
	else if (n == 8 && strncmp(word, "interval", n) == 0)
		option.interval = strtod(value, NULL) / 1000;
	else {
		fprintf(stderr, "load_client: what is %s?\n", word);
		exit(2);
	}
}

static void read_file(void)
{
	struct stat info;
	int fd = option.file ? open(option.file, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0 || fstat(fd, &info) < 0)
		die(option.file ? option.file : "file=");
	size = (size_t)info.st_size;
	content = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (content == MAP_FAILED)
		die(option.file);
	close(fd);
}

int main(int argc, char **argv)
{
	struct rlimit limit;
	for (int i = 1; i < argc; i++)
		read_option(argv[i]);
	read_file();
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	poller = epoll_create1(EPOLL_CLOEXEC);
	struct client *client = calloc(option.clients, sizeof(*client));
	if (poller < 0 || !client)
		die("start");
	run(client);
	bool right = report(client);
	free(client);
	close(poller);
	return right ? 0 : 1;
}
