// SPDX-License-Identifier: Apache-2.0
/* graph: the description of components and links, from which instances are made and run.
 *
 * A description can be run many times (a server runs one per connection) and can be a component of
 * another: its outer boxes pass through to boxes inside, so that a message makes one hop whatever
 * the nesting. Building is sticky: after the first mistake every call does nothing, and the
 * graph keeps one sentence that says what was wrong and where. */
#ifndef AXON_GRAPH_H
#define AXON_GRAPH_H

#include <axon/component.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_graph;

/* A new description, or NULL when there is no memory. Free it after every run made from it. */
struct ax_graph *ax_graph_new(struct ax_engine *engine, const char *name);
void ax_graph_free(struct ax_graph *graph);

/* Adds a component of a type. proto is NULL, or a struct of type->size bytes whose fields behind
 * the base are the initial state of every instance; words is NULL, or parameters as written in the
 * graph language ("path=a.ogg mode=line"), which go on top. */
void ax_graph_add(struct ax_graph *graph, const char *name, const struct ax_component_type *type,
		  const void *proto, const char *words);

/* A second owner of the same description; each owner frees it once. */
struct ax_graph *ax_graph_share(struct ax_graph *graph);

/* Adds another description as a component. It becomes the outer graph's to free, and can't change
 * any more; nor can a graph that an instance was made of. */
void ax_graph_nest(struct ax_graph *graph, const char *name, struct ax_graph *inner);

/* Links from an outbox to an inbox, both written "component.box". Alike: inbox to inbox and outbox
 * to outbox are pass-throughs; the graph's own boxes are written ".box". */
void ax_graph_link(struct ax_graph *graph, const char *from, const char *to);

/* Sets the bounds of the inbox "component.box": every link into it holds up to n messages, and
 * up to n_bytes of payload when that is not 0; n may be 0, the engine's default, when it is not. */
void ax_graph_bound(struct ax_graph *graph, const char *inbox, uint32_t n, uint64_t n_bytes);

/* Links components in a row, outbox to inbox and signal to control; the graph's own inbox and
 * control pass to the first, the last's outbox and signal to the graph's own. names ends with
 * NULL. */
void ax_graph_pipeline(struct ax_graph *graph, const char *const *names);

/* A group of components that share the CPU of each worker by weight against the other groups. Groups
 * are those of the graph that a run starts with: what ax_spawn() starts belongs to none. */
void ax_graph_group(struct ax_graph *graph, const char *group, uint32_t weight);
void ax_graph_join_group(struct ax_graph *graph, const char *component, const char *group);

/* Puts a component on a worker, counted from 0; taken modulo the number of workers. */
void ax_graph_pin(struct ax_graph *graph, const char *component, unsigned worker);

/* The sentence of the first mistake, or NULL. */
const char *ax_graph_error(const struct ax_graph *graph);

/* Reads a graph in the graph language: a pipeline ("read_file path=a ! null_sink") or lines of a
 * graph file. where names the text in messages ("words", a file's name). Always returns a graph
 * unless there is no memory; look at ax_graph_error(). */
struct ax_graph *ax_graph_parse(struct ax_engine *engine, const char *text, const char *where);

/* The same for n words of a command line. Each is one word of the language whatever it holds, so
 * a value keeps its spaces; a single word is read as a text of its own. */
struct ax_graph *ax_graph_parse_words(struct ax_engine *engine, int n, char *const *words);

/* The same for a file. What keeps it from being read is the graph's error. */
struct ax_graph *ax_graph_parse_file(struct ax_engine *engine, const char *path);

/* Checks everything that an instance would check, without making one; returns the sentence of the
 * first mistake or NULL. */
const char *ax_graph_check(struct ax_graph *graph);

/* Whether some component inside has the type flag. */
const struct ax_component_type *ax_graph_has(const struct ax_graph *graph, uint32_t type_flag);

/* Whether the graph has a box of its own by that name: one that it passes on. */
bool ax_graph_has_box(const struct ax_graph *graph, const char *box, bool out);

/* Writes the graph in Graphviz's language; returns the length as snprintf does. */
size_t ax_graph_dot(const struct ax_graph *graph, char *text, size_t room);

/* ---- while it runs ------------------------------------------------------------------------ */

/* A group of components whose ends are counted: what a server keeps of its connections. */
struct ax_family {
	struct ax_component *keeper; /* woken when one ends, or NULL */
	struct ax_engine *engine;
	uint32_t failed;     /* atomic */
	uint32_t refs;	     /* atomic: one of whoever made it, and one for each member */
	uint32_t unreported; /* members ended that refs still counts; of the keeper's worker */
	bool released;	     /* by whoever made it */
};

struct ax_family *ax_family_new(struct ax_engine *engine, struct ax_component *keeper);
/* How many of its components live. */
uint32_t ax_family_alive(const struct ax_family *family);
/* Lets go of the family; the members keep running. */
void ax_family_release(struct ax_family *family);

/* Starts an instance of graph while self runs, on a worker the engine chooses, as members of
 * family (which may be NULL). Of the components in it, the one named by `first` is given to
 * prepare() before it runs, to receive what only self knows (a socket).
 * Owner:   what prepare() gives is the component's once its init was called. One that is stopped
 *          before is freed without close, so keep what must be given back until then.
 * Errors:  -EINVAL (see ax_graph_error), -ENOENT when nothing is named `first`, -ENOMEM,
 *          -ESHUTDOWN once the engine stops. */
int ax_spawn(struct ax_component *self, struct ax_graph *graph, struct ax_family *family,
	     const char *first, void (*prepare)(struct ax_component *component, void *arg),
	     void *arg);

/* A reference to a component that outlives it. */
struct ax_handle {
	struct ax_component *component;
	struct ax_engine *engine;
};

struct ax_handle ax_handle_of(struct ax_component *self);
void ax_handle_release(struct ax_handle handle);

/* The answer to a call from outside: -EINPROGRESS, then 0 or -errno. */
struct ax_ticket {
	int status; /* atomic; read it with ax_ticket_status() */
};

int ax_ticket_status(const struct ax_ticket *ticket);

/* Changes to running components. They travel in their operation queues and are carried out by
 * their owners before the next step, in order.
 * Thread:  any; nothing blocks.
 * Errors:  in the ticket: -ENOENT no such box, -EISCONN outbox linked already, -ENOTCONN not linked,
 *          -EPROTOTYPE the boxes' types differ, -ESRCH the component has ended, -ENOMEM. */
void ax_link(struct ax_handle from, const char *outbox, struct ax_handle to, const char *inbox,
	     struct ax_ticket *ticket);
void ax_unlink(struct ax_handle from, const char *outbox, struct ax_ticket *ticket);
/* Tells the component to shut down, as a shutdown message would. */
void ax_stop(struct ax_handle handle, struct ax_ticket *ticket);
/* Moves the component to the worker with that number, and with it the families that it keeps: its
 * links, timers and descriptors go with it, its peers never stop. Answered when it has arrived.
 * Errors:  in the ticket, besides: -EPERM it is pinned, -EINVAL there is no such worker, -ECANCELED
 *          another move came first, -ESHUTDOWN the run stops. */
void ax_migrate(struct ax_handle handle, unsigned worker, struct ax_ticket *ticket);

#ifdef __cplusplus
}
#endif
#endif
