"""What derive says of documents in notations drawn at random, by the form of the derivation.

    python bench/generated.py [--documents 2000] [--first 0]

Half of the work is a parser's, half a judge's: nobody wrote these documents, so nothing in derive can know them. Exit
status 1 when a false equation was called right or a true one wrong.
"""

import argparse
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "generated"))

outcomes = import_module("outcomes").outcomes

KINDS = ("right", "unchecked", "unread", "missed", "false alarm")


def main():
    """Print the table and every equation that was misjudged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first document (default 0)")
    options = parser.parse_args()
    counts, misjudged = Counter(), []
    for seed in range(options.first, options.first + options.documents):
        for form, kind, latex in outcomes(seed):
            counts[form, kind] += 1
            if kind in ("missed", "false alarm", "unread"):
                misjudged.append(f"document {seed}, {form}, {kind}: {latex}")
    print(f"| form | {' | '.join(KINDS)} |\n|---|{'---|' * len(KINDS)}")
    for form in sorted({form for form, _ in counts}):
        print(f"| {form} | {' | '.join(str(counts[form, kind]) for kind in KINDS)} |")
    print("\n".join(misjudged))
    sys.exit(1 if misjudged else 0)


if __name__ == "__main__":
    main()
