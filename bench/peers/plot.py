# SPDX-License-Identifier: Apache-2.0
"""plot: the ratios as a picture, by gnuplot: a line for each row, a dot for each peer."""

import os
import subprocess

# Programs in the order of the legend, and how their dots look: point type and colour.
LOOKS = [
    ("tbb", 7, "#d62728"), ("go", 7, "#1f77b4"), ("gnuradio", 7, "#2ca02c"),
    ("gstreamer", 7, "#9467bd"), ("erlang", 7, "#8c564b"), ("boost", 7, "#ff7f0e"),
    ("ck", 7, "#e377c2"), ("urcu", 7, "#bcbd22"), ("own", 6, "#000000"),
    ("limits", 4, "#555555"),
]
LIMITS = ("plain loop", "memcpy alone", "limit malloc")

HEAD = """set terminal svg size 900,{height} font "sans-serif,11" dynamic background "white"
set output "{path}"
set title "How many times as fast as its peers Axon is\\n{machine}" noenhanced
set logscale x
set xrange [{low}:{high}]
set yrange [{bottom}:0.5] noreverse
set xlabel "right of 1 Axon is the faster one"
set grid x lt 1 lc rgb "#dddddd"
set key below
set lmargin 42
set ytics nomirror noenhanced scale 0 ({names})
set arrow from 1,{bottom} to 1,0.5 nohead lc rgb "#000000" lw 1.5
"""


def look_of(name):
    return "limits" if name in LIMITS else name.split()[0]


def machine():
    """The processor's name and how many of it there are for us."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return f"{len(os.sched_getaffinity(0))} cores of {names[0] if names else 'an unknown processor'}"


def write_svg(results, path):
    results = [it for it in results if it.figures("axon")]
    dots = [(look_of(name), result.ratio(name), -y)
            for y, result in enumerate(results) for name in result.peers()]
    ratios = [ratio for _, ratio, _ in dots]
    names = ", ".join(f'"{it.row.title}" {-y}' for y, it in enumerate(results))
    script = HEAD.format(height=120 + 22 * len(results), path=path, machine=machine(),
                         low=min(ratios) / 1.5, high=max(ratios) * 1.5,
                         bottom=0.5 - len(results), names=names)
    used = [look for look in LOOKS if any(dot[0] == look[0] for dot in dots)]
    for program, _, _ in used:
        lines = "".join(f"{x:.4g} {y}\n" for it, x, y in dots if it == program)
        script += f"${program} << EOD\n{lines}EOD\n"
    script += "plot " + ", ".join(
        f'${program} using 1:2 with points pt {kind} ps 0.8 lc rgb "{colour}" title "{program}"'
        for program, kind, colour in used) + "\n"
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
