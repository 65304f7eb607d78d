# SPDX-License-Identifier: Apache-2.0
"""report: medians, ratios and bounds of the rounds, as text, JSON or Markdown."""

import json
import statistics

LEAST_CORES = 1.7  # of two, for a round to count: a busy host gives less

# What `axon bench` measures beside a figure of ours, and is no peer.
BESIDE = {"axon", "speed-up", "bare threads", "one worker", "99 of 100 within",
          "peers' steps, of those without moves", "messages, of those without moves"}


class Result:
    """The rounds of one row in which the machine gave its cores; all, when there is none such."""

    def __init__(self, row, rounds):
        self.row = row
        mine = [it for it in rounds if it["row"] == row.name]
        clean = [it for it in mine if row.cores == 1 or it["cores"] >= LEAST_CORES]
        self.left_out = len(mine) - len(clean)
        self.rounds = [it["figures"] for it in clean or mine]

    def figures(self, name):
        return [it[name] for it in self.rounds if name in it]

    def median(self, name):
        return statistics.median(self.figures(name))

    def peers(self):
        """Labels of the peers that ran, the fastest first."""
        known = {name for it in self.rounds for name in it}
        return sorted(known - BESIDE, key=self.median, reverse=self.row.higher)

    def ratio(self, peer, ours="axon", higher=None):
        """How many times as fast as the peer: the median of the rounds' own ratios."""
        higher = self.row.higher if higher is None else higher
        both = [(it[ours], it[peer]) for it in self.rounds if ours in it and peer in it]
        return statistics.median(a / b if higher else b / a for a, b in both) if both else None

    def reached(self, bound):
        """Our figure, or how many times as fast we are as the fastest that is meant; or None."""
        if not bound.peers:
            ours = bound.measure or "axon"
            return self.median(ours) if self.figures(ours) else None
        if bound.measure:
            return self.ratio(bound.peers[0], bound.measure, True)
        meant = [it for it in self.peers() if it in bound.peers or it.split()[0] in bound.peers]
        return self.ratio(meant[0]) if meant else None

    def met(self, bound):
        reached = self.reached(bound)
        if reached is None:
            return None
        return reached >= bound.factor if bound.peers or bound.measure else reached <= bound.factor


def digits(value):
    """Three that count."""
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def spread(figures):
    return f"{digits(min(figures))}..{digits(max(figures))}"


def words_of(result, bound):
    """One bound in words, with what was reached."""
    met = result.met(bound)
    if met is None:
        return f"{bound.text}: not measured"
    ratio = bound.peers or bound.measure
    unit = "x" if ratio else f" {result.row.unit}"
    needs = f" of {digits(bound.factor)}x" if ratio else ""
    return f"{bound.text}: {digits(result.reached(bound))}{unit}{needs}, " \
           f"{'met' if met else 'MISSED'}"


def print_table(results):
    for result in results:
        row = result.row
        shy = f", {result.left_out} of the rounds without two cores" if result.left_out else ""
        print(f"{row.title} ({row.unit}){shy}")
        for name in (["axon"] if result.figures("axon") else []) + result.peers():
            ratio = f"{digits(result.ratio(name)):>7}x" if name != "axon" else ""
            print(f"    {name:24}{digits(result.median(name)):>9}  "
                  f"{spread(result.figures(name)):>16}  {ratio}".rstrip())
        for bound in row.bounds:
            print(f"    {'aim' if bound.aim else 'floor'}: {words_of(result, bound)}")
        print()


def print_markdown(results):
    print("| what | Axon | peers: figure, and how many times as fast Axon is | floors |")
    print("| --- | --- | --- | --- |")
    for result in results:
        row = result.row
        if not result.figures("axon"):
            continue
        peers = ", ".join(f"{name} {digits(result.median(name))} ({digits(result.ratio(name))}x)"
                          for name in result.peers())
        floors = "; ".join(words_of(result, it) for it in row.bounds if not it.aim)
        print(f"| {row.title} ({row.unit}) | {digits(result.median('axon'))} "
              f"({spread(result.figures('axon'))}) | {peers} | {floors} |")


def print_json(results):
    for result in results:
        row = result.row
        names = [it for it in ["axon", *result.peers()] if result.figures(it)]
        print(json.dumps({
            "row": row.name, "title": row.title, "unit": row.unit, "higher": row.higher,
            "cores": row.cores, "left_out": result.left_out,
            "figures": {it: {"median": result.median(it), "runs": result.figures(it)}
                        for it in names},
            "ratios": {it: result.ratio(it) for it in names if it != "axon"},
            "bounds": [{"text": it.text, "aim": it.aim, "factor": it.factor,
                        "reached": result.reached(it), "met": result.met(it)}
                       for it in row.bounds],
        }))
