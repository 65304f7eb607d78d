// SPDX-License-Identifier: Apache-2.0
/* register: every message type and component type of the library, in the order of the reference. */
#include <axon/components.h>
#include <axon/engine.h>

#include "audio/audio.h"
#include "audio/pcm.h"
#include "codec/codec.h"
#include "file/file.h"
#include "internet/internet.h"
#include "util/pair.h"
#include "util/util.h"

static const struct ax_type *const message_types[] = {
	&ax_pcm_message_type,
	&ax_pair_message_type,
};

static const struct ax_component_type *const component_types[] = {
	&ax_read_file_type,	 &ax_write_file_type,  &ax_console_in_type,
	&ax_console_out_type,	 &ax_tcp_client_type,  &ax_tcp_server_type,
	&ax_tcp_connection_type, &ax_echo_type,	       &ax_multicast_transceiver_type,
	&ax_vorbis_decode_type,	 &ax_ao_playback_type, &ax_chunk_type,
	&ax_rate_limit_type,	 &ax_detuple_type,     &ax_generate_type,
	&ax_null_sink_type,
};

int ax_register_components(struct ax_engine *engine)
{
	for (size_t i = 0; i < sizeof message_types / sizeof *message_types; i++) {
		int id = ax_type_register(engine, message_types[i]);
		if (id < 0)
			return id;
	}
	for (size_t i = 0; i < sizeof component_types / sizeof *component_types; i++) {
		int error = ax_component_register(engine, component_types[i]);
		if (error)
			return error;
	}
	return 0;
}
