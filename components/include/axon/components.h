// SPDX-License-Identifier: Apache-2.0
/* components: the component library, made known to an engine. */
#ifndef AXON_COMPONENTS_H
#define AXON_COMPONENTS_H

#ifdef __cplusplus
extern "C" {
#endif

struct ax_engine;

/* Registers the message types "pcm" and "pair" and every component type of the library; returns 0
 * or -errno.
 * Thread:  before the engine runs. */
int ax_register_components(struct ax_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
