# SPDX-License-Identifier: Apache-2.0
"""machine: one instruction run on a state of which only so much exists as the instruction uses."""

from functools import cache

import branch
import floats
import fpscr
import integer
import memory
import shift
from table import decode

MODULES = (memory, integer, shift, branch, floats)
LAST = 0x3FFFF  # the last address of the local store


@cache
def meaning(mnemonic):
    """The function that says what an instruction does."""
    for module in MODULES:
        for name in (mnemonic, mnemonic + "_"):
            if hasattr(module, name):
                return getattr(module, name)
    raise LookupError(mnemonic)


class Machine:
    """Registers, local store and channels come into being when they are read: `fresh` makes them.

    What there was at first is in `used`, `loaded`; what was changed, in `written`, `stored`.
    """

    def __init__(self, fresh, pc=0, status=0, registers=None, **state):
        self.fresh = fresh
        self.pc = self.pc_before = pc
        self.status = self.status_before = status
        self.open_status = 0
        self.known = {}  # which bits of a register written are known, when not all are
        self.used = dict(registers or {})
        self.written = {}
        self.loaded = {}
        self.among = {}
        self.stored = {}
        self.channels = state.get("channels", {})  # a count and what is read, by number
        self.sent = []
        self.interruptible = self.interruptible_before = state.get("interruptible", False)
        self.srr0 = state.get("srr0", 0)
        self.code = None

    def register(self, number):
        if number not in self.used:
            self.used[number] = self.fresh()
        return self.written.get(number, self.used[number])

    def quadword(self, address):
        assert address & 15 == 0 and 0 <= address <= LAST
        if address not in self.loaded:
            self.loaded[address] = self.among.get(address) or self.fresh()
        return self.stored.get(address, self.loaded[address])

    def place(self, words):
        """Puts instructions where the program counter is, among what is made up."""
        for i, word in enumerate(words):
            address = self.pc + 4 * i & LAST
            quad = bytearray(self.among.get(address & ~15) or self.fresh())
            quad[address & 15 : (address & 15) + 4] = word.to_bytes(4, "big")
            self.among[address & ~15] = bytes(quad)

    def fetch(self):
        """The word at the program counter: placed there, or stored since; None: neither."""
        quad = self.stored.get(self.pc & ~15) or self.among.get(self.pc & ~15)
        if quad is None:
            return None
        return int.from_bytes(quad[self.pc & 15 : (self.pc & 15) + 4], "big")

    def step(self, word):
        """Runs an instruction word that is at the program counter. Returns the outcome."""
        row = decode(word)
        if row is None:
            return "invalid"
        run = Run(self, row, word)
        result = meaning(row.mnemonic)(run)
        if run.outcome in ("stall", "halt"):
            return run.outcome
        assert (result is not None) == (row.writes == ("rt",)), row.mnemonic
        if result is not None:
            assert len(result) == 16
            self.written[run.fields["rt"]] = result
        self.pc = run.next_pc
        return run.outcome


class Run:
    """What one instruction may look at and do. Registers it reads have their old contents
    throughout; its result is what the function returns."""

    def __init__(self, machine, row, word):
        self.machine = machine
        self.fields = row.fields(word)
        self.pc = machine.pc
        self.next_pc = machine.pc + 4 & LAST
        self.outcome = "ok"
        for name, number in self.fields.items():
            if name not in ("ra", "rb", "rc", "rt"):
                setattr(self, name, number)
            elif name in row.reads:
                setattr(self, name, machine.register(number))

    @property
    def fpscr(self):
        return self.machine.status

    @fpscr.setter
    def fpscr(self, value):
        self.machine.status = value

    def raise_flags(self, flags):
        self.machine.status |= flags

    def leave_open(self, flags):
        """Flags that were clear before may be set or not."""
        self.machine.open_status |= flags & ~self.machine.status_before

    def partly(self, quad, known):
        """A result of which only these bits are known."""
        self.machine.known[self.fields["rt"]] = known
        return quad

    def load(self, address):
        return self.machine.quadword(address)

    def store(self, address, quad):
        self.machine.stored[address] = quad

    def go(self, address):
        self.next_pc = address

    def end(self, outcome, code=None):
        self.outcome = outcome
        self.machine.code = code

    def read(self, channel):
        count, value = self.machine.channels.get(channel, (0, 0))
        if count == 0:
            self.outcome = "stall"
            return None
        return value

    def count(self, channel):
        return self.machine.channels.get(channel, (0, 0))[0]

    def write(self, channel, value):
        count, _ = self.machine.channels.get(channel, (0, 0))
        if count == 0:
            self.outcome = "stall"
        else:
            self.machine.sent.append((channel, value))

    def event(self):
        """Whether the channel of event status has something to read."""
        return self.machine.channels.get(0, (0, 0))[0] > 0

    def srr0(self):
        return self.machine.srr0

    def interrupts(self, enable):
        self.machine.interruptible = enable


assert fpscr.DEFINED == 0x00000F07_00003F07_00003F07_00000F07
