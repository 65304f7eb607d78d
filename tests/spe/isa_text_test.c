// SPDX-License-Identifier: Apache-2.0
/* isa_text: instructions as the assembler spells them, and traces. */
#include "isa_bench.h"

#include <criterion/criterion.h>

#include <string.h>

static void expect(uint32_t word, const char *text)
{
	char is[40];
	int n = ax_isa_text(word, 0x100, is, sizeof(is));
	cr_assert_str_eq(is, text);
	cr_assert_eq(n, (int)strlen(text));
}

Test(isa_text, each_format_has_its_operands)
{
	expect(bench_word("a", 3, 4, 5, 0), "a $3,$4,$5");
	expect(bench_word("shufb", 3, 4, 5, 127), "shufb $3,$4,$5,$127");
	expect(bench_word("ai", 3, 4, -1, 0), "ai $3,$4,-1");
	expect(bench_word("roti", 3, 4, -4, 0), "roti $3,$4,-4");
	expect(bench_word("lqd", 80, 1, 2, 0), "lqd $80,32($1)");
	expect(bench_word("stqd", 80, 1, -2, 0), "stqd $80,-32($1)");
	expect(bench_word("cwd", 3, 1, 4, 0), "cwd $3,4($1)");
	expect(bench_word("stqx", 3, 4, 5, 0), "stqx $3,$4,$5");
	expect(bench_word("ila", 3, 0x12345, 0, 0), "ila $3,74565");
	expect(bench_word("il", 3, -7, 0, 0), "il $3,-7");
	expect(bench_word("br", 0, 4, 0, 0), "br 0x110");
	expect(bench_word("brsl", 0, -4, 0, 0), "brsl $0,0xf0");
	expect(bench_word("brz", 7, 1, 0, 0), "brz $7,0x104");
	expect(bench_word("lqa", 7, 1, 0, 0), "lqa $7,0x4");
	expect(bench_word("bi", 0, 5, 0, 0), "bi $5");
	expect(bench_word("biz", 4, 5, 0x10, 0), "bize $4,$5");
	expect(bench_word("bisl", 4, 5, 0x20, 0), "bisld $4,$5");
	expect(bench_word("sync", 0, 0, 0x40, 0), "syncc");
	expect(bench_word("heq", 0, 5, 6, 0), "heq $5,$6");
	expect(bench_word("cflts", 4, 5, 173, 0), "cflts $4,$5,0");
	expect(bench_word("csflt", 4, 5, 150, 0), "csflt $4,$5,5");
	expect(bench_word("hbr", 4, 5, 0, 0), "hbr 0x110,$5");
	expect(bench_word("hbrr", -1, 8, 0, 0), "hbrr 0xfc,0x120");
	expect(bench_word("rdch", 4, 29, 0, 0), "rdch $4,$ch29");
	expect(bench_word("wrch", 4, 28, 0, 0), "wrch $ch28,$4");
	expect(bench_word("mtspr", 4, 3, 0, 0), "mtspr $sp3,$4");
	expect(bench_word("stop", 0x2000, 0, 0, 0), "stop 0x2000");
	expect(bench_word("nop", 127, 0, 0, 0), "nop");
	expect(0x00800000, ".long 0x00800000");
}

Test(isa_text, what_does_not_fit_is_cut)
{
	char text[8];
	cr_assert_eq(ax_isa_text(bench_word("shufb", 3, 4, 5, 6), 0, text, sizeof(text)), 17);
	cr_assert_str_eq(text, "shufb $");
}

struct trace {
	unsigned n;
	uint32_t pc[8], word[8];
};

static void tracer(void *owner, uint32_t pc, uint32_t word)
{
	struct trace *trace = owner;
	trace->pc[trace->n % 8] = pc;
	trace->word[trace->n++ % 8] = word;
}

Test(isa_text, a_tracer_sees_each_instruction_before_it_is_executed)
{
	struct bench bench;
	struct trace trace = { 0 };
	bench_init(&bench, NULL, &trace);
	bench_put(&bench, "il", 3, 5);
	bench_put(&bench, "br", 0, 2);
	bench.at = 12;
	bench_put(&bench, "stop", 1);
	ax_isa_set_tracer(bench.isa, tracer);
	cr_assert_eq(bench_run(&bench, 99), AX_ISA_STOPPED);
	cr_assert_eq(trace.n, 3);
	cr_assert_eq(trace.pc[0], 0);
	cr_assert_eq(trace.pc[2], 12);
	cr_assert_eq(trace.word[2], bench_word("stop", 1, 0, 0, 0));
	ax_isa_set_tracer(bench.isa, NULL);
	bench_run(&bench, 99);
	cr_assert_eq(trace.n, 3);
	bench_fini(&bench);
}
