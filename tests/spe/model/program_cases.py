# SPDX-License-Identifier: Apache-2.0
"""program_cases: a few instructions in a row, on few registers, so that each uses what those before
it have left; some overwrite what is about to be executed."""

from cases import REGISTERS, Tries, status
from machine import Machine
from quad import join
from table import TABLE
from vector import Vector

LENGTH = 8
POOL = (2, 3, 5, 80, 127)  # registers

# Not among them: what jumps or ends, what needs channels, and what leaves something open.
LEFT_OUT = set(
    "br bra brsl brasl bi iret bisled bisl brnz brz brhnz brhz biz binz bihz bihnz stop stopd "
    "heq heqi hgt hgti hlgt hlgti rdch rchcnt wrch "
    "frest frsqest fi dfceq dfcmeq dfcgt dfcmgt".split()
)
ROWS = [row for name, row in TABLE.items() if name not in LEFT_OUT]
STORES = [TABLE["stqr"]] * 40


def instruction(random, row):
    fields = Tries(row, random).noise()
    for name in REGISTERS:
        if name in fields:
            fields[name] = random.choice(POOL)
    if row.mnemonic == "stqr":
        fields["i16"] = random.randrange(LENGTH)  # ahead
    return row.word(**fields)


def program(random, rows):
    """The vector; None when something in it is open, or it has stored a jump and gone there."""
    words = [instruction(random, random.choice(rows)) for _ in range(LENGTH)]
    pc = random.randrange(0, 0x40000, 4)
    code = [instruction(random, random.choice(ROWS)) for _ in range(4)]
    registers = {number: random.randbytes(16) for number in POOL}
    registers[POOL[0]] = join(code, 4)
    machine = Machine(lambda: random.randbytes(16), pc, status(random), registers)
    before = machine.status
    machine.place(words)
    outcome = "ok"
    for _ in words:
        word = machine.fetch()
        if word is None:
            return None
        outcome = machine.step(word)
        if outcome != "ok":
            break
    if machine.open_status or machine.known:
        return None
    return Vector("program", words, machine, outcome, pc, before)


def programs(random, count):
    for i in range(count):
        vector = program(random, ROWS + STORES if i % 2 else ROWS)
        if vector:
            yield vector
