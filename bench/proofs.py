"""How long a general proof takes, beside SymPy on the same claims, and that it does not grow with the network.

    python bench/proofs.py [--runs 5] [--layers 3-4-2]

The general proof is for every size and depth; SymPy judges the same claim on the given layers only. Medians over the
claims that hold, each claim's time being its best of `--runs`; a ratio of the two is more to the point than either.
"""

import argparse
import gc
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from derive.pipeline import nearest
from derive.prove.instance import Session, judge_instance
from derive.prove.kernel.prove import prove
from tests.mutation.claims import holding, sources

TARGET = 2.0
"""Milliseconds a claim."""

WIDER = ((6, 8, 4, 6),)


def best(function, runs):
    """Return the least seconds that a call takes."""
    taken = []
    for _ in range(runs):
        begin = time.perf_counter()
        function()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def general_times(cases, runs):
    """Return the milliseconds of the general proof of every claim."""
    return [1000 * best(lambda case=case: prove(case.theory, case.claim), runs) for case in cases]


def instance_times(cases, layers, shared):
    """Return the milliseconds of SymPy for every claim, in one session a note or in a session of its own."""
    times, sessions = [], {}
    for case in cases:
        topology = nearest(case.theory, layers)
        begin = time.perf_counter()
        if id(case.theory) not in sessions or not shared:
            sessions[id(case.theory)] = Session(case.theory, topology)
        judge_instance(case.theory, case.claim, topology, sessions[id(case.theory)])
        times.append(1000 * (time.perf_counter() - begin))
    return times


def main():
    """Print the medians; exit status 1 when the median proof is over the target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="proofs of each claim (default 5)")
    parser.add_argument("--layers", default="3-4-2", help="layers for SymPy (default 3-4-2)")
    options = parser.parse_args()
    cases = [case for source in sources() for case in holding(source)]
    gc.freeze()
    general = general_times(cases, options.runs)
    slowest = max(range(len(cases)), key=general.__getitem__)
    print(f"{len(cases)} claims")
    print(
        f"general proof: median {statistics.median(general):.2f} ms (target {TARGET:g}), "
        f"slowest {general[slowest]:.1f} ms ({cases[slowest].name})"
    )
    asked = tuple(int(width) for width in options.layers.split("-"))
    print("\n| layers | general, ms | SymPy, ms | ratio | SymPy, one session a note, ms | slowest, ms |")
    print("|---|---|---|---|---|---|")
    for layers in dict.fromkeys((asked, *WIDER)):
        again = statistics.median(general_times(cases, 1))
        alone = statistics.median(instance_times(cases, layers, shared=False))
        together = instance_times(cases, layers, shared=True)
        spelled = "-".join(map(str, layers))
        print(
            f"| {spelled} | {again:.2f} | {alone:.1f} | {alone / again:.1f} "
            f"| {statistics.median(together):.1f} | {max(together):.0f} |",
            flush=True,
        )
    sys.exit(0 if statistics.median(general) <= TARGET else 1)


if __name__ == "__main__":
    main()
