// SPDX-License-Identifier: Apache-2.0
/* c_runner: runs a program of tests/spe/c on an SPE, through libspe2, and prints what it says. Exits
 * with the program's status. */
#include <stdio.h>
#include <stdlib.h>

#include <libspe2.h>

enum {
	MEMORY_BYTES = 65536,
	LS_MASK = 0x3ffff
};

/* What a program asks for by stop 1: answers to the word in its outbound mailbox, four in its
 * inbound one and a signal. tests/spe/c/host/spu_mfcio.h has the same. */
static void answer(spe_context_ptr_t spe)
{
	unsigned int word = 0;
	unsigned int reply[4];

	spe_out_mbox_read(spe, &word, 1);
	reply[0] = word + 1;
	reply[1] = word * 3;
	reply[2] = ~word;
	reply[3] = word << 1;
	spe_in_mbox_write(spe, reply, 4, SPE_MBOX_ALL_BLOCKING);
	spe_signal_write(spe, SPE_SIG_NOTIFY_REG_1, word ^ 0xffff);
}

static unsigned char *new_memory(void)
{
	unsigned char *memory = aligned_alloc(MEMORY_BYTES, MEMORY_BYTES);

	for (int i = 0; memory && i < MEMORY_BYTES; i++)
		memory[i] = (unsigned char)(i * 7 + 3);
	return memory;
}

static int run(spe_context_ptr_t spe, void *memory)
{
	unsigned int entry = SPE_DEFAULT_ENTRY;
	unsigned int text = 0;
	spe_stop_info_t stop;
	int code;

	while ((code = spe_context_run(spe, &entry, 0, memory, NULL, &stop)) == 1)
		answer(spe);
	if (code || stop.stop_reason != SPE_EXIT) {
		printf("stopped at %#x: run says %d, reason %u, status %#x\n", entry, code,
		       stop.stop_reason, (unsigned)stop.spu_status);
		return EXIT_FAILURE;
	}
	if (spe_out_mbox_read(spe, &text, 1) == 1)
		fputs((const char *)spe_ls_area_get(spe) + (text & LS_MASK), stdout);
	return stop.result.spe_exit_code;
}

int main(int argc, char **argv)
{
	spe_program_handle_t *program = argc == 2 ? spe_image_open(argv[1]) : NULL;
	spe_context_ptr_t spe = program ? spe_context_create(0, NULL) : NULL;
	unsigned char *memory = new_memory();
	int status = EXIT_FAILURE;

	if (!spe || !memory || spe_program_load(spe, program) != 0)
		perror(argc == 2 ? argv[1] : "c_runner wants one image");
	else
		status = run(spe, memory);
	if (spe)
		spe_context_destroy(spe);
	if (program)
		spe_image_close(program);
	free(memory);
	return status;
}
