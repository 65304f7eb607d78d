# SPDX-License-Identifier: Apache-2.0
"""table: the instructions of the Synergistic Processor Unit ISA, version 1.2, a row each.

A row is: mnemonic, format, opcode as the ISA prints it, the register written, those read. Register
fields are named as the ISA names them; in the RRR format that puts RT at bits 4:10, RC at 25:31.
"""

from dataclasses import dataclass

# Where the fields of a format are: first bit and last, bit 0 being the most significant.
FORMATS = {
    "RRR": {"rt": (4, 10), "rb": (11, 17), "ra": (18, 24), "rc": (25, 31)},
    "RR": {"rb": (11, 17), "ra": (18, 24), "rt": (25, 31)},
    "RI7": {"i7": (11, 17), "ra": (18, 24), "rt": (25, 31)},
    "RI8": {"i8": (10, 17), "ra": (18, 24), "rt": (25, 31)},
    "RI10": {"i10": (8, 17), "ra": (18, 24), "rt": (25, 31)},
    "RI16": {"i16": (9, 24), "rt": (25, 31)},
    "RI18": {"i18": (7, 24), "rt": (25, 31)},
    # Hints and the like name their fields themselves; nothing they say changes what is computed.
    "HBR": {"p": (11, 11), "roh": (16, 17), "ra": (18, 24), "rol": (25, 31)},
    "HBRI": {"roh": (7, 8), "i16": (9, 24), "rol": (25, 31)},
    "STOP": {"type": (18, 31)},
    "SYNC": {"c": (11, 11)},
    "CHANNEL": {"ca": (18, 24), "rt": (25, 31)},
    "SPR": {"sa": (18, 24), "rt": (25, 31)},
    "BRANCH": {"d": (12, 12), "e": (13, 13), "ra": (18, 24), "rt": (25, 31)},
}

ROWS = """
lqd      RI10    00110100     rt  ra
lqx      RR      00111000100  rt  ra,rb
lqa      RI16    001100001    rt  -
lqr      RI16    001100111    rt  -
stqd     RI10    00100100     -   ra,rt
stqx     RR      00101000100  -   ra,rb,rt
stqa     RI16    001000001    -   rt
stqr     RI16    001000111    -   rt
cbd      RI7     00111110100  rt  ra
cbx      RR      00111010100  rt  ra,rb
chd      RI7     00111110101  rt  ra
chx      RR      00111010101  rt  ra,rb
cwd      RI7     00111110110  rt  ra
cwx      RR      00111010110  rt  ra,rb
cdd      RI7     00111110111  rt  ra
cdx      RR      00111010111  rt  ra,rb
ilh      RI16    010000011    rt  -
ilhu     RI16    010000010    rt  -
il       RI16    010000001    rt  -
ila      RI18    0100001      rt  -
iohl     RI16    011000001    rt  rt
fsmbi    RI16    001100101    rt  -
ah       RR      00011001000  rt  ra,rb
ahi      RI10    00011101     rt  ra
a        RR      00011000000  rt  ra,rb
ai       RI10    00011100     rt  ra
sfh      RR      00001001000  rt  ra,rb
sfhi     RI10    00001101     rt  ra
sf       RR      00001000000  rt  ra,rb
sfi      RI10    00001100     rt  ra
addx     RR      01101000000  rt  ra,rb,rt
cg       RR      00011000010  rt  ra,rb
cgx      RR      01101000010  rt  ra,rb,rt
sfx      RR      01101000001  rt  ra,rb,rt
bg       RR      00001000010  rt  ra,rb
bgx      RR      01101000011  rt  ra,rb,rt
mpy      RR      01111000100  rt  ra,rb
mpyu     RR      01111001100  rt  ra,rb
mpyi     RI10    01110100     rt  ra
mpyui    RI10    01110101     rt  ra
mpya     RRR     1100         rt  ra,rb,rc
mpyh     RR      01111000101  rt  ra,rb
mpys     RR      01111000111  rt  ra,rb
mpyhh    RR      01111000110  rt  ra,rb
mpyhha   RR      01101000110  rt  ra,rb,rt
mpyhhu   RR      01111001110  rt  ra,rb
mpyhhau  RR      01101001110  rt  ra,rb,rt
clz      RR      01010100101  rt  ra
cntb     RR      01010110100  rt  ra
fsmb     RR      00110110110  rt  ra
fsmh     RR      00110110101  rt  ra
fsm      RR      00110110100  rt  ra
gbb      RR      00110110010  rt  ra
gbh      RR      00110110001  rt  ra
gb       RR      00110110000  rt  ra
avgb     RR      00011010011  rt  ra,rb
absdb    RR      00001010011  rt  ra,rb
sumb     RR      01001010011  rt  ra,rb
xsbh     RR      01010110110  rt  ra
xshw     RR      01010101110  rt  ra
xswd     RR      01010100110  rt  ra
and      RR      00011000001  rt  ra,rb
andc     RR      01011000001  rt  ra,rb
andbi    RI10    00010110     rt  ra
andhi    RI10    00010101     rt  ra
andi     RI10    00010100     rt  ra
or       RR      00001000001  rt  ra,rb
orc      RR      01011001001  rt  ra,rb
orbi     RI10    00000110     rt  ra
orhi     RI10    00000101     rt  ra
ori      RI10    00000100     rt  ra
orx      RR      00111110000  rt  ra
xor      RR      01001000001  rt  ra,rb
xorbi    RI10    01000110     rt  ra
xorhi    RI10    01000101     rt  ra
xori     RI10    01000100     rt  ra
nand     RR      00011001001  rt  ra,rb
nor      RR      00001001001  rt  ra,rb
eqv      RR      01001001001  rt  ra,rb
selb     RRR     1000         rt  ra,rb,rc
shufb    RRR     1011         rt  ra,rb,rc
shlh     RR      00001011111  rt  ra,rb
shlhi    RI7     00001111111  rt  ra
shl      RR      00001011011  rt  ra,rb
shli     RI7     00001111011  rt  ra
shlqbi   RR      00111011011  rt  ra,rb
shlqbii  RI7     00111111011  rt  ra
shlqby   RR      00111011111  rt  ra,rb
shlqbyi  RI7     00111111111  rt  ra
shlqbybi RR      00111001111  rt  ra,rb
roth     RR      00001011100  rt  ra,rb
rothi    RI7     00001111100  rt  ra
rot      RR      00001011000  rt  ra,rb
roti     RI7     00001111000  rt  ra
rotqby   RR      00111011100  rt  ra,rb
rotqbyi  RI7     00111111100  rt  ra
rotqbybi RR      00111001100  rt  ra,rb
rotqbi   RR      00111011000  rt  ra,rb
rotqbii  RI7     00111111000  rt  ra
rothm    RR      00001011101  rt  ra,rb
rothmi   RI7     00001111101  rt  ra
rotm     RR      00001011001  rt  ra,rb
rotmi    RI7     00001111001  rt  ra
rotqmby  RR      00111011101  rt  ra,rb
rotqmbyi RI7     00111111101  rt  ra
rotqmbybi RR     00111001101  rt  ra,rb
rotqmbi  RR      00111011001  rt  ra,rb
rotqmbii RI7     00111111001  rt  ra
rotmah   RR      00001011110  rt  ra,rb
rotmahi  RI7     00001111110  rt  ra
rotma    RR      00001011010  rt  ra,rb
rotmai   RI7     00001111010  rt  ra
heq      RR      01111011000  -   ra,rb
heqi     RI10    01111111     -   ra
hgt      RR      01001011000  -   ra,rb
hgti     RI10    01001111     -   ra
hlgt     RR      01011011000  -   ra,rb
hlgti    RI10    01011111     -   ra
ceqb     RR      01111010000  rt  ra,rb
ceqbi    RI10    01111110     rt  ra
ceqh     RR      01111001000  rt  ra,rb
ceqhi    RI10    01111101     rt  ra
ceq      RR      01111000000  rt  ra,rb
ceqi     RI10    01111100     rt  ra
cgtb     RR      01001010000  rt  ra,rb
cgtbi    RI10    01001110     rt  ra
cgth     RR      01001001000  rt  ra,rb
cgthi    RI10    01001101     rt  ra
cgt      RR      01001000000  rt  ra,rb
cgti     RI10    01001100     rt  ra
clgtb    RR      01011010000  rt  ra,rb
clgtbi   RI10    01011110     rt  ra
clgth    RR      01011001000  rt  ra,rb
clgthi   RI10    01011101     rt  ra
clgt     RR      01011000000  rt  ra,rb
clgti    RI10    01011100     rt  ra
br       RI16    001100100    -   -
bra      RI16    001100000    -   -
brsl     RI16    001100110    rt  -
brasl    RI16    001100010    rt  -
bi       BRANCH  00110101000  -   ra
iret     BRANCH  00110101010  -   -
bisled   BRANCH  00110101011  rt  ra
bisl     BRANCH  00110101001  rt  ra
brnz     RI16    001000010    -   rt
brz      RI16    001000000    -   rt
brhnz    RI16    001000110    -   rt
brhz     RI16    001000100    -   rt
biz      BRANCH  00100101000  -   ra,rt
binz     BRANCH  00100101001  -   ra,rt
bihz     BRANCH  00100101010  -   ra,rt
bihnz    BRANCH  00100101011  -   ra,rt
hbr      HBR     00110101100  -   -
hbra     HBRI    0001000      -   -
hbrr     HBRI    0001001      -   -
fa       RR      01011000100  rt  ra,rb
dfa      RR      01011001100  rt  ra,rb
fs       RR      01011000101  rt  ra,rb
dfs      RR      01011001101  rt  ra,rb
fm       RR      01011000110  rt  ra,rb
dfm      RR      01011001110  rt  ra,rb
fma      RRR     1110         rt  ra,rb,rc
dfma     RR      01101011100  rt  ra,rb,rt
fnms     RRR     1101         rt  ra,rb,rc
dfnms    RR      01101011110  rt  ra,rb,rt
fms      RRR     1111         rt  ra,rb,rc
dfms     RR      01101011101  rt  ra,rb,rt
dfnma    RR      01101011111  rt  ra,rb,rt
frest    RR      00110111000  rt  ra
frsqest  RR      00110111001  rt  ra
fi       RR      01111010100  rt  ra,rb
csflt    RI8     0111011010   rt  ra
cflts    RI8     0111011000   rt  ra
cuflt    RI8     0111011011   rt  ra
cfltu    RI8     0111011001   rt  ra
frds     RR      01110111001  rt  ra
fesd     RR      01110111000  rt  ra
dfceq    RR      01111000011  rt  ra,rb
dfcmeq   RR      01111001011  rt  ra,rb
dfcgt    RR      01011000011  rt  ra,rb
dfcmgt   RR      01011001011  rt  ra,rb
dftsv    RI7     01110111111  rt  ra
fceq     RR      01111000010  rt  ra,rb
fcmeq    RR      01111001010  rt  ra,rb
fcgt     RR      01011000010  rt  ra,rb
fcmgt    RR      01011001010  rt  ra,rb
fscrwr   RR      01110111010  -   ra
fscrrd   RR      01110011000  rt  -
stop     STOP    00000000000  -   -
stopd    RR      00101000000  -   -
lnop     RR      00000000001  -   -
nop      RR      01000000001  -   -
sync     SYNC    00000000010  -   -
dsync    RR      00000000011  -   -
mfspr    SPR     00000001100  rt  -
mtspr    SPR     00100001100  -   rt
rdch     CHANNEL 00000001101  rt  -
rchcnt   CHANNEL 00000001111  rt  -
wrch     CHANNEL 00100001101  -   rt
"""


@dataclass(frozen=True)
class Row:
    mnemonic: str
    format: str
    opcode: str
    writes: tuple
    reads: tuple

    def word(self, **fields):
        """The instruction word with these fields; those not named are 0."""
        bits = int(self.opcode, 2) << (32 - len(self.opcode))
        for name, value in fields.items():
            first, last = FORMATS[self.format][name]
            assert 0 <= value < 1 << (last - first + 1), f"{self.mnemonic} {name}={value}"
            bits |= value << (31 - last)
        return bits

    def reserved(self):
        """The bits that neither the opcode nor a field has."""
        fields = FORMATS[self.format].items()
        every = {name: (1 << (last - first + 1)) - 1 for name, (first, last) in fields}
        opcode = ((1 << len(self.opcode)) - 1) << (32 - len(self.opcode))
        return ~(self.word(**every) | opcode) & 0xFFFFFFFF

    def fields(self, word):
        """The fields of an instruction word, by name, as unsigned numbers."""
        return {
            name: word >> (31 - last) & ((1 << (last - first + 1)) - 1)
            for name, (first, last) in FORMATS[self.format].items()
        }


def names(column):
    return () if column == "-" else tuple(column.split(","))


def rows():
    lines = [line.split() for line in ROWS.split("\n") if line]
    return [Row(m, f, op, names(writes), names(reads)) for m, f, op, writes, reads in lines]


TABLE = {row.mnemonic: row for row in rows()}
BY_OPCODE = {row.opcode: row for row in TABLE.values()}  # none is the beginning of another


def decode(word):
    """The row whose opcode the word begins with; None: no instruction."""
    bits = f"{word:032b}"
    return next((BY_OPCODE[bits[:n]] for n in range(4, 12) if bits[:n] in BY_OPCODE), None)
