// SPDX-License-Identifier: Apache-2.0
/* player: the streaming player as a program of one's own: a server that sends an Ogg Vorbis file
 * at a bit rate, and a client that receives, decodes and plays it, in one engine. */
#include <stdio.h>
#include <string.h>

#include <axon/components.h>
#include <axon/engine.h>
#include <axon/run.h>

static struct ax_graph *build(struct ax_engine *engine, const char *port, const char *song,
			      const char *sound)
{
	char server[1024], client[256], playback[1024];
	snprintf(server, sizeof(server),
		 "port=%s connections=1 protocol=\"read_file path='%s' mode=bitrate rate=400k\"",
		 port, song);
	snprintf(client, sizeof(client), "host=127.0.0.1 port=%s", port);
	snprintf(playback, sizeof(playback), "driver=wav file='%s'", sound);

	struct ax_graph *graph = ax_graph_new(engine, "player");
	ax_graph_add(graph, "server", ax_component_find(engine, "tcp_server"), NULL, server);
	ax_graph_add(graph, "client", ax_component_find(engine, "tcp_client"), NULL, client);
	ax_graph_add(graph, "decode", ax_component_find(engine, "vorbis_decode"), NULL, NULL);
	ax_graph_add(graph, "play", ax_component_find(engine, "ao_playback"), NULL, playback);
	ax_graph_link(graph, "client.outbox", "decode.inbox");
	ax_graph_link(graph, "decode.outbox", "play.inbox");
	return graph;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: player PORT SONG.ogg SOUND.wav\n");
		return 2;
	}
	char error[512];
	struct ax_result result = { 0 };
	struct ax_engine *engine = ax_engine_new();
	ax_register_components(engine);
	struct ax_graph *graph = build(engine, argv[1], argv[2], argv[3]);
	int wrong = ax_run_graph(graph, NULL, &result, error, sizeof(error));
	if (wrong)
		fprintf(stderr, "player: %s\n", error);
	ax_graph_free(graph);
	ax_engine_free(engine);
	return wrong || result.failed;
}
