# SPDX-License-Identifier: Apache-2.0
"""rows: what is compared with what: the runs of each row, and the floors and aims."""

from dataclasses import dataclass, field

# Work of one run, so that it takes 0.1 to 0.3 seconds: hops (messages, rounds) by program and
# variant. What is not here does so many:
USUAL = 2_000_000
HOPS = {
    "tbb pipeline": 4_000_000,
    "go chan0": 1_000_000,
    "erlang process": 1_000_000,
    "gnuradio copy": 60_000_000,
    "gnuradio copy8": 60_000_000,
    "gstreamer chain": 1_000_000,
}


@dataclass
class Run:
    """One program's part in a row; its label is also its column."""

    program: str
    variant: str
    workload: str
    messages: int
    params: dict = field(default_factory=dict)

    @property
    def label(self):
        return f"{self.program} {self.variant}"


@dataclass
class Bound:
    """We are to be at least `factor` times as fast as the fastest of the peers named."""

    text: str
    peers: tuple  # labels, or programs; empty: our own figure, which may be `factor` at most
    factor: float
    aim: bool = False
    measure: str = ""  # ours, when a run gives several figures; without peers, at least `factor`


@dataclass
class Row:
    name: str
    title: str
    unit: str
    higher: bool
    cores: int
    ours: list  # words of `axon bench`
    peers: list
    bounds: list
    measure: str = ""  # of ours, when a run gives several figures


QUEUES_EACH = ["own slotflag", "own index1", "ck ring", "urcu wfcqueue", "boost spsc_queue"]


def queue(label, workload, messages):
    program, variant = label.split()
    return Run(program, variant, workload, messages)


def links():
    """Two components on two cores. Go is beside them; it has no cores to choose."""

    def go(variant):
        return Run("go", variant, "link", 4_000_000, {"workers": 2})

    yield Row("link-each", "link, published every message", "M/s", True, 2,
              ["link", "--flush", "--messages", "4M"],
              [queue(q, "link", 10_000_000 if "wfc" not in q else 2_000_000) for q in QUEUES_EACH]
              + [go("chan256")],
              [Bound("1.0x Boost", ("boost",), 1.0),
               Bound("0.95x the best queue", ("own",), 0.95, aim=True)])
    yield Row("link-batch", "link, published per step (batch)", "M/s", True, 2,
              ["link", "--messages", "20M"],
              [queue(q, "link", 10_000_000)
               for q in ("own index8", "own index64", "boost spsc_queue")] + [go("chan256")],
              [Bound("2.5x Boost", ("boost",), 2.5),
               Bound("0.95x the best queue", ("own",), 0.95, aim=True)])
    yield Row("link-bulk", "link, bulk", "M/s", True, 2,
              ["link", "--spans", "--messages", "20M"],
              [queue("own bulk", "link", 30_000_000),
               queue("boost spsc_queue_bulk", "link", 30_000_000)],
              [Bound("1.2x Boost bulk", ("boost",), 1.2),
               Bound("0.95x the best queue", ("own",), 0.95, aim=True)])


def pingpongs():
    yield Row("pingpong-near", "ping-pong, same core", "ns/round", False, 1,
              ["pingpong", "--messages", "2M"],
              [Run("go", "chan0", "pingpong", 500_000), Run("go", "chan64", "pingpong", 500_000)],
              [Bound("0.2x Go's time", ("go",), 1 / 0.2),
               Bound("0.15x Go's time", ("go",), 1 / 0.15, aim=True)])
    yield Row("pingpong-apart", "ping-pong, forced apart", "ns/round", False, 2,
              ["pingpong", "--workers", "2", "--messages", "200k"],
              [Run("go", "chan0", "pingpong", 500_000, {"workers": 2}),
               Run("own", "slotflag", "pingpong", 300_000),
               Run("boost", "spsc_queue", "pingpong", 300_000)],
              [Bound("1.3x Go's time", ("go",), 1 / 1.3),
               Bound("1.0x Go's time", ("go",), 1.0, aim=True)])


def chain(stages, workers, labels):
    """The peers' pipe of so many components."""
    for label in labels:
        program, variant = label.split()
        yield Run(program, variant, "pipe",
                  max(1000, HOPS.get(label, USUAL) * workers // (stages - 1)),
                  {"stages": stages, "workers": workers})


def pipe_row(name, title, stages, workers, words, hops, labels, bounds):
    messages = hops // (stages - 1)
    return Row(f"pipe-{stages}-{name}", f"pipe {stages}, {title}", "ns/hop", False, workers,
               ["pipe", "--stages", str(stages), "--workers", str(workers),
                "--messages", str(messages), *words],
               list(chain(stages, workers, labels)), bounds)


MESSAGES = ["tbb pipeline", "tbb flow", "go chan64", "go chan256", "erlang process"]
STREAMS = ["gnuradio copy", "gnuradio copy8", "tbb pipeline", "go chan64", "go chan256"]
GO_TWO_CORES = {2: (5, 10), 10: (6, 12), 100: (6, 12)}


def pipes():
    for n in (10, 100):
        yield pipe_row("one", "one core", n, 1, [], 60_000_000, MESSAGES + ["gstreamer chain"],
                       [Bound("7x TBB pipeline", ("tbb pipeline",), 7),
                        Bound("10x Go", ("go",), 10),
                        Bound("2.5 ns", (), 2.5),
                        Bound("12x TBB pipeline", ("tbb pipeline",), 12, aim=True),
                        Bound("1.5 ns", (), 1.5, aim=True)])
    for n in (10, 100):
        yield pipe_row("one-spans", "one core, spans", n, 1, ["--spans", "--loop"], 200_000_000,
                       STREAMS,
                       [Bound("0.6x GNU Radio's time", ("gnuradio copy",), 1 / 0.6),
                        Bound("20x TBB pipeline", ("tbb pipeline",), 20),
                        Bound("30x Go", ("go",), 30),
                        Bound("0.4x GNU Radio's time", ("gnuradio copy",), 1 / 0.4, aim=True),
                        Bound("1.3x the plain loop's time", ("plain loop",), 1 / 1.3, aim=True)])
    for n in (10, 100):
        yield pipe_row("one-single", "one core, one message per activation", n, 1,
                       ["--burst", "1"], 6_000_000,
                       ["tbb pipeline", "tbb flow", "go chan0", "go chan64", "go chan256"],
                       [Bound("1.7x TBB pipeline", ("tbb pipeline",), 1.7),
                        Bound("2x Go", ("go",), 2),
                        Bound("3x TBB pipeline", ("tbb pipeline",), 3, aim=True)])
    for n in (2, 10, 100):
        floor, aim = GO_TWO_CORES[n]
        yield pipe_row("two", "two cores", n, 2, [], 20_000_000 if n == 2 else 80_000_000,
                       MESSAGES,
                       [Bound(f"{floor}x Go", ("go",), floor),
                        Bound(f"{aim}x Go", ("go",), aim, aim=True)])
    for n in (10, 100):
        yield pipe_row("two-spans", "two cores, spans", n, 2, ["--spans"], 200_000_000, STREAMS,
                       [Bound("1.0x GNU Radio", ("gnuradio copy",), 1.0),
                        Bound("15x TBB pipeline", ("tbb pipeline",), 15),
                        Bound("1.5x GNU Radio", ("gnuradio copy",), 1.5, aim=True)])


def tokens():
    def peers(workers):
        return [Run(program, variant, "token", 1_000_000, {"stages": 1000, "workers": workers})
                for program, variant in (("go", "chan0"), ("go", "chan64"),
                                         ("erlang", "process"))]

    yield Row("token-one", "token 1,000, one core", "ns/hop", False, 1,
              ["token", "--messages", "8M"], peers(1),
              [Bound("12x Go", ("go",), 12), Bound("15x Go", ("go",), 15, aim=True)])
    yield Row("token-two", "token 1,000, two cores, placed", "ns/hop", False, 2,
              ["token", "--workers", "2", "--messages", "8M"], peers(2),
              [Bound("1.1x Go's time", ("go",), 1 / 1.1), Bound("15x Go", ("go",), 15, aim=True)])
    yield Row("token-dealt", "token 1,000, two cores, from the worst start", "ns/hop", False, 2,
              ["token", "--workers", "2", "--deal", "--messages", "8M"], peers(2),
              [Bound("1.1x Go's time", ("go",), 1 / 1.1), Bound("15x Go", ("go",), 15, aim=True)])


def lives():
    yield Row("spawn", "create, run, destroy", "ns", False, 1,
              ["spawn", "--messages", "2M"],
              [Run("tbb", "tasks", "spawn", 2_000_000), Run("go", "routine", "spawn", 300_000),
               Run("erlang", "process", "spawn", 100_000),
               Run("limit", "malloc", "spawn", 5_000_000)],
              [Bound("1.0x TBB task", ("tbb",), 1.0), Bound("12x Go", ("go",), 12),
               Bound("2x malloc and free", ("limit",), 1 / 2, aim=True)])
    yield Row("idle", "idle component with its boxes and a link", "bytes", False, 1,
              ["idle", "--stages", "100k"],
              [Run("go", "routine", "idle", 100_000), Run("erlang", "process", "idle", 100_000)],
              [Bound("512 bytes", (), 512), Bound("256 bytes", (), 256, aim=True)])


def fans():
    labels = (("go", "chan64"), ("go", "chan256"), ("erlang", "process"), ("tbb", "flow"))
    for workload, title in (("fan_in", "fan-in 100"), ("fan_out", "fan-out 100")):
        for workers, cores in ((1, "one core"), (2, "two cores")):
            floor = Bound("10x Go", ("go",), 10) if workers == 1 else \
                Bound("8x the best peer", ("go", "erlang", "tbb"), 8)
            best = ("go",) if workers == 1 else ("go", "erlang", "tbb")
            yield Row(f"{workload}-{workers}", f"{title}, {cores}", "M/s", True, workers,
                      [workload, "--workers", str(workers), "--messages", "40M"],
                      [Run(program, variant, workload, USUAL if program != "erlang" else 500_000,
                           {"stages": 100, "workers": workers})
                       for program, variant in labels],
                      [floor, Bound("15x", best, 15, aim=True)])


def skews():
    yield Row("skew", "skewed load, two workers, from a bad start", "s", False, 2,
              ["skew", "--deal", "--messages", "400"],
              [Run("tbb", "tasks", "skew", 400, {"stages": 128, "workers": 2}),
               Run("go", "routine", "skew", 400, {"stages": 128, "workers": 2})],
              [Bound("1.0x TBB's time", ("tbb",), 1.0),
               Bound("0.975 of the machine's scaling", ("bare threads",), 0.975,
                     measure="speed-up"),
               Bound("0.99 of the machine's scaling", ("bare threads",), 0.99, aim=True,
                     measure="speed-up")],
              measure="all workers")


def payloads():
    for size, name, messages in ((1024, "1 KiB", 1_000_000), (65536, "64 KiB", 20_000)):
        params = {"stages": 4, "size": size}
        yield Row(f"payload-{name.replace(' ', '')}", f"payload {name}, copied", "GB/s", True, 1,
                  ["payload", "--size", str(size), "--messages", str(messages), "--loop"],
                  [Run("tbb", "pipeline", "payload", messages, params),
                   Run("gnuradio", "copy", "payload", messages, params)],
                  [Bound("2x TBB pipeline", ("tbb",), 2),
                   Bound("0.75x memcpy", ("memcpy alone",), 0.75),
                   Bound("0.9x memcpy", ("memcpy alone",), 0.9, aim=True)])
    params = {"stages": 4, "size": 1024, "reference": 1}
    yield Row("payload-reference", "payload 1 KiB, by reference", "GB/s", True, 1,
              ["payload", "--reference", "--messages", "3M"],
              [Run("tbb", "pipeline", "payload", 1_000_000, params),
               Run("gstreamer", "chain", "payload", 200_000, params)],
              [Bound("15x TBB pipeline", ("tbb",), 15), Bound("100x GStreamer", ("gstreamer",), 100)])


def moves():
    steps = "peers' steps, of those without moves"
    yield Row("migrate", "move under full load, request to first step there", "us", False, 2,
              ["migrate"], [],
              [Bound("20 us", (), 20), Bound("0.95 of the peers' steps", (), 0.95, measure=steps),
               Bound("5 us", (), 5, aim=True)], measure="request to first step")
    yield Row("wake", "message to a worker in deep sleep", "us", False, 2, ["wake"], [],
              [Bound("1.3x a bare eventfd", ("bare eventfd",), 1 / 1.3),
               Bound("1.1x a bare eventfd", ("bare eventfd",), 1 / 1.1, aim=True)],
              measure="message")


def programs():
    """What a program costs because it is made of components, in CPU time."""
    for name, title, unit in (("decode", "player's decode chain", "ns/frame"),
                              ("bytes", "five stages over bytes", "ns/buffer")):
        yield Row(name, f"{title}, CPU", unit, False, 1, [name, "--loop"], [],
                  [Bound("1.05x one loop's CPU", ("one loop",), 1 / 1.05),
                   Bound("1.01x one loop's CPU", ("one loop",), 1 / 1.01, aim=True)])


ROWS = [*links(), *pingpongs(), *pipes(), *tokens(), *lives(), *fans(), *skews(), *payloads(),
        *moves(), *programs()]
