# SPDX-License-Identifier: Apache-2.0
"""generate: writes the vectors of every instruction, the same each time. See vector.py."""

from random import Random

import cases
import estimate_cases
import float_cases
import program_cases
from cases import Tries
from machine import Machine
from table import TABLE, decode
from vector import Vector

NOISY = 24  # vectors a mnemonic with everything at random
PROGRAMS = 2000


def listed(text, tried):
    return dict.fromkeys(text.split(), tried)


# How an instruction is tried beside noise and aliases; cases.plain where nothing is said.
HOW = {
    **listed("lqd lqx lqa lqr stqd stqx stqa stqr", cases.addresses),
    **listed("cbd cbx chd chx cwd cwx cdd cdx", cases.addresses),
    **listed("clz cntb fsmb fsmh fsm gbb gbh gb orx xsbh xshw xswd", cases.one_bit),
    **listed("shlh shlhi shl shli shlqbi shlqbii shlqby shlqbyi shlqbybi", cases.counts),
    **listed("roth rothi rot roti rotqby rotqbyi rotqbybi rotqbi rotqbii", cases.counts),
    **listed("rothm rothmi rotm rotmi rotqmby rotqmbyi rotqmbybi", cases.counts),
    **listed("rotqmbi rotqmbii rotmah rotmahi rotma rotmai", cases.counts),
    **listed("heq heqi hgt hgti hlgt hlgti", cases.halts),
    **listed("br bra brsl brasl brnz brz brhnz brhz", cases.jumps),
    **listed("bi bisl biz binz bihz bihnz", cases.jumps),
    **listed("fa fs fm fma fnms fms fceq fcmeq fcgt fcmgt", float_cases.singles),
    **listed("dfa dfs dfm dfma dfnms dfms dfnma", float_cases.doubles),
    **listed("dfceq dfcmeq dfcgt dfcmgt", float_cases.double_compares),
    **listed("frds fesd", float_cases.every_mode),
    **listed("csflt cflts cuflt cfltu", float_cases.conversions),
    **listed("frest frsqest", estimate_cases.estimates),
    **listed("rdch rchcnt wrch", cases.channels),
    "bisled": cases.events,
    "iret": cases.returns,
    "dftsv": float_cases.double_tests,
    "fi": float_cases.interpolations,
    "shufb": cases.selectors,
    "stop": cases.signals,
    "fscrwr": cases.registers_of_status,
    "fscrrd": cases.registers_of_status,
}


def of(row):
    random = Random(row.mnemonic)
    tries = Tries(row, random)
    HOW.get(row.mnemonic, cases.plain)(tries)
    if row.format != "CHANNEL":
        tries.noisy(NOISY)
        tries.aliased()
    return tries.vectors


def invalid():
    """Every pattern of 11 bits that begins no instruction, and something after it."""
    random = Random("invalid")
    for pattern in range(1 << 11):
        word = pattern << 21 | random.getrandbits(21)
        if decode(word) is None:
            machine = Machine(None, 0x800)
            yield Vector("invalid", [word], machine, machine.step(word), 0x800, 0)


def main():
    print("instructions", *TABLE)
    for row in TABLE.values():
        for vector in of(row):
            print(vector.line())
    for vector in invalid():
        print(vector.line())
    for vector in program_cases.programs(Random("programs"), PROGRAMS):
        print(vector.line())


if __name__ == "__main__":
    main()
