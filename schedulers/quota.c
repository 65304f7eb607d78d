// SPDX-License-Identifier: Apache-2.0
/* quota: how much CPU time the process's cgroup may use, by either version of cgroups. */
#include "machine_private.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The first line of folder/name; false when there is no such file. */
static bool read_line(const char *folder, const char *name, char *line, int room)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = n > 0 && (size_t)n < sizeof(path) ? fopen(path, "re") : NULL;
	bool read = file && fgets(line, room, file);
	if (file)
		fclose(file);
	return read;
}

static unsigned thousandths(long long time, long long period)
{
	if (time <= 0 || period <= 0 || time > LLONG_MAX / 1000)
		return 0;
	long long quota = (time * 1000 + period - 1) / period;
	return quota > INT_MAX ? 0 : (unsigned)quota;
}

/* Version 2 has "max 100000" or "150000 100000" in one file; version 1 has -1 or the time in one
 * and the period in another. */
static unsigned quota_in(const char *folder)
{
	char line[64], other[64];
	long long time, period;
	if (read_line(folder, "cpu.max", line, sizeof(line)) &&
	    sscanf(line, "%lld %lld", &time, &period) == 2)
		return thousandths(time, period);
	if (read_line(folder, "cpu.cfs_quota_us", line, sizeof(line)) &&
	    read_line(folder, "cpu.cfs_period_us", other, sizeof(other)) &&
	    sscanf(line, "%lld", &time) == 1 && sscanf(other, "%lld", &period) == 1)
		return thousandths(time, period);
	return 0;
}

/* The least of the group's and those around it. In a container the path may be one of the host
 * that is not to be seen; its own group is then the root. */
static unsigned least_quota(const char *mount, const char *controller, const char *group)
{
	char folder[PATH_MAX];
	unsigned least = 0;
	size_t root = strlen(mount) + strlen(controller);
	int n = snprintf(folder, sizeof(folder), "%s%s%s", mount, controller, group);
	if (n < 0 || (size_t)n >= sizeof(folder))
		return 0;
	for (;;) {
		unsigned quota = quota_in(folder);
		if (quota && (!least || quota < least))
			least = quota;
		char *slash = strrchr(folder + root, '/');
		if (!slash)
			return least;
		*slash = '\0';
	}
}

/* Whether the comma-separated names have "cpu". */
static bool has_cpu(const char *names)
{
	for (; names; names = strchr(names, ',')) {
		names += *names == ',';
		if (strncmp(names, "cpu", 3) == 0 && (names[3] == ',' || names[3] == '\0'))
			return true;
	}
	return false;
}

/* Lines are NUMBER:CONTROLLERS:GROUP; without controllers it is version 2. */
unsigned ax_quota_read(const char *list, const char *mount)
{
	char line[PATH_MAX];
	unsigned least = 0;
	FILE *file = fopen(list, "re");
	while (file && fgets(line, sizeof(line), file)) {
		char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;
		if (!group)
			continue;
		*names++ = *group++ = '\0';
		group[strcspn(group, "\n")] = '\0';
		if (*names && !has_cpu(names))
			continue;
		unsigned quota = least_quota(mount, *names ? "/cpu" : "", group);
		if (quota && (!least || quota < least))
			least = quota;
	}
	if (file)
		fclose(file);
	return least;
}
