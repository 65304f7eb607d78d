// SPDX-License-Identifier: Apache-2.0
/* quota: the CPU time that cgroups leave, read from trees of files like the system's. */
#include "machine_private.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char root[64];

static void set_up(void)
{
	snprintf(root, sizeof(root), "/tmp/quota_test.XXXXXX");
	cr_assert_not_null(mkdtemp(root));
}

static void tear_down(void)
{
	char command[96];
	snprintf(command, sizeof(command), "rm -r '%s'", root);
	cr_assert_eq(system(command), 0);
}

TestSuite(quota, .init = set_up, .fini = tear_down, .timeout = 30);

/* Writes text at root/path; folders are made. */
static void put(const char *path, const char *text)
{
	char full[256];
	int n = snprintf(full, sizeof(full), "%s/%s", root, path);
	cr_assert((size_t)n < sizeof(full));
	for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
	FILE *file = fopen(full, "w");
	cr_assert_not_null(file, "%s", full);
	fputs(text, file);
	fclose(file);
}

static unsigned quota_of(const char *list)
{
	char path[128];
	put("list", list);
	snprintf(path, sizeof(path), "%s/list", root);
	return ax_quota_read(path, root);
}

Test(quota, without_a_cgroup_there_is_none)
{
	cr_assert_eq(ax_quota_read("/nowhere/at/all", root), 0);
	cr_assert_eq(quota_of(""), 0);
	cr_assert_eq(quota_of("0::/gone\n"), 0);
}

Test(quota, version_2_has_time_and_period_in_one_file)
{
	put("a/cpu.max", "150000 100000\n");
	cr_assert_eq(quota_of("0::/a\n"), 1500);
	put("a/cpu.max", "max 100000\n");
	cr_assert_eq(quota_of("0::/a\n"), 0);
}

Test(quota, version_1_has_them_in_two)
{
	put("cpu/a/cpu.cfs_quota_us", "50000\n");
	put("cpu/a/cpu.cfs_period_us", "100000\n");
	cr_assert_eq(quota_of("7:memory:/b\n4:cpu,cpuacct:/a\n0::/\n"), 500);
	cr_assert_eq(quota_of("4:cpuacct,cpu:/a\n"), 500);
	put("cpu/a/cpu.cfs_quota_us", "-1\n");
	cr_assert_eq(quota_of("4:cpu,cpuacct:/a\n"), 0);
}

Test(quota, other_controllers_have_none)
{
	put("cpu/a/cpu.cfs_quota_us", "50000\n");
	put("cpu/a/cpu.cfs_period_us", "100000\n");
	cr_assert_eq(quota_of("3:cpuset:/a\n5:cpuacct:/a\n"), 0);
}

Test(quota, the_least_of_the_groups_around_it_holds)
{
	put("a/cpu.max", "300000 100000\n");
	put("a/b/cpu.max", "max 100000\n");
	put("a/b/c/cpu.max", "400000 100000\n");
	cr_assert_eq(quota_of("0::/a/b/c\n"), 3000);
	put("a/b/cpu.max", "250000 100000\n");
	cr_assert_eq(quota_of("0::/a/b/c\n"), 2500);
}

Test(quota, in_a_container_the_root_is_its_own_group)
{
	put("cpu.max", "200000 100000\n");
	cr_assert_eq(quota_of("0::/of/the/host\n"), 2000);
	cr_assert_eq(quota_of("0::/\n"), 2000);
}

Test(quota, a_part_of_a_thousandth_is_rounded_up)
{
	put("a/cpu.max", "200001 100000\n");
	cr_assert_eq(quota_of("0::/a\n"), 2001);
}

Test(quota, nonsense_is_no_quota)
{
	static const char *const nonsense[] = { "",
						"0 0\n",
						"1\n",
						"-5 100000\n",
						"100000 0\n",
						"9223372036854775807 1\n",
						"9000000000000000 1\n" };
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		put("a/cpu.max", nonsense[i]);
		cr_expect_eq(quota_of("0::/a\n"), 0, "%s", nonsense[i]);
	}
}
