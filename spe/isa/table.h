// SPDX-License-Identifier: Apache-2.0
/* table: the instructions of the SPU, one line each, from which all else is made.
 * After the Synergistic Processor Unit ISA, version 1.2. A line is
 *   X(mnemonic, format, opcode, unit, operands)
 * opcode: the leftmost 11 bits of the word, zero where the format has a shorter one;
 * unit:   the execution unit, which has a pipe and a latency (pipes.c);
 * operands: W writes RT; T, A, B, C read RT, RA, RB, RC. */
#ifndef AXON_ISA_TABLE_H
#define AXON_ISA_TABLE_H

#include <stdint.h>

/* Formats: F(name, how many of the 2048 opcodes a line of it takes). Beyond the architecture's
 * own, they say what becomes of the immediate: RU16 takes it without sign, RI10Q counts quadwords,
 * ABS16 and REL16 words, from 0 and from the instruction. */
#define AX_ISA_FORMATS(F)                                                                          \
	F(RR, 1)                                                                                   \
	F(RRR, 128)                                                                                \
	F(RI7, 1)                                                                                  \
	F(RI8, 2)                                                                                  \
	F(RI10, 8)                                                                                 \
	F(RI10Q, 8)                                                                                \
	F(RI16, 4)                                                                                 \
	F(RU16, 4)                                                                                 \
	F(ABS16, 4)                                                                                \
	F(REL16, 4)                                                                                \
	F(RI18, 16)                                                                                \
	F(HINT_REG, 1)                                                                             \
	F(HINT_ABS, 16)                                                                            \
	F(HINT_REL, 16)                                                                            \
	F(CODE, 1)                                                                                 \
	F(CHANNEL, 1)                                                                              \
	F(SPECIAL, 1)

/* Execution units: U(name, pipe, cycles until the result can be used, cycles in which nothing
 * else starts). Cell Broadband Engine Programming Handbook, appendix on SPU pipelines. */
#define AX_ISA_UNITS(U)                                                                            \
	U(FX2, 0, 2, 0)                                                                            \
	U(FX3, 0, 4, 0)                                                                            \
	U(FXB, 0, 4, 0)                                                                            \
	U(FP6, 0, 6, 0)                                                                            \
	U(FP7, 0, 7, 0)                                                                            \
	U(FPD, 0, 13, 6)                                                                           \
	U(NOP, 0, 0, 0)                                                                            \
	U(LS, 1, 6, 0)                                                                             \
	U(SHUF, 1, 4, 0)                                                                           \
	U(BR, 1, 4, 0)                                                                             \
	U(SPR, 1, 6, 0)                                                                            \
	U(LNOP, 1, 0, 0)

/* Loads and stores of one quadword. */
#define AX_ISA_MEMORY(X)                                                                           \
	X(lqd, RI10Q, 0x1a0, LS, WA)                                                               \
	X(lqx, RR, 0x1c4, LS, WAB)                                                                 \
	X(lqa, ABS16, 0x184, LS, W)                                                                \
	X(lqr, REL16, 0x19c, LS, W)                                                                \
	X(stqd, RI10Q, 0x120, LS, TA)                                                              \
	X(stqx, RR, 0x144, LS, TAB)                                                                \
	X(stqa, ABS16, 0x104, LS, T)                                                               \
	X(stqr, REL16, 0x11c, LS, T)

/* Shuffle patterns that put a byte, halfword, word or doubleword into a quadword. */
#define AX_ISA_INSERT(X)                                                                           \
	X(cbd, RI7, 0x1f4, SHUF, WA)                                                               \
	X(cbx, RR, 0x1d4, SHUF, WAB)                                                               \
	X(chd, RI7, 0x1f5, SHUF, WA)                                                               \
	X(chx, RR, 0x1d5, SHUF, WAB)                                                               \
	X(cwd, RI7, 0x1f6, SHUF, WA)                                                               \
	X(cwx, RR, 0x1d6, SHUF, WAB)                                                               \
	X(cdd, RI7, 0x1f7, SHUF, WA)                                                               \
	X(cdx, RR, 0x1d7, SHUF, WAB)

/* Immediate loads; and the special-purpose registers, all of which read as zero. */
#define AX_ISA_CONSTANT(X)                                                                         \
	X(ilh, RU16, 0x20c, FX2, W)                                                                \
	X(ilhu, RU16, 0x208, FX2, W)                                                               \
	X(il, RI16, 0x204, FX2, W)                                                                 \
	X(ila, RI18, 0x210, FX2, W)                                                                \
	X(iohl, RU16, 0x304, FX2, WT)                                                              \
	X(fsmbi, RU16, 0x194, SHUF, W)                                                             \
	X(mfspr, SPECIAL, 0x00c, SPR, W)

/* Integer arithmetic. */
#define AX_ISA_INTEGER(X)                                                                          \
	X(ah, RR, 0x0c8, FX2, WAB)                                                                 \
	X(ahi, RI10, 0x0e8, FX2, WA)                                                               \
	X(a, RR, 0x0c0, FX2, WAB)                                                                  \
	X(ai, RI10, 0x0e0, FX2, WA)                                                                \
	X(sfh, RR, 0x048, FX2, WAB)                                                                \
	X(sfhi, RI10, 0x068, FX2, WA)                                                              \
	X(sf, RR, 0x040, FX2, WAB)                                                                 \
	X(sfi, RI10, 0x060, FX2, WA)                                                               \
	X(addx, RR, 0x340, FX2, WTAB)                                                              \
	X(cg, RR, 0x0c2, FX2, WAB)                                                                 \
	X(cgx, RR, 0x342, FX2, WTAB)                                                               \
	X(sfx, RR, 0x341, FX2, WTAB)                                                               \
	X(bg, RR, 0x042, FX2, WAB)                                                                 \
	X(bgx, RR, 0x343, FX2, WTAB)                                                               \
	X(mpy, RR, 0x3c4, FP7, WAB)                                                                \
	X(mpyu, RR, 0x3cc, FP7, WAB)                                                               \
	X(mpyi, RI10, 0x3a0, FP7, WA)                                                              \
	X(mpyui, RI10, 0x3a8, FP7, WA)                                                             \
	X(mpya, RRR, 0x600, FP7, WABC)                                                             \
	X(mpyh, RR, 0x3c5, FP7, WAB)                                                               \
	X(mpys, RR, 0x3c7, FP7, WAB)                                                               \
	X(mpyhh, RR, 0x3c6, FP7, WAB)                                                              \
	X(mpyhha, RR, 0x346, FP7, WTAB)                                                            \
	X(mpyhhu, RR, 0x3ce, FP7, WAB)                                                             \
	X(mpyhhau, RR, 0x34e, FP7, WTAB)                                                           \
	X(clz, RR, 0x2a5, FX2, WA)                                                                 \
	X(cntb, RR, 0x2b4, FXB, WA)                                                                \
	X(fsmb, RR, 0x1b6, SHUF, WA)                                                               \
	X(fsmh, RR, 0x1b5, SHUF, WA)                                                               \
	X(fsm, RR, 0x1b4, SHUF, WA)                                                                \
	X(gbb, RR, 0x1b2, SHUF, WA)                                                                \
	X(gbh, RR, 0x1b1, SHUF, WA)                                                                \
	X(gb, RR, 0x1b0, SHUF, WA)                                                                 \
	X(avgb, RR, 0x0d3, FXB, WAB)                                                               \
	X(absdb, RR, 0x053, FXB, WAB)                                                              \
	X(sumb, RR, 0x253, FXB, WAB)                                                               \
	X(xsbh, RR, 0x2b6, FX2, WA)                                                                \
	X(xshw, RR, 0x2ae, FX2, WA)                                                                \
	X(xswd, RR, 0x2a6, FX2, WA)

/* Bits and bytes. */
#define AX_ISA_LOGICAL(X)                                                                          \
	X(and, RR, 0x0c1, FX2, WAB)                                                                \
	X(andc, RR, 0x2c1, FX2, WAB)                                                               \
	X(andbi, RI10, 0x0b0, FX2, WA)                                                             \
	X(andhi, RI10, 0x0a8, FX2, WA)                                                             \
	X(andi, RI10, 0x0a0, FX2, WA)                                                              \
	X(or, RR, 0x041, FX2, WAB)                                                                 \
	X(orc, RR, 0x2c9, FX2, WAB)                                                                \
	X(orbi, RI10, 0x030, FX2, WA)                                                              \
	X(orhi, RI10, 0x028, FX2, WA)                                                              \
	X(ori, RI10, 0x020, FX2, WA)                                                               \
	X(orx, RR, 0x1f0, BR, WA)                                                                  \
	X(xor, RR, 0x241, FX2, WAB)                                                                \
	X(xorbi, RI10, 0x230, FX2, WA)                                                             \
	X(xorhi, RI10, 0x228, FX2, WA)                                                             \
	X(xori, RI10, 0x220, FX2, WA)                                                              \
	X(nand, RR, 0x0c9, FX2, WAB)                                                               \
	X(nor, RR, 0x049, FX2, WAB)                                                                \
	X(eqv, RR, 0x249, FX2, WAB)                                                                \
	X(selb, RRR, 0x400, FX2, WABC)                                                             \
	X(shufb, RRR, 0x580, SHUF, WABC)

/* Shifts and rotates, by slot (h, none) and of the whole quadword (q). */
#define AX_ISA_SHIFT(X)                                                                            \
	X(shlh, RR, 0x05f, FX3, WAB)                                                               \
	X(shlhi, RI7, 0x07f, FX3, WA)                                                              \
	X(shl, RR, 0x05b, FX3, WAB)                                                                \
	X(shli, RI7, 0x07b, FX3, WA)                                                               \
	X(shlqbi, RR, 0x1db, SHUF, WAB)                                                            \
	X(shlqbii, RI7, 0x1fb, SHUF, WA)                                                           \
	X(shlqby, RR, 0x1df, SHUF, WAB)                                                            \
	X(shlqbyi, RI7, 0x1ff, SHUF, WA)                                                           \
	X(shlqbybi, RR, 0x1cf, SHUF, WAB)                                                          \
	X(roth, RR, 0x05c, FX3, WAB)                                                               \
	X(rothi, RI7, 0x07c, FX3, WA)                                                              \
	X(rot, RR, 0x058, FX3, WAB)                                                                \
	X(roti, RI7, 0x078, FX3, WA)                                                               \
	X(rotqby, RR, 0x1dc, SHUF, WAB)                                                            \
	X(rotqbyi, RI7, 0x1fc, SHUF, WA)                                                           \
	X(rotqbybi, RR, 0x1cc, SHUF, WAB)                                                          \
	X(rotqbi, RR, 0x1d8, SHUF, WAB)                                                            \
	X(rotqbii, RI7, 0x1f8, SHUF, WA)                                                           \
	X(rothm, RR, 0x05d, FX3, WAB)                                                              \
	X(rothmi, RI7, 0x07d, FX3, WA)                                                             \
	X(rotm, RR, 0x059, FX3, WAB)                                                               \
	X(rotmi, RI7, 0x079, FX3, WA)                                                              \
	X(rotqmby, RR, 0x1dd, SHUF, WAB)                                                           \
	X(rotqmbyi, RI7, 0x1fd, SHUF, WA)                                                          \
	X(rotqmbybi, RR, 0x1cd, SHUF, WAB)                                                         \
	X(rotqmbi, RR, 0x1d9, SHUF, WAB)                                                           \
	X(rotqmbii, RI7, 0x1f9, SHUF, WA)                                                          \
	X(rotmah, RR, 0x05e, FX3, WAB)                                                             \
	X(rotmahi, RI7, 0x07e, FX3, WA)                                                            \
	X(rotma, RR, 0x05a, FX3, WAB)                                                              \
	X(rotmai, RI7, 0x07a, FX3, WA)

/* Integer compares. */
#define AX_ISA_COMPARE(X)                                                                          \
	X(ceqb, RR, 0x3d0, FX2, WAB)                                                               \
	X(ceqbi, RI10, 0x3f0, FX2, WA)                                                             \
	X(ceqh, RR, 0x3c8, FX2, WAB)                                                               \
	X(ceqhi, RI10, 0x3e8, FX2, WA)                                                             \
	X(ceq, RR, 0x3c0, FX2, WAB)                                                                \
	X(ceqi, RI10, 0x3e0, FX2, WA)                                                              \
	X(cgtb, RR, 0x250, FX2, WAB)                                                               \
	X(cgtbi, RI10, 0x270, FX2, WA)                                                             \
	X(cgth, RR, 0x248, FX2, WAB)                                                               \
	X(cgthi, RI10, 0x268, FX2, WA)                                                             \
	X(cgt, RR, 0x240, FX2, WAB)                                                                \
	X(cgti, RI10, 0x260, FX2, WA)                                                              \
	X(clgtb, RR, 0x2d0, FX2, WAB)                                                              \
	X(clgtbi, RI10, 0x2f0, FX2, WA)                                                            \
	X(clgth, RR, 0x2c8, FX2, WAB)                                                              \
	X(clgthi, RI10, 0x2e8, FX2, WA)                                                            \
	X(clgt, RR, 0x2c0, FX2, WAB)                                                               \
	X(clgti, RI10, 0x2e0, FX2, WA)

/* What may leave the straight line: halts, branches, stops, channels. */
#define AX_ISA_CONTROL(X)                                                                          \
	X(heq, RR, 0x3d8, FX2, AB)                                                                 \
	X(heqi, RI10, 0x3f8, FX2, A)                                                               \
	X(hgt, RR, 0x258, FX2, AB)                                                                 \
	X(hgti, RI10, 0x278, FX2, A)                                                               \
	X(hlgt, RR, 0x2d8, FX2, AB)                                                                \
	X(hlgti, RI10, 0x2f8, FX2, A)                                                              \
	X(br, REL16, 0x190, BR, NONE)                                                              \
	X(bra, ABS16, 0x180, BR, NONE)                                                             \
	X(brsl, REL16, 0x198, BR, W)                                                               \
	X(brasl, ABS16, 0x188, BR, W)                                                              \
	X(bi, RR, 0x1a8, BR, A)                                                                    \
	X(iret, RR, 0x1aa, BR, A)                                                                  \
	X(bisled, RR, 0x1ab, BR, WA)                                                               \
	X(bisl, RR, 0x1a9, BR, WA)                                                                 \
	X(brnz, REL16, 0x108, BR, T)                                                               \
	X(brz, REL16, 0x100, BR, T)                                                                \
	X(brhnz, REL16, 0x118, BR, T)                                                              \
	X(brhz, REL16, 0x110, BR, T)                                                               \
	X(biz, RR, 0x128, BR, TA)                                                                  \
	X(binz, RR, 0x129, BR, TA)                                                                 \
	X(bihz, RR, 0x12a, BR, TA)                                                                 \
	X(bihnz, RR, 0x12b, BR, TA)                                                                \
	X(stop, CODE, 0x000, BR, NONE)                                                             \
	X(stopd, RR, 0x140, BR, TAB)                                                               \
	X(rdch, CHANNEL, 0x00d, SPR, W)                                                            \
	X(rchcnt, CHANNEL, 0x00f, SPR, W)                                                          \
	X(wrch, CHANNEL, 0x10d, SPR, T)

/* Branch hints: they change the time only. */
#define AX_ISA_HINT(X)                                                                             \
	X(hbr, HINT_REG, 0x1ac, LS, A)                                                             \
	X(hbra, HINT_ABS, 0x080, LS, NONE)                                                         \
	X(hbrr, HINT_REL, 0x090, LS, NONE)

/* Without a result: no-operations, synchronisation, writes of special-purpose registers. */
#define AX_ISA_QUIET(X)                                                                            \
	X(lnop, RR, 0x001, LNOP, NONE)                                                             \
	X(nop, RR, 0x201, NOP, NONE)                                                               \
	X(sync, RR, 0x002, BR, NONE)                                                               \
	X(dsync, RR, 0x003, BR, NONE)                                                              \
	X(mtspr, SPECIAL, 0x10c, SPR, T)

/* Single precision. */
#define AX_ISA_SINGLE(X)                                                                           \
	X(fa, RR, 0x2c4, FP6, WAB)                                                                 \
	X(fs, RR, 0x2c5, FP6, WAB)                                                                 \
	X(fm, RR, 0x2c6, FP6, WAB)                                                                 \
	X(fma, RRR, 0x700, FP6, WABC)                                                              \
	X(fnms, RRR, 0x680, FP6, WABC)                                                             \
	X(fms, RRR, 0x780, FP6, WABC)                                                              \
	X(frest, RR, 0x1b8, SHUF, WA)                                                              \
	X(frsqest, RR, 0x1b9, SHUF, WA)                                                            \
	X(fi, RR, 0x3d4, FP7, WAB)                                                                 \
	X(csflt, RI8, 0x3b4, FP7, WA)                                                              \
	X(cflts, RI8, 0x3b0, FP7, WA)                                                              \
	X(cuflt, RI8, 0x3b6, FP7, WA)                                                              \
	X(cfltu, RI8, 0x3b2, FP7, WA)                                                              \
	X(fceq, RR, 0x3c2, FX2, WAB)                                                               \
	X(fcmeq, RR, 0x3ca, FX2, WAB)                                                              \
	X(fcgt, RR, 0x2c2, FX2, WAB)                                                               \
	X(fcmgt, RR, 0x2ca, FX2, WAB)

/* Double precision and the status register. */
#define AX_ISA_DOUBLE(X)                                                                           \
	X(dfa, RR, 0x2cc, FPD, WAB)                                                                \
	X(dfs, RR, 0x2cd, FPD, WAB)                                                                \
	X(dfm, RR, 0x2ce, FPD, WAB)                                                                \
	X(dfma, RR, 0x35c, FPD, WTAB)                                                              \
	X(dfnms, RR, 0x35e, FPD, WTAB)                                                             \
	X(dfms, RR, 0x35d, FPD, WTAB)                                                              \
	X(dfnma, RR, 0x35f, FPD, WTAB)                                                             \
	X(frds, RR, 0x3b9, FPD, WA)                                                                \
	X(fesd, RR, 0x3b8, FPD, WA)                                                                \
	X(dfceq, RR, 0x3c3, FX2, WAB)                                                              \
	X(dfcmeq, RR, 0x3cb, FX2, WAB)                                                             \
	X(dfcgt, RR, 0x2c3, FX2, WAB)                                                              \
	X(dfcmgt, RR, 0x2cb, FX2, WAB)                                                             \
	X(dftsv, RI7, 0x3bf, FX2, WA)                                                              \
	X(fscrwr, RR, 0x3ba, FP7, A)                                                               \
	X(fscrrd, RR, 0x398, FPD, W)

/* Those that go on with the next instruction, but for the clock that sees hints. */
#define AX_ISA_STRAIGHT(X)                                                                         \
	AX_ISA_MEMORY(X)                                                                           \
	AX_ISA_INSERT(X)                                                                           \
	AX_ISA_CONSTANT(X)                                                                         \
	AX_ISA_INTEGER(X)                                                                          \
	AX_ISA_LOGICAL(X)                                                                          \
	AX_ISA_SHIFT(X)                                                                            \
	AX_ISA_COMPARE(X)                                                                          \
	AX_ISA_SINGLE(X)                                                                           \
	AX_ISA_DOUBLE(X)

#define AX_ISA_ALL(X) AX_ISA_STRAIGHT(X) AX_ISA_CONTROL(X) AX_ISA_HINT(X) AX_ISA_QUIET(X)

enum ax_isa_format {
#define F(name, span) AX_ISA_FORMAT_##name,
	AX_ISA_FORMATS(F)
#undef F
};

/* The numbers of the instructions in decoded form. */
enum ax_isa_code {
	AX_ISA_NONE, /* a word that is no instruction */
#define X(name, format, opcode, unit, operands) AX_ISA_CODE_##name,
	AX_ISA_ALL(X)
#undef X
	AX_ISA_N_CODES
};

enum ax_isa_operands {
	AX_ISA_WRITES_T = 1,
	AX_ISA_READS_T = 2,
	AX_ISA_READS_A = 4,
	AX_ISA_READS_B = 8,
	AX_ISA_READS_C = 16,
};

struct ax_isa_info {
	char name[10];
	uint16_t opcode;
	uint8_t format;	  /* enum ax_isa_format */
	uint8_t operands; /* enum ax_isa_operands */
	uint8_t pipe;	  /* 0: even, 1: odd */
	uint8_t latency;  /* cycles until the result can be used */
	uint8_t stall;	  /* cycles behind it in which nothing starts */
};

extern const struct ax_isa_info ax_isa_info[AX_ISA_N_CODES];
/* By the leftmost 11 bits of a word: an ax_isa_code. */
extern const uint8_t ax_isa_opcodes[2048];

#endif
