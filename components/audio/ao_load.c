// SPDX-License-Identifier: Apache-2.0
/* ao_load: finds the sound module beside the library or the program that this code is part of. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound.h"

/* Folders that may hold the module, seen from the folder of the library or program. */
static const char *const beside[] = { "axon", "../lib/axon" };

static const struct ax_ao_module *load(const char *path, char *why, size_t room)
{
	/* Never unloaded: libao's drivers leave threads and handlers behind. */
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle) {
		snprintf(why, room, "the sound module can't be loaded: %s", dlerror());
		return NULL;
	}
	const struct ax_ao_module *module = dlsym(handle, AX_AO_MODULE_SYMBOL);
	dlclose(handle);
	if (module && module->version == AX_AO_VERSION)
		return module;
	snprintf(why, room, "%s is not the sound module of this version", path);
	return NULL;
}

/* Makes a path from three parts; whether a file is there. */
static bool exists(char *path, size_t room, const char *folder, const char *inner)
{
	int n = snprintf(path, room, "%s%s%s/%s", folder, *inner ? "/" : "", inner,
			 AX_AO_MODULE_FILE);
	return n > 0 && (size_t)n < room && access(path, R_OK) == 0;
}

/* Leaves the folder of the library that this code is in, or of the program. */
static bool own_folder(bool program, char *folder, size_t room)
{
	Dl_info info;
	const char *file = "/proc/self/exe";
	char real[PATH_MAX];
	if (!program) {
		/* A program found along $PATH is known by its bare name. */
		if (!dladdr((void *)(uintptr_t)beside, &info) || !info.dli_fname ||
		    !strchr(info.dli_fname, '/'))
			return false;
		file = info.dli_fname;
	}
	if (!realpath(file, real))
		return false;
	*strrchr(real, '/') = '\0';
	return (size_t)snprintf(folder, room, "%s", real) < room;
}

static bool find_beside(bool program, char *path, size_t room)
{
	char folder[PATH_MAX];
	if (!own_folder(program, folder, sizeof(folder)))
		return false;
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		if (exists(path, room, folder, beside[i]))
			return true;
	return false;
}

const struct ax_ao_module *ax_ao_module_load(char *why, size_t room)
{
	char path[PATH_MAX];
	const char *folder = secure_getenv("AXON_MODULE_PATH");
	if (folder && *folder) {
		if (exists(path, sizeof(path), folder, ""))
			return load(path, why, room);
		snprintf(why, room, "%s is not in AXON_MODULE_PATH=%s", AX_AO_MODULE_FILE, folder);
		return NULL;
	}
	if (find_beside(false, path, sizeof(path)) || find_beside(true, path, sizeof(path)) ||
	    exists(path, sizeof(path), AX_MODULE_DIR, ""))
		return load(path, why, room);
	snprintf(why, room,
		 "the sound module %s is neither beside the library nor in %s (AXON_MODULE_PATH "
		 "names another folder)",
		 AX_AO_MODULE_FILE, AX_MODULE_DIR);
	return NULL;
}
