// SPDX-License-Identifier: Apache-2.0
/* commands: the table itself. */
#include <bench.h>

#include "builtin.h"
#include "command.h"

const struct cli_option cli_options[CLI_N_OPTIONS] = {
	[CLI_FILE] = { .name = "file",
		       .letter = 'f',
		       .kind = CLI_TEXT,
		       .value = "FILE",
		       .doc = "read the graph from FILE instead of the words" },
	[CLI_WORKERS] = { .name = "workers",
			  .letter = 'w',
			  .kind = CLI_NUMBER,
			  .value = "N",
			  .env = "AXON_WORKERS",
			  .least = 1,
			  .most = 1024,
			  .doc = "run on N workers (one for each allowed core, and not more than "
				 "the cgroup's quota of CPU time keeps busy)" },
	[CLI_CPUSET] = { .name = "cpuset",
			 .letter = 'c',
			 .kind = CLI_TEXT,
			 .value = "LIST",
			 .env = "AXON_CPUSET",
			 .doc = "use only these cores, as in 0-3,8 (all that the process may "
				"use)" },
	[CLI_TOPOLOGY] = { .name = "topology",
			   .letter = 't',
			   .kind = CLI_TEXT,
			   .value = "WORDS",
			   .env = "AXON_TOPOLOGY",
			   .doc = "simulate the machine that WORDS describe, as in 'pack:2 [numa] "
				  "l3:4 core:8 pu:2': its workers, laid over the real cores" },
	[CLI_NO_PIN] = { .name = "no-pin",
			 .kind = CLI_FLAG,
			 .doc = "leave the workers on whatever core the system puts them" },
	[CLI_SEED] = { .name = "seed",
		       .letter = 's',
		       .kind = CLI_NUMBER,
		       .value = "N",
		       .most = UINT64_MAX,
		       .doc = "run on one thread with a virtual clock, in the order that N gives; "
			      "the same N gives the same run" },
	[CLI_MIGRATE] = { .name = "migrate",
			  .kind = CLI_TEXT,
			  .value = "MOVES",
			  .doc = "move components while they run: NAME=WORKER@SECONDS, several "
				 "with "
				 "commas; random@SECONDS moves all of them, again and again" },
	[CLI_DEAL] = { .name = "deal",
		       .kind = CLI_FLAG,
		       .doc = "deal components to workers in turn, whatever their links: a bad "
			      "start, to see it mended" },
	[CLI_PROFILE] = { .name = "profile",
			  .kind = CLI_TEXT,
			  .value = "FILE",
			  .doc = "write to FILE at the end what each component and link did, for "
				 "`axon place`" },
	[CLI_PLACEMENT] = { .name = "placement",
			    .kind = CLI_TEXT,
			    .value = "FILE",
			    .doc = "put components where FILE says: on a core, an L3 or a NUMA "
				   "node, or together; `axon place` makes one" },
	[CLI_MEASURED] = { .name = "profile",
			   .kind = CLI_TEXT,
			   .value = "FILE",
			   .doc = "go by what `axon run --profile` has measured (the component "
				  "types' hints)" },
	[CLI_MEASURE] = { .name = "measure",
			  .kind = CLI_SECONDS,
			  .value = "SECONDS",
			  .preset = "1",
			  .least = 10000000,
			  .most = UINT64_C(3600000000000),
			  .doc = "run the graph for SECONDS (1) in each of the best few "
				 "placements, "
				 "and take the fastest" },
	[CLI_OUTPUT] = { .name = "output",
			 .letter = 'o',
			 .kind = CLI_TEXT,
			 .value = "FILE",
			 .doc = "write the placement to FILE, for `axon run --placement`" },
	[CLI_STRICT_BOUNDS] = { .name = "strict-bounds",
				.kind = CLI_FLAG,
				.doc = "report a cycle of full links instead of widening one" },
	[CLI_STATS] = { .name = "stats",
			.kind = CLI_SECONDS,
			.value = "SECONDS",
			.preset = "1",
			.least = 10000000,
			.most = UINT64_C(86400000000000),
			.doc = "show every SECONDS (1) what each component does: a table on a "
			       "terminal, lines elsewhere, on standard error" },
	[CLI_JSON] = { .name = "json",
		       .letter = 'j',
		       .kind = CLI_FLAG,
		       .doc = "print JSON on standard output, an object a line" },
	[CLI_DOT] = { .name = "dot",
		      .kind = CLI_FLAG,
		      .doc = "print the graph in Graphviz's language and do not run it" },
	[CLI_VERBOSE] = { .name = "verbose",
			  .letter = 'v',
			  .kind = CLI_FLAG,
			  .doc = "say which worker stands on which core, what runs where, and why "
				 "a "
				 "component moves" },
	[CLI_SPES] = { .name = "spes",
		       .kind = CLI_NUMBER,
		       .value = "N",
		       .env = "AXON_SPES",
		       .least = 1,
		       .most = CLI_MAX_SPES,
		       .doc = "run N copies, each on an SPE of its own (1)" },
	[CLI_SPE_SEED] = { .name = "seed",
			   .letter = 's',
			   .kind = CLI_NUMBER,
			   .value = "N",
			   .env = "AXON_SPE_SEED",
			   .most = UINT64_MAX,
			   .doc = "complete unfenced DMA commands in the order that N gives (1)" },
	[CLI_SPE_TIME] = { .name = "time",
			   .kind = CLI_FLAG,
			   .doc = "run in virtual time, the same each time, and print what a model "
				  "says of it; NAME=VALUE sets one of its costs" },
	[CLI_SPE_TRACE] = { .name = "trace",
			    .kind = CLI_FLAG,
			    .doc = "print each instruction, channel operation and DMA command on "
				   "standard error" },
	[CLI_HELP] = { .name = "help", .letter = 'h', .kind = CLI_FLAG, .doc = "print this help" },
	[CLI_VERSION] = { .name = "version",
			  .letter = 'V',
			  .kind = CLI_FLAG,
			  .doc = "print the version" },
};

const struct cli_command cli_commands[] = {
	{
		.name = "run",
		.words = "WORDS... | FILE",
		.doc = "run a graph until it has ended",
		.about = "WORDS are a pipeline: components with their parameters, joined by `!` "
			 "(or by `|` where the shell is told to leave it alone). A single word "
			 "that names a file, holds a `/` or ends in `.axon` is read as a graph "
			 "file instead.\n\n"
			 "Options stand before the words. Ctrl-C (SIGINT, or SIGTERM) asks every "
			 "component to shut down and ends in order; another one, a tenth of a second "
			 "later or more, ends at once.\n\n"
			 "What components report goes to standard error, and so do statistics; "
			 "standard output belongs to the graph, and to `--json`. Under `--seed` the clock "
			 "is virtual, so `--stats` only prints its closing line.",
		.option = { CLI_FILE, CLI_WORKERS, CLI_CPUSET, CLI_TOPOLOGY, CLI_NO_PIN, CLI_SEED,
			    CLI_MIGRATE, CLI_DEAL, CLI_PROFILE, CLI_PLACEMENT, CLI_STRICT_BOUNDS, CLI_STATS,
			    CLI_JSON, CLI_DOT, CLI_VERBOSE, CLI_HELP },
		.n_options = 16,
		.example = {
			{ "axon run read_file path=a.ogg ! vorbis_decode ! ao_playback",
			  "play a file" },
			{ "axon run tcp_server port=1500 "
			  "protocol='read_file path=a.ogg mode=bitrate rate=400k'",
			  "send it at 400 kbit/s to everyone who connects" },
			{ "axon run --stats tcp_client host=127.0.0.1 port=1500 ! vorbis_decode ! "
			  "ao_playback",
			  "play it from there, and watch" },
			{ "axon run --seed 7 generate count=1000 ! null_sink",
			  "the same interleaving every time" },
		},
		.run = cli_run,
	},
	{
		.name = "inspect",
		.words = "[TYPE...]",
		.doc = "list the component types, or describe some",
		.about = "Without a TYPE every component type is listed with one line. With some, "
			 "each is described: what it does, its parameters with their defaults, "
			 "its boxes with the type of their messages, and how it ends.",
		.option = { CLI_HELP },
		.n_options = 1,
		.example = {
			{ "axon inspect", "what there is" },
			{ "axon inspect read_file", "how to use one" },
		},
		.run = cli_inspect,
	},
	{
		.name = "place",
		.words = "WORDS... | FILE",
		.doc = "propose where the components of a graph run",
		.about = "Weighs the work of the components and the traffic between them against "
			 "the distances of the machine, and prints for each worker what it would "
			 "have, how busy that keeps it, and how fast the graph can be at best. A "
			 "graph in which one component at a time has something to do is left on "
			 "one worker.\n\n"
			 "With `--measure` the graph runs: several times, each time broken off.",
		.option = { CLI_FILE, CLI_MEASURED, CLI_MEASURE, CLI_OUTPUT, CLI_WORKERS,
			    CLI_CPUSET, CLI_TOPOLOGY, CLI_HELP },
		.n_options = 8,
		.example = {
			{ "axon place player.axon", "by what the components say of themselves" },
			{ "axon place --profile out.json --output player.yaml player.axon",
			  "by what a run has measured" },
			{ "axon place --topology 'numa:2 core:8 pu:1' player.axon",
			  "on another machine" },
		},
		.run = cli_place,
	},
	{
		.name = "machine",
		.words = "",
		.doc = "describe the machine and how workers would stand on it",
		.about = "Shows the machine, what of it the process may use (its affinity mask "
			 "and cgroup), the seats that workers take one after the other, how far "
			 "apart they are, and the true binding of the workers that `axon run` "
			 "would start with the same options. With `--topology` it is the "
			 "simulated machine, and says so.",
		.option = { CLI_WORKERS, CLI_CPUSET, CLI_TOPOLOGY, CLI_NO_PIN, CLI_JSON, CLI_HELP },
		.n_options = 6,
		.example = {
			{ "axon machine", "of all allowed cores" },
			{ "axon machine --cpuset 0", "of one" },
			{ "axon machine --topology 'numa:2 l3:2 core:4 pu:2'", "of a larger machine" },
		},
		.run = cli_machine,
	},
	{
		.name = "bench",
		.words = "[WORKLOAD...] [OPTION...]",
		.doc = "measure the engine",
		.about = "Runs workloads and prints their figures: ns a hop, messages a second, bytes. "
			 "`axon bench --help` lists the workloads and what each takes.",
		.example = {
			{ "axon bench --help", "what can be measured" },
			{ "axon bench pipe --stages 100", "the time a message takes per stage" },
		},
		.passes_on = true,
		.run = cli_bench,
	},
	{
		.name = "spe",
		.words = "run PROGRAM [NAME=VALUE...] | rules",
		.doc = "run a program for SPUs in software, or list the Cell's rules",
		.about = "`run` loads PROGRAM, an ELF image for SPUs or one of the native backend, "
			 "and runs it on the software SPE. Each copy gets its number as its first "
			 "argument (argp) and how many there are as its second (envp). PROGRAM may "
			 "also be a built-in one: `copy` has the copies copy 4 MiB of main memory, "
			 "each its part, and `count` has them add to one number by reservations. For "
			 "each copy it prints how it ended, of an ELF image the instructions and the "
			 "cycles that the pipes of an SPU take for them (waits are not in them), its "
			 "DMA commands and bytes, and how often it waited; "
			 "then which rules were broken how often. Each rule that stops a program "
			 "also writes a line on standard error when it is broken. With `--time` up "
			 "to 8 copies run in virtual time instead, and it prints the model's "
			 "makespan, stalls and use of ports, which no Cell was asked about.\n\n"
			 "With `--trace` standard error gets a line for each instruction (SPE, "
			 "address, word, text), each channel operation (`<-` written, `->` read, or "
			 "its count) and each DMA command. Of an image of the native backend it "
			 "shows the channel operations and commands alone: its instructions are "
			 "the host's.\n\n"
			 "`rules` lists the rules: those on which hardware faults, those where "
			 "hardware leaves open what happens (strict), and what is only counted, "
			 "since it is legal but slow or loses something.",
		.option = { CLI_SPES, CLI_SPE_SEED, CLI_SPE_TIME, CLI_SPE_TRACE, CLI_JSON,
			    CLI_HELP },
		.n_options = 6,
		.example = {
			{ "axon spe rules", "what is asked of a program" },
			{ "axon spe run copy --spes 4", "a built-in program on four SPEs" },
			{ "axon spe run --spes 4 --seed 7 fir.elf", "four copies, seed 7" },
			{ "axon spe run --time fir.elf memory=400", "in virtual time" },
			{ "axon spe run --trace fir.elf 2>trace", "what it does, line by line" },
		},
		.run = cli_spe,
	},
	{
		.name = "docs",
		.words = "man | completion | cli | catalogue | component TYPE | ...",
		.doc = "print the reference pages, made from the tables of the program",
		.about = "`man` is the manual page, `completion` the completion for bash, `cli` the "
			 "command's reference in Markdown, `catalogue` the list of all component "
			 "types, `component TYPE` the reference page of one. `components`, "
			 "`params TYPE` and `options` are bare lists for scripts.",
		.option = { CLI_HELP },
		.n_options = 1,
		.example = {
			{ "axon docs man | man -l -", "read the manual" },
			{ "source <(axon docs completion)", "complete in this shell" },
		},
		.run = cli_docs,
	},
	{ .name = NULL },
};

const struct cli_variable cli_variables[] = {
	{ .name = "AXON_MODULE_PATH",
	  .doc = "the folder to load the sound module from, instead of where it was installed" },
	{ .name = "AXON_SPE_STRICT",
	  .doc = "0: the software SPE lets pass what hardware leaves undefined (`axon spe`)" },
	{ .name = "HOME", .doc = "where libao's settings are (.libao), for `ao_playback`" },
	{ .name = NULL },
};

bool cli_option_at(const struct cli_command *command, size_t i, struct cli_option *option)
{
	struct ax_bench_option bench;
	if (i < command->n_options) {
		*option = cli_options[command->option[i]];
		return true;
	}
	if (!command->passes_on || !ax_bench_option(i - command->n_options, &bench))
		return false;
	*option = (struct cli_option){ .name = bench.name, .value = bench.value, .doc = bench.doc };
	return true;
}
