# SPDX-License-Identifier: Apache-2.0
"""vector: one run of the model, and the line that says what went in and what must come out.

A line: NAME WORD[,WORD...] INPUT... : OUTCOME RESULT...
  pc=ADDRESS                  where the first word is; afterwards, where execution goes on
  rN=QUAD rN=QUAD/MASK rN~QUAD  a register; of a result, only the bits of the mask, or words that
                              are at most one unit in the last place off
  f=QUAD f=QUAD/MASK          the status and control register
  mADDRESS=QUAD               a quadword of the local store
  cN=COUNT,VALUE              a channel: how much is there, and what is read
  wN=VALUE                    what was written to a channel
  i=BIT s=ADDRESS             whether interrupts are enabled; SRR0
What is not among the results is as it was.
"""

from dataclasses import dataclass, field

import fpscr
from machine import Machine
from quad import ONES


@dataclass
class Vector:
    name: str
    words: list
    machine: Machine  # after the run
    outcome: str
    pc: int  # before
    status: int
    close: dict = field(default_factory=dict)  # registers of which only nearness is known

    def line(self):
        words = ",".join(f"{word:08x}" for word in self.words)
        left = " ".join([self.name, words, f"pc={self.pc:x}", *self.inputs()])
        return " ".join([left, ":", self.said(), *self.results()])

    def inputs(self):
        machine = self.machine
        if self.status:
            yield f"f={self.status:032x}"
        for number, quad in sorted(machine.used.items()):
            yield f"r{number}={quad.hex()}"
        for address, quad in sorted(machine.loaded.items()):
            yield f"m{address:x}={quad.hex()}"
        if machine.interruptible_before:
            yield "i=1"
        if machine.srr0:
            yield f"s={machine.srr0:x}"
        for channel, (count, value) in sorted(machine.channels.items()):
            yield f"c{channel}={count},{value:x}"

    def said(self):
        code = self.machine.code
        return self.outcome if code is None else f"{self.outcome}-{code:x}"

    def results(self):
        machine = self.machine
        if self.outcome != "halt":  # which is imprecise
            yield f"pc={machine.pc:x}"
        if machine.status != self.status or machine.open_status:
            known = fpscr.DEFINED & ~machine.open_status
            mask = f"/{known:032x}" if machine.open_status else ""
            yield f"f={machine.status & known:032x}{mask}"
        for number, quad in sorted({**machine.written, **self.close}.items()):
            yield f"r{number}" + self.register(number, quad)
        for address, quad in sorted(machine.stored.items()):
            yield f"m{address:x}={quad.hex()}"
        for channel, value in machine.sent:
            yield f"w{channel}={value:x}"
        if machine.interruptible != machine.interruptible_before:
            yield f"i={machine.interruptible:d}"

    def register(self, number, quad):
        if number in self.close:
            return f"~{quad.hex()}"
        known = self.machine.known.get(number, ONES)
        if known == ONES:
            return f"={quad.hex()}"
        shown = bytes(x & y for x, y in zip(quad, known))
        return f"={shown.hex()}/{known.hex()}"


def run(row, random, fields, registers, pc=0, status=0, reserved=0, **state):
    """One instruction on the model: these fields, and these contents for the registers. Bits that
    the format leaves reserved may be set: nothing looks at them."""
    word = row.word(**fields) | reserved & row.reserved()
    machine = Machine(lambda: random.randbytes(16), pc, status, registers, **state)
    machine.place([word])
    outcome = machine.step(word)
    return Vector(row.mnemonic, [word], machine, outcome, pc, status)
