"""How many mutants of true claims are still called true, and how many true rewrites are still proved, by operator.

    python bench/mutants.py [--each 2] [--rewrites-only]
    python bench/mutants.py --choices 12000

Every operator gives at most `--each` mutants of a claim. With `--choices` so many mutants are drawn in all, equally
many under every activation function and every cost that the command line knows. What is true of a mutant is said by
`tests/mutation/truth.py`, which shares nothing with the judges but the terms. Exit status 1 when a judge was wrong.
"""

import argparse
import sys
from collections import Counter
from itertools import product
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from derive.elaborate.named import ACTIVATIONS, COSTS
from derive.elaborate.standard import Choices
from derive.prove.kernel.prove import prove
from tests.mutation.claims import holding, sources
from tests.mutation.operators import OPERATORS, mutants
from tests.mutation.outcome import outcome
from tests.mutation.rewrites import REWRITES, rewrites
from tests.mutation.truth import POINTS, truth

KINDS = ("wrong", "ill-formed", "unchecked", "qualified", "equivalent, proved", "equivalent, not proved", "no instance")


def chosen(found, each, seed):
    """Return a repeatable choice of the mutants."""
    found = list(found)
    Random(seed).shuffle(found)
    return found[:each]


def print_table(columns, counts):
    """Print the counts by row and column, with totals."""
    rows = sorted({row for row, _ in counts})
    print(f"| operator | all | {' | '.join(columns)} |\n|---|---|{'---|' * len(columns)}")
    for row in rows:
        numbers = [counts[row, column] for column in columns]
        print(f"| {row} | {sum(numbers)} | {' | '.join(map(str, numbers))} |")
    totals = [sum(counts[row, column] for row in rows) for column in columns]
    print(f"| all | {sum(totals)} | {' | '.join(map(str, totals))} |\n")


def judge_mutants(cases, each):
    """Return the counts by operator and kind, and what the judges got wrong."""
    counts, errors = Counter(), []
    for case in cases:
        for operator in OPERATORS:
            name = operator.__name__.replace("_", " ")
            for mutant in chosen(mutants(case.theory, case.claim, operator), each, f"{case.name} {name}"):
                result = outcome(case, mutant)
                counts[name, result.kind] += 1
                if result.error:
                    errors.append(f"{case.name}, {name}: {result.error}: {mutant}")
    return counts, errors


def judge_choices(total):
    """Return the counts by operator and kind of so many mutants, and what the judges got wrong."""
    counts, errors = Counter(), []
    pairs = list(product(ACTIVATIONS, COSTS))
    for activation, cost in pairs:
        POINTS.clear()
        cases = [case for source in sources() for case in holding(source, Choices(activation, cost))]
        drawn = Random(f"{activation} {cost}")
        places = [(case, operator) for case in cases for operator in OPERATORS]
        drawn.shuffle(places)
        judged, false = 0, Counter()
        for case, operator in places:
            found = list(mutants(case.theory, case.claim, operator))
            if not found:
                continue
            mutant, name = drawn.choice(found), operator.__name__.replace("_", " ")
            result = outcome(case, mutant)
            counts[name, result.kind] += 1
            false[result.kind] += 1
            if result.error:
                errors.append(f"{activation}, {cost}, {case.name}, {name}: {result.error}: {mutant}")
                print(errors[-1], file=sys.stderr, flush=True)
            judged += 1
            if judged * len(pairs) >= total:
                break
        print(f"{activation}, {cost}: {len(cases)} claims, {judged} mutants, {dict(false)}", flush=True)
    return counts, errors


def judge_rewrites(cases):
    """Return the counts by rewrite and outcome, and the rewrites that are not proved."""
    counts, missed = Counter(), []
    for case in cases:
        original = prove(case.theory, case.claim)
        if original is None or original.cases:
            continue
        for name in REWRITES:
            for claim in rewrites(case.theory, case.claim, name):
                facts = truth(case.theory, claim)
                if facts.false or not facts.equal:
                    counts[name, "no rewrite"] += 1
                    continue
                proof = prove(case.theory, claim)
                proved = proof is not None and not proof.cases
                counts[name, "proved" if proved else "in some cases" if proof else "not proved"] += 1
                if not proved:
                    missed.append(f"{case.name}, {name}: {claim}")
    return counts, missed


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=2, help="mutants of a claim by each operator (default 2)")
    parser.add_argument("--choices", type=int, metavar="N", help="N mutants, under every activation and cost")
    parser.add_argument("--rewrites-only", action="store_true", help="leave the mutants out")
    options = parser.parse_args()
    if options.choices:
        report(*judge_choices(options.choices))
    cases = [case for source in sources() for case in holding(source)]
    print(f"{len(cases)} claims, {len(OPERATORS)} operators, {len(REWRITES)} rewrites\n")
    counts, missed = judge_rewrites(cases)
    print_table(("proved", "in some cases", "not proved", "no rewrite"), counts)
    print("\n".join(missed))
    if not options.rewrites_only:
        report(*judge_mutants(cases, options.each))


def report(counts, errors):
    """Print what became of the mutants, and end."""
    print_table(KINDS, counts)
    print("\n".join(errors) or "No judge was wrong about a mutant.")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
