// SPDX-License-Identifier: Apache-2.0
/* A server and its clients, each an engine of its own in this process. */
#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A test that hangs is ended: one of its sides might fill the disk. */
TestSuite(tcp, .timeout = 60);
TestSuite(tcp_server, .timeout = 60);
TestSuite(tcp_client, .timeout = 60);

/* One engine, what it runs, and what it said. */
struct side {
	struct ax_engine *engine;
	struct ax_graph *graph;
	struct ax_run *run;
	struct ax_result result;
	pthread_mutex_t lock; /* of log: workers write, the test reads */
	char log[4096];
};

static void keep(void *arg, const char *component, const char *line)
{
	struct side *side = arg;
	pthread_mutex_lock(&side->lock);
	size_t n = strlen(side->log);
	snprintf(side->log + n, sizeof(side->log) - n, "%s: %s\n", component ? component : "axon",
		 line);
	pthread_mutex_unlock(&side->lock);
}

static struct side *begin(const char *words)
{
	char error[512];
	struct ax_run_options options = { .workers = 2, .no_pin = true };
	struct side *side = calloc(1, sizeof(*side));
	pthread_mutex_init(&side->lock, NULL);
	side->engine = ax_engine_new();
	ax_engine_log(side->engine, keep, side);
	cr_assert_eq(ax_register_components(side->engine), 0);
	side->graph = ax_graph_parse(side->engine, words, "test");
	side->run = ax_run_start(side->graph, &options, error, sizeof(error));
	cr_assert(side->run, "%s", error);
	return side;
}

static void end(struct side *side)
{
	side->result = ax_run_wait(side->run);
}

static void discard(struct side *side)
{
	ax_graph_free(side->graph);
	ax_engine_free(side->engine);
	pthread_mutex_destroy(&side->lock);
	free(side);
}

/* The port that a server says it listens on. */
static unsigned port_of(struct side *side)
{
	unsigned port = 0;
	for (int i = 0; i < 3000 && !port; i++) {
		pthread_mutex_lock(&side->lock);
		const char *at = strstr(side->log, "listening on 127.0.0.1:");
		if (at)
			sscanf(at, "listening on 127.0.0.1:%u", &port);
		pthread_mutex_unlock(&side->lock);
		usleep(10000);
	}
	cr_assert(port, "%s", side->log);
	return port;
}

/* Runs words to their end; the log must be `wanted`. */
static void says(const char *words, const char *wanted)
{
	struct side *side = begin(words);
	end(side);
	cr_assert_eq(side->result.failed, 1, "%s", words);
	cr_assert_str_eq(side->log, wanted);
	discard(side);
}

/* Runs a client against a server; each gets printf'd words. Returns the client's file. */
static char *served(const char *protocol, const char *client, size_t *n)
{
	char words[512], path[] = "/tmp/axon-tcp-XXXXXX";
	close(mkstemp(path));
	snprintf(words, sizeof(words),
		 "tcp_server port=0 host=127.0.0.1 connections=1 protocol='%s'", protocol);
	struct side *server = begin(words);
	snprintf(words, sizeof(words), "%s tcp_client host=127.0.0.1 port=%u ! write_file path=%s",
		 client, port_of(server), path);
	struct side *side = begin(words);
	end(side);
	end(server);
	cr_assert_eq(side->result.failed, 0, "%s", side->log);
	cr_assert_eq(server->result.failed, 0, "%s", server->log);
	discard(side);
	discard(server);
	FILE *file = fopen(path, "rb");
	unlink(path);
	char *bytes = malloc(1 << 22);
	*n = fread(bytes, 1, 1 << 22, file);
	fclose(file);
	return bytes;
}

static void is_pattern(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cr_assert_eq((unsigned char)bytes[i], i % 251, "byte %zu", i);
}

Test(tcp, an_echo_returns_every_byte_in_order)
{
	size_t n;
	char *bytes = served("echo", "generate kind=bytes count=1000 size=3000 !", &n);
	cr_assert_eq(n, 3000000);
	is_pattern(bytes, n);
	free(bytes);
}

Test(tcp, messages_of_every_size_pass)
{
	static const char *const sources[] = {
		"generate kind=bytes count=3000 size=1 !",
		"generate kind=bytes count=63 size=65520 ! chunk size=7 !",
		"generate kind=bytes count=2 size=2000000 !",
	};
	static const size_t sizes[] = { 3000, 63 * 65520, 4000000 };
	for (size_t i = 0; i < 3; i++) {
		size_t n;
		char *bytes = served("echo", sources[i], &n);
		cr_assert_eq(n, sizes[i], "%s", sources[i]);
		is_pattern(bytes, n);
		free(bytes);
	}
}

Test(tcp, a_protocol_without_an_inbox_serves_a_client_that_only_listens)
{
	size_t n;
	char *bytes = served("generate kind=bytes count=100 size=1000", "", &n);
	cr_assert_eq(n, 100000);
	is_pattern(bytes, n);
	free(bytes);
}

Test(tcp, a_protocol_without_an_inbox_ignores_a_client_that_talks)
{
	size_t n;
	char *bytes = served("generate kind=bytes count=100 size=1000",
			     "generate kind=bytes count=100 size=10000 !", &n);
	cr_assert_eq(n, 100000);
	free(bytes);
}

Test(tcp, a_pipeline_is_a_protocol)
{
	size_t n;
	char *bytes = served("echo ! chunk size=100 ! echo",
			     "generate kind=bytes count=10 size=1001 !", &n);
	cr_assert_eq(n, 10010);
	is_pattern(bytes, n);
	free(bytes);
}

Test(tcp, a_protocol_that_ends_at_once_ends_the_stream)
{
	size_t n;
	char *bytes = served("read_file path=/dev/null", "", &n);
	cr_assert_eq(n, 0);
	free(bytes);
}

/* Those that this process has open. */
static unsigned sockets(void)
{
	unsigned n = 0;
	struct stat info;
	for (int fd = 0; fd < 1024; fd++)
		n += fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode);
	return n;
}

/* Each client has a socket, and one at the server once it is accepted. */
Test(tcp_server, stops_in_order_with_clients_that_wait)
{
	char words[256];
	struct side *server = begin("tcp_server port=0 host=127.0.0.1 protocol=echo");
	snprintf(words, sizeof(words), "tcp_client host=127.0.0.1 port=%u ! null_sink",
		 port_of(server));
	struct side *client[5];
	unsigned before = sockets();
	for (int i = 0; i < 5; i++)
		client[i] = begin(words);
	while (sockets() < before + 10)
		usleep(1000);
	ax_run_stop(server->run, false);
	end(server);
	cr_assert(server->result.stopped);
	cr_assert_eq(server->result.failed, 0);
	for (int i = 0; i < 5; i++) {
		end(client[i]); /* the server's end of stream is theirs */
		cr_assert_eq(client[i]->result.failed, 0, "%s", client[i]->log);
		discard(client[i]);
	}
	discard(server);
}

Test(tcp_server, needs_a_protocol_that_can_talk)
{
	says("tcp_server port=0 protocol='tcp_server port=0 protocol=echo'",
	     "tcp_server: protocol has neither an inbox nor an outbox, so it can't talk to a "
	     "client\n");
}

Test(tcp_server, names_what_does_not_fit)
{
	struct side *side = begin("tcp_server port=0 protocol='detuple'");
	end(side);
	cr_assert_eq(side->result.failed, 1);
	cr_assert(strstr(side->log, "tcp_server: protocol: "), "%s", side->log);
	cr_assert(strstr(side->log, "pair"), "%s", side->log);
	cr_assert(strstr(side->log, "bytes"), "%s", side->log);
	discard(side);
}

Test(tcp_client, refuses_what_is_not_bytes)
{
	char words[256];
	struct side *server = begin("tcp_server port=0 host=127.0.0.1 protocol=echo connections=1");
	snprintf(words, sizeof(words), "generate kind=int ! tcp_client host=127.0.0.1 port=%u",
		 port_of(server));
	says(words, "tcp_client: inbox got a message of type int, not bytes\n");
	end(server);
	cr_assert_eq(server->result.failed, 0, "%s", server->log);
	discard(server);
}

Test(tcp, can_not_run_under_a_seed)
{
	char error[512];
	struct ax_run_options options = { .seeded = true, .seed = 1 };
	struct ax_engine *engine = ax_engine_new();
	cr_assert_eq(ax_register_components(engine), 0);
	struct ax_graph *graph = ax_graph_parse(engine, "tcp_server port=0 protocol=echo", "test");
	cr_assert_null(ax_run_start(graph, &options, error, sizeof(error)));
	cr_assert(strstr(error, "tcp_server"), "%s", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
}
