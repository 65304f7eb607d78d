// SPDX-License-Identifier: Apache-2.0
/* context: contexts, gangs, images, areas and information: what each call returns. */
#include "stand.h"

#include "lab.h"

#include <criterion/criterion.h>

#include <assert.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct stand stand;

/* What a test has made and not ended. */
static spe_context_ptr_t kept[64];
static spe_gang_context_ptr_t kept_gang[8];
static int n_kept, n_kept_gangs;

static spe_context_ptr_t keep(spe_context_ptr_t spe)
{
	cr_assert(spe, "%s", strerror(errno));
	return kept[n_kept++] = spe;
}

static spe_gang_context_ptr_t make_gang(void)
{
	return kept_gang[n_kept_gangs++] = spe_gang_context_create(0);
}

static void set_up(void)
{
	stand_machine(4, 1, true);
}

static void tear_down(void)
{
	while (n_kept)
		cr_assert_eq(spe_context_destroy(kept[--n_kept]), 0);
	while (n_kept_gangs)
		cr_assert_eq(spe_gang_context_destroy(kept_gang[--n_kept_gangs]), 0);
}

TestSuite(context, .init = set_up, .fini = tear_down);

#define FAILS(call, error)                                                                         \
	do {                                                                                       \
		errno = 0;                                                                         \
		cr_assert_eq(call, -1);                                                            \
		cr_assert_eq(errno, error, "%s", strerror(errno));                                 \
	} while (0)

#define FAILS_NULL(call, error)                                                                    \
	do {                                                                                       \
		errno = 0;                                                                         \
		cr_assert_null(call);                                                              \
		cr_assert_eq(errno, error, "%s", strerror(errno));                                 \
	} while (0)

/* ---- contexts ----------------------------------------------------------------------------- */

/* case: any call with a context | NULL: -1 or NULL, ESRCH */
Test(context, null_is_esrch)
{
	unsigned word = 0, entry = 0;
	spe_stop_info_t info;
	spe_program_handle_t program = { sizeof(program), NULL, NULL };
	FAILS(spe_context_destroy(NULL), ESRCH);
	FAILS(spe_program_load(NULL, &program), ESRCH);
	FAILS(spe_context_run(NULL, &entry, 0, NULL, NULL, NULL), ESRCH);
	FAILS(spe_stop_info_read(NULL, &info), ESRCH);
	FAILS(spe_mfcio_put(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_putb(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_putf(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_get(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_getb(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_getf(NULL, 0, &word, 4, 0, 0, 0), ESRCH);
	FAILS(spe_mfcio_tag_status_read(NULL, 0, SPE_TAG_ALL, &word), ESRCH);
	FAILS(spe_out_mbox_read(NULL, &word, 1), ESRCH);
	FAILS(spe_out_mbox_status(NULL), ESRCH);
	FAILS(spe_in_mbox_write(NULL, &word, 1, SPE_MBOX_ANY_NONBLOCKING), ESRCH);
	FAILS(spe_in_mbox_status(NULL), ESRCH);
	FAILS(spe_out_intr_mbox_read(NULL, &word, 1, SPE_MBOX_ANY_NONBLOCKING), ESRCH);
	FAILS(spe_out_intr_mbox_status(NULL), ESRCH);
	FAILS(spe_mssync_start(NULL), ESRCH);
	FAILS(spe_mssync_status(NULL), ESRCH);
	FAILS(spe_signal_write(NULL, SPE_SIG_NOTIFY_REG_1, 0), ESRCH);
	FAILS_NULL(spe_ls_area_get(NULL), ESRCH);
	FAILS(spe_ls_size_get(NULL), ESRCH);
	FAILS_NULL(spe_ps_area_get(NULL, SPE_MSSYNC_AREA), ESRCH);
	FAILS(spe_gang_context_destroy(NULL), ESRCH);
	FAILS_NULL(spe_context_create_affinity(0, NULL, NULL), ESRCH);
	FAILS(ax_spe_counters_read(NULL, NULL), ESRCH);
}

/* case: spe_context_create | a context, with any set of flags but isolation */
/* case: spe_context_destroy | 0 */
Test(context, is_made_and_ended)
{
	static const unsigned flags[] = {
		0,
		SPE_CFG_SIGNOTIFY1_OR,
		SPE_CFG_SIGNOTIFY2_OR,
		SPE_MAP_PS,
		SPE_EVENTS_ENABLE,
		SPE_NOSCHED,
		SPE_MAP_PS | SPE_EVENTS_ENABLE,
	};
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		spe_context_ptr_t spe = spe_context_create(flags[i], NULL);
		cr_assert(spe);
		cr_assert_eq(spe_context_destroy(spe), 0);
	}
}

/* case: spe_context_create | SPE_ISOLATE, SPE_ISOLATE_EMULATE: NULL, ENODEV */
Test(context, isolation_is_enodev)
{
	FAILS_NULL(spe_context_create(SPE_ISOLATE, NULL), ENODEV);
	FAILS_NULL(spe_context_create(SPE_ISOLATE_EMULATE, NULL), ENODEV);
}

/* case: spe_context_create | SPE_NOSCHED with every SPE taken: NULL, EBUSY */
/* libspe2: run/nosched_context */
Test(context, nosched_context_keeps_an_spe)
{
	for (int i = 0; i < 4; i++)
		keep(spe_context_create(SPE_NOSCHED, NULL));
	FAILS_NULL(spe_context_create(SPE_NOSCHED, NULL), EBUSY);
	cr_assert_eq(spe_context_destroy(kept[--n_kept]), 0);
	keep(spe_context_create(SPE_NOSCHED, NULL));
}

/* case: spe_context_create | more contexts than SPEs are made and run in turn */
/* libspe2: run/multiple_context */
Test(context, multiple_contexts_outnumber_spes)
{
	enum {
		N = 24
	};
	static struct stand many[N];
	for (int i = 0; i < N; i++) {
		stand_init(&many[i], 0);
		SCRIPT(&many[i], R(AX_RD_IN_MBOX, 7), W(AX_WR_OUT_MBOX, 8));
		stand_start(&many[i]);
	}
	/* The last one first: none waits on its SPE. */
	for (int i = N; i-- > 0;) {
		unsigned word = 7;
		cr_assert_eq(spe_in_mbox_write(many[i].spe, &word, 1, SPE_MBOX_ALL_BLOCKING), 1);
		while (!spe_out_mbox_read(many[i].spe, &word, 1))
			;
		stand_finish(&many[i]);
		stand_expect_exit(&many[i]);
		stand_fini(&many[i]);
	}
}

/* case: spe_context_create | 1024 at a time; one more: NULL, EBUSY */
/* libspe2: run/context_create_error */
Test(context, context_create_error_of_one_too_many, .timeout = 30)
{
	static spe_context_ptr_t spe[AX_MAX_CONTEXTS];
	for (int i = 0; i < AX_MAX_CONTEXTS; i++)
		cr_assert(spe[i] = spe_context_create(0, NULL));
	FAILS_NULL(spe_context_create(0, NULL), EBUSY);
	for (int i = 0; i < AX_MAX_CONTEXTS; i++)
		spe_context_destroy(spe[i]);
	keep(spe_context_create(0, NULL));
}

/* case: spe_context_destroy | it runs: -1, EBUSY */
Test(context, running_one_is_not_destroyed)
{
	stand_init(&stand, 0);
	SCRIPT(&stand, W(AX_WR_OUT_MBOX, 1), R(AX_RD_IN_MBOX, 1));
	stand_start(&stand);
	while (!spe_out_mbox_status(stand.spe))
		;
	FAILS(spe_context_destroy(stand.spe), EBUSY);
	unsigned word = 1;
	spe_in_mbox_write(stand.spe, &word, 1, SPE_MBOX_ALL_BLOCKING);
	stand_finish(&stand);
	stand_fini(&stand);
}

/* ---- gangs and affinity ------------------------------------------------------------------- */

/* case: spe_gang_context_create | a gang */
/* case: spe_gang_context_destroy | 0; with members -1, EBUSY; NULL -1, ESRCH */
Test(context, gang_outlives_its_members)
{
	spe_gang_context_ptr_t gang = spe_gang_context_create(0);
	cr_assert(gang);
	spe_context_ptr_t spe = spe_context_create(0, gang);
	cr_assert(spe);
	FAILS(spe_gang_context_destroy(gang), EBUSY);
	cr_assert_eq(spe_context_destroy(spe), 0);
	cr_assert_eq(spe_gang_context_destroy(gang), 0);
	FAILS(spe_gang_context_destroy(NULL), ESRCH);
}

/* case: spe_context_create_affinity | a chain of as many contexts as there are SPEs */
/* case: spe_context_create_affinity | one more: NULL, EEXIST */
/* libspe2: run/affinity */
Test(context, affinity_chain_is_as_long_as_the_machine)
{
	spe_gang_context_ptr_t gang = make_gang();
	spe_context_ptr_t last = NULL;
	for (int i = 0; i < 4; i++) {
		last = keep(spe_context_create_affinity(i ? 0 : SPE_AFFINITY_MEMORY, last, gang));
	}
	FAILS_NULL(spe_context_create_affinity(0, last, gang), EEXIST);
}

/* case: spe_context_create_affinity | no gang: NULL, ESRCH */
/* case: spe_context_create_affinity | a second SPE_AFFINITY_MEMORY: NULL, EEXIST */
/* case: spe_context_create_affinity | the neighbour has a successor: NULL, EEXIST */
/* case: spe_context_create_affinity | a neighbour of another gang: NULL, EINVAL */
/* case: spe_context_create | SPE_AFFINITY_MEMORY without a gang: NULL, EINVAL */
/* libspe2: run/affinity_error */
Test(context, affinity_errors)
{
	spe_gang_context_ptr_t gang = make_gang();
	spe_gang_context_ptr_t other = make_gang();
	spe_context_ptr_t first = keep(spe_context_create(SPE_AFFINITY_MEMORY, gang));
	FAILS_NULL(spe_context_create_affinity(0, first, NULL), ESRCH);
	FAILS_NULL(spe_context_create_affinity(SPE_AFFINITY_MEMORY, NULL, gang), EEXIST);
	keep(spe_context_create_affinity(0, first, gang));
	FAILS_NULL(spe_context_create_affinity(0, first, gang), EEXIST);
	FAILS_NULL(spe_context_create_affinity(0, first, other), EINVAL);
	FAILS_NULL(spe_context_create(SPE_AFFINITY_MEMORY, NULL), EINVAL);
}

/* case: spe_context_create_affinity | the gang has run: NULL, EBUSY */
/* libspe2: run/single_gang_context */
Test(context, single_gang_context_has_run_and_takes_no_neighbours)
{
	spe_gang_context_ptr_t gang = make_gang();
	stand_init_gang(&stand, 0, gang);
	SCRIPT(&stand, N(AX_MFC_CMD, 16));
	stand_passes(&stand);
	FAILS_NULL(spe_context_create_affinity(0, stand.spe, gang), EBUSY);
	keep(spe_context_create(0, gang));
	stand_fini(&stand);
}

/* ---- images ------------------------------------------------------------------------------- */

static char path[64];

static void write_file(const void *bytes, size_t n, mode_t mode)
{
	snprintf(path, sizeof(path), "/tmp/axon-image-XXXXXX");
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, bytes, n), (ssize_t)n);
	fchmod(fd, mode);
	close(fd);
}

/* The image by way of a file, which is gone by then. */
static spe_program_handle_t *open_written(const struct lab_image *image)
{
	write_file(image, sizeof(*image), 0755);
	spe_program_handle_t *program = spe_image_open(path);
	unlink(path);
	cr_assert(program);
	return program;
}

static Elf32_Ehdr spu_header(void)
{
	Elf32_Ehdr header = { .e_type = htobe16(ET_EXEC), .e_machine = htobe16(23) };
	memcpy(header.e_ident, ELFMAG, SELFMAG);
	header.e_ident[EI_CLASS] = ELFCLASS32;
	header.e_ident[EI_DATA] = ELFDATA2MSB;
	return header;
}

/* case: spe_image_open | a file with an SPU program: a handle */
/* case: spe_image_close | 0; again, NULL or another handle: -1, EINVAL */
/* case: spe_program_load | 0 */
Test(context, image_is_opened_loaded_and_closed)
{
	struct lab_image image = lab_image(NULL);
	spe_program_handle_t *program = open_written(&image);
	spe_context_ptr_t spe = keep(spe_context_create(0, NULL));
	cr_assert_eq(spe_program_load(spe, program), 0);
	cr_assert_eq(spe_image_close(program), 0);
	spe_program_handle_t other = { sizeof(other), &image, NULL };
	FAILS(spe_image_close(&other), EINVAL);
	FAILS(spe_image_close(NULL), EINVAL);
}

static void open_fails(const void *bytes, size_t n, mode_t mode, int error)
{
	write_file(bytes, n, mode);
	FAILS_NULL(spe_image_open(path), error);
	unlink(path);
}

/* case: spe_image_open | not executable: NULL, EACCES */
/* case: spe_image_open | no such file: NULL, ENOENT */
/* case: spe_image_open | empty, no ELF, ELF of another machine, class, order or type: NULL, EINVAL */
/* libspe2: run/image_error */
Test(context, image_errors)
{
	Elf32_Ehdr header = spu_header();
	write_file(&header, sizeof(header), 0755);
	spe_program_handle_t *program = spe_image_open(path);
	unlink(path);
	cr_assert(program);
	spe_image_close(program);
	open_fails(&header, sizeof(header), 0644, EACCES);
	FAILS_NULL(spe_image_open("/nonexistent/program"), ENOENT);
	open_fails("", 0, 0755, EINVAL);
	open_fails("#!/bin/sh\n", 10, 0755, EINVAL);
	open_fails(&header, sizeof(header) - 1, 0755, EINVAL);
	FAILS_NULL(spe_image_open("/proc/self/exe"), EINVAL);
	header.e_type = htobe16(ET_REL);
	open_fails(&header, sizeof(header), 0755, EINVAL);
	header = spu_header();
	header.e_machine = htobe16(EM_PPC64);
	open_fails(&header, sizeof(header), 0755, EINVAL);
	header = spu_header();
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	open_fails(&header, sizeof(header), 0755, EINVAL);
	header = spu_header();
	header.e_ident[EI_CLASS] = ELFCLASS64;
	open_fails(&header, sizeof(header), 0755, EINVAL);
}

static int count_fds(void)
{
	int n = 0;
	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* case: spe_image_open | no descriptor is left open, whether it fails or not */
Test(context, image_leaks_no_descriptor)
{
	Elf32_Ehdr header = spu_header();
	int before = count_fds();
	write_file(&header, sizeof(header), 0755);
	spe_program_handle_t *program = spe_image_open(path);
	unlink(path);
	open_fails("#!/bin/sh\n", 10, 0755, EINVAL);
	cr_assert_eq(count_fds(), before);
	spe_image_close(program);
}

static void exit_with_5(struct ax_spe *spe)
{
	lab_stop(spe, 0x2005);
}

/* case: spe_context_run | a program that spe_image_open has read */
/* libspe2: run/run_image */
Test(context, run_image_from_a_file)
{
	struct lab_image image = lab_image(exit_with_5);
	unsigned entry = SPE_DEFAULT_ENTRY;
	spe_stop_info_t info;
	spe_program_handle_t *program = open_written(&image);
	spe_context_ptr_t spe = keep(spe_context_create(0, NULL));
	cr_assert_eq(spe_program_load(spe, program), 0);
	cr_assert_eq(spe_context_run(spe, &entry, 0, NULL, NULL, &info), 0);
	cr_assert_eq(info.stop_reason, SPE_EXIT);
	cr_assert_eq(info.result.spe_exit_code, 5);
	spe_image_close(program);
}

/* case: spe_program_load | NULL, no image, or one of no backend: -1, EINVAL */
Test(context, load_errors)
{
	static char garbage[128] = "no image";
	spe_context_ptr_t spe = keep(spe_context_create(0, NULL));
	spe_program_handle_t program = { sizeof(program), NULL, NULL };
	FAILS(spe_program_load(spe, NULL), EINVAL);
	FAILS(spe_program_load(spe, &program), EINVAL);
	program.elf_image = garbage;
	FAILS(spe_program_load(spe, &program), EINVAL);
}

/* case: spe_program_load | the store begins with zeros again */
Test(context, load_clears_the_store)
{
	stand_init(&stand, 0);
	stand_poke(&stand, SCRIPT_DATA, 5);
	struct lab_image image = lab_image(NULL);
	struct ax_spe_image handle = { { sizeof(handle), &image, NULL }, sizeof(image) };
	cr_assert_eq(spe_program_load(stand.spe, &handle.handle), 0);
	cr_assert_eq(stand_peek(&stand, SCRIPT_DATA), 0);
}

/* ---- areas -------------------------------------------------------------------------------- */

/* case: spe_ls_area_get | the store, readable and writable */
/* case: spe_ls_size_get | 262144 */
Test(context, store_is_an_area)
{
	spe_context_ptr_t spe = keep(spe_context_create(0, NULL));
	char *store = spe_ls_area_get(spe);
	cr_assert_eq(spe_ls_size_get(spe), 262144);
	store[0] = store[262143] = 1;
}

/* case: spe_ps_area_get | with SPE_MAP_PS: five areas */
/* case: spe_ps_area_get | an area that is none: NULL, EINVAL; without SPE_MAP_PS: NULL, EACCES */
/* libspe2: basic/map1 */
Test(context, map1_problem_state_areas)
{
	spe_context_ptr_t spe = keep(spe_context_create(SPE_MAP_PS, NULL));
	char *base = spe_ps_area_get(spe, SPE_MSSYNC_AREA);
	cr_assert(base);
	cr_assert_eq((char *)spe_ps_area_get(spe, SPE_MFC_COMMAND_AREA), base + 0x3000);
	cr_assert_eq((char *)spe_ps_area_get(spe, SPE_CONTROL_AREA), base + 0x4000);
	cr_assert_eq((char *)spe_ps_area_get(spe, SPE_SIG_NOTIFY_1_AREA), base + 0x14000);
	cr_assert_eq((char *)spe_ps_area_get(spe, SPE_SIG_NOTIFY_2_AREA), base + 0x1c000);
	FAILS_NULL(spe_ps_area_get(spe, (enum ps_area)5), EINVAL);
	FAILS_NULL(spe_ps_area_get(keep(spe_context_create(0, NULL)), SPE_CONTROL_AREA), EACCES);
}

static_assert(offsetof(spe_mfc_command_area_t, MFC_LSA) == 0x4, "CBEA");
static_assert(offsetof(spe_mfc_command_area_t, MFC_CMDStatus) == 0x14, "CBEA");
static_assert(offsetof(spe_mfc_command_area_t, MFC_QStatus) == 0x104, "CBEA");
static_assert(offsetof(spe_mfc_command_area_t, Prxy_QueryType) == 0x204, "CBEA");
static_assert(offsetof(spe_mfc_command_area_t, Prxy_QueryMask) == 0x21c, "CBEA");
static_assert(offsetof(spe_mfc_command_area_t, Prxy_TagStatus) == 0x22c, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_Out_Mbox) == 0x4, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_In_Mbox) == 0xc, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_Mbox_Stat) == 0x14, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_RunCntl) == 0x1c, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_Status) == 0x24, "CBEA");
static_assert(offsetof(spe_spu_control_area_t, SPU_NPC) == 0x34, "CBEA");
static_assert(offsetof(spe_sig_notify_1_area_t, SPU_Sig_Notify_1) == 0xc, "CBEA");
static_assert(offsetof(spe_sig_notify_2_area_t, SPU_Sig_Notify_2) == 0xc, "CBEA");

/* ---- call-backs and information ----------------------------------------------------------- */

static int nothing(void *ls, unsigned npc)
{
	(void)ls;
	(void)npc;
	return 0;
}

#define HANDLER ((void *)(uintptr_t)nothing)

/* case: spe_callback_handler_register | SPE_CALLBACK_NEW of a free number from 4 to 255: 0 */
/* case: spe_callback_handler_register | number below 4 or taken: -1, EACCES; no handler: EINVAL */
/* case: spe_callback_handler_register | SPE_CALLBACK_UPDATE of a taken one: 0; free: -1, ESRCH */
/* case: spe_callback_handler_register | number above 255, or mode that is none: -1, EINVAL */
/* libspe2: basic/handler */
Test(context, callback_handler_register)
{
	for (unsigned i = 0; i < 4; i++)
		FAILS(spe_callback_handler_register(HANDLER, i, SPE_CALLBACK_NEW), EACCES);
	for (unsigned i = 4; i < 256; i++)
		cr_assert_eq(spe_callback_handler_register(HANDLER, i, SPE_CALLBACK_NEW), 0);
	FAILS(spe_callback_handler_register(HANDLER, 4, SPE_CALLBACK_NEW), EACCES);
	cr_assert_eq(spe_callback_handler_register(HANDLER, 4, SPE_CALLBACK_UPDATE), 0);
	spe_callback_handler_deregister(4);
	FAILS(spe_callback_handler_register(HANDLER, 4, SPE_CALLBACK_UPDATE), ESRCH);
	FAILS(spe_callback_handler_register(NULL, 4, SPE_CALLBACK_NEW), EINVAL);
	FAILS(spe_callback_handler_register(HANDLER, 256, SPE_CALLBACK_NEW), EINVAL);
	FAILS(spe_callback_handler_register(HANDLER, UINT_MAX, SPE_CALLBACK_NEW), EINVAL);
	FAILS(spe_callback_handler_register(HANDLER, 4, 3), EINVAL);
}

/* case: spe_callback_handler_deregister | taken: 0; free: ESRCH; below 4: EACCES; above 255: EINVAL */
/* case: spe_callback_handler_query | the handler; free: NULL, ESRCH; above 255: NULL, EINVAL */
Test(context, callback_deregister_and_query)
{
	spe_callback_handler_register(HANDLER, 9, SPE_CALLBACK_NEW);
	cr_assert_eq(spe_callback_handler_query(9), HANDLER);
	cr_assert_eq(spe_callback_handler_deregister(9), 0);
	FAILS(spe_callback_handler_deregister(9), ESRCH);
	FAILS(spe_callback_handler_deregister(3), EACCES);
	FAILS(spe_callback_handler_deregister(256), EINVAL);
	FAILS_NULL(spe_callback_handler_query(9), ESRCH);
	FAILS_NULL(spe_callback_handler_query(256), EINVAL);
}

/* case: spe_cpu_info_get | nodes (of node -1 alone), physical and usable SPEs */
/* case: spe_cpu_info_get | unknown information, or no such node: -1, EINVAL */
/* libspe2: run/cpu_info */
/* libspe2: basic/info */
Test(context, cpu_info)
{
	cr_assert_eq(spe_cpu_info_get(SPE_COUNT_PHYSICAL_CPU_NODES, -1), 1);
	cr_assert_eq(spe_cpu_info_get(SPE_COUNT_PHYSICAL_SPES, -1), 4);
	cr_assert_eq(spe_cpu_info_get(SPE_COUNT_PHYSICAL_SPES, 0), 4);
	cr_assert_eq(spe_cpu_info_get(SPE_COUNT_USABLE_SPES, -1), 4);
	FAILS(spe_cpu_info_get(SPE_COUNT_PHYSICAL_CPU_NODES, 0), EINVAL);
	FAILS(spe_cpu_info_get(SPE_COUNT_PHYSICAL_SPES, 1), EINVAL);
	FAILS(spe_cpu_info_get(SPE_COUNT_USABLE_SPES, -2), EINVAL);
	FAILS(spe_cpu_info_get(0, -1), EINVAL);
}

/* case: ax_spe_configure | a second time: -EBUSY */
Test(context, machine_is_made_once)
{
	struct ax_spe_config config;
	ax_spe_config_init(&config);
	cr_assert_eq(config.n_spes, 6);
	cr_assert_eq(ax_spe_configure(&config), -EBUSY);
}

/* case: ax_spe_configure | no SPE, or more than 64: -EINVAL */
Test(machine, wrong_configurations_are_refused)
{
	struct ax_spe_config config;
	ax_spe_config_init(&config);
	config.n_spes = 0;
	cr_assert_eq(ax_spe_configure(&config), -EINVAL);
	config.n_spes = 65;
	cr_assert_eq(ax_spe_configure(&config), -EINVAL);
	config.n_spes = 64;
	cr_assert_eq(ax_spe_configure(&config), 0);
}

/* case: the environment | AXON_SPES says how many SPEs there are */
Test(machine, environment_says_how_many)
{
	setenv("AXON_SPES", "16", 1);
	cr_assert_eq(spe_cpu_info_get(SPE_COUNT_USABLE_SPES, -1), 16);
}
