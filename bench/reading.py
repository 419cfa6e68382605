"""How many relations a second are read and understood, before anything is judged.

    python bench/reading.py [--runs 5] [--generated 60]

Reading is from the text of a note to its statements, elaborating from there to definitions and claims. For every note
the best of `--runs` counts, in CPU seconds. The last column is how long `import sympy` takes beside it, measured in the
same run: a machine that is busy slows both.
"""

import argparse
import statistics
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from derive.elaborate.sections import Known, elaborated, theories
from derive.read.read import read
from derive.source import Source
from derive.syntax.parse import parse_document
from derive.syntax.tree import Relation

ROOT = Path(__file__).resolve().parent.parent
TARGET = 1000
"""Relations a second for reading and elaborating."""


def generated(count):
    """Return notes in notations drawn at random."""
    sys.path.insert(0, str(ROOT / "tests" / "generated"))
    drawn = import_module("outcomes").drawn
    return [Source(f"generated-{seed}.md", drawn(seed)[2]) for seed in range(count)]


def written(folder):
    """Return the notes of a folder."""
    return [Source(str(path), path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).glob("*.md"))]


def understood(source):
    """Return the sections of a note as they are understood."""
    known = Known(source)
    return [elaborated(run, known) for run in theories(parse_document(read(source)).statements, source, known)]


def best(function, runs):
    """Return the least CPU seconds that a call takes."""
    taken = []
    for _ in range(runs):
        begin = time.process_time()
        function()
        taken.append(time.process_time() - begin)
    return min(taken)


def measure(sources, runs):
    """Return the number of relations, and the CPU seconds for reading them and for reading and elaborating them."""
    relations, reading, both = 0, 0.0, 0.0
    for source in sources:
        statements = parse_document(read(source)).statements
        relations += sum(isinstance(statement, Relation) for statement in statements)
        reading += best(lambda source=source: parse_document(read(source)), runs)
        both += best(lambda source=source: understood(source), runs)
    return relations, reading, both


def importing(runs):
    """Return the CPU seconds of `import sympy` in a process of its own."""
    probe = "import time; t = time.process_time(); import sympy; print(time.process_time() - t)"
    command = [sys.executable, "-c", probe]
    return statistics.median(float(subprocess.check_output(command, text=True)) for _ in range(runs))


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="times that each note is read (default 5)")
    parser.add_argument("--generated", type=int, default=60, help="notes in notations drawn at random (default 60)")
    options = parser.parse_args()
    groups = {
        "`equations/`": written("equations"),
        "`tests/notes/`": written("tests/notes"),
        "generated": generated(options.generated),
    }
    print("| notes | number | relations | read, a second | read and elaborated, a second | import sympy, s |")
    print("|---|---|---|---|---|---|")
    for name, sources in groups.items():
        relations, reading, both = measure(sources, options.runs)
        rates = f"{relations / reading:,.0f} | {relations / both:,.0f}"
        print(f"| {name} | {len(sources)} | {relations} | {rates} | {importing(3):.2f} |", flush=True)
    print(f"\nTarget: {TARGET:,} relations a second, read and elaborated.")


if __name__ == "__main__":
    main()
