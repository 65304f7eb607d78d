# SPDX-License-Identifier: Apache-2.0
"""worked: what examples worked by hand are written with."""

from machine import Machine
from quad import join
from table import TABLE

RT, RA, RB, RC = 1, 2, 3, 4


def words(*numbers):
    """A quadword: one word in all slots, or a word each."""
    return join(numbers * (4 // len(numbers)), 4)


def doubles(*numbers):
    return join(numbers * (2 // len(numbers)), 8)


def machine(status=0, pc=0x100, **contents):
    registers = {"rt": RT, "ra": RA, "rb": RB, "rc": RC}
    return Machine(lambda: bytes(16), pc, status, {registers[n]: q for n, q in contents.items()})


def instruction(mnemonic, **immediate):
    registers = {"rt": RT, "ra": RA, "rb": RB, "rc": RC}
    row = TABLE[mnemonic]
    usual = {n: registers[n] for n in row.reads + row.writes}
    return row.word(**{**usual, **immediate})


def rt(mnemonic, immediate=None, **contents):
    """What the instruction leaves in RT."""
    state = machine(**contents)
    assert state.step(instruction(mnemonic, **(immediate or {}))) == "ok"
    return state.written[RT]


def flags(mnemonic, status=0, **contents):
    state = machine(status, **contents)
    state.step(instruction(mnemonic))
    return state.status & ~status
