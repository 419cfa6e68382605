"""How many relations of each kind: the last line of every report."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from derive.verdict import Finding, Holds, IllFormed, Unchecked, Verdict, Wrong

EVERY_SIZE = "every size"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of relations; every relation is counted once.

    A relation that defines counts as a definition unless something is wrong with it. `scopes` maps the scope of the
    claims that hold to their number. What is wrong or ill-formed and `ignored` is counted there alone.
    """

    definitions: int
    scopes: Mapping[str, int]
    wrong: int
    ill_formed: int
    unchecked: int
    ignored: int = 0


def word(verdict: Verdict) -> str:
    """Return holds, wrong, ill-formed or unchecked."""
    match verdict:
        case Holds():
            return "holds"
        case Wrong():
            return "wrong"
        case IllFormed():
            return "ill-formed"
        case Unchecked():
            return "unchecked"
        case _:
            assert_never(verdict)


def tally(findings: Iterable[Finding]) -> Tally:
    """Return the counts of the findings."""
    definitions = wrong = ill_formed = unchecked = ignored = 0
    scopes: Counter[str] = Counter()
    for finding in findings:
        match finding.verdict:
            case Holds() if finding.role == "definition":
                definitions += 1
            case Holds(scope):
                scopes[scope] += 1
            case Wrong() | IllFormed() if finding.ignored:
                ignored += 1
            case Wrong():
                wrong += 1
            case IllFormed():
                ill_formed += 1
            case Unchecked():
                unchecked += 1
            case _:
                assert_never(finding.verdict)
    return Tally(definitions, scopes, wrong, ill_formed, unchecked, ignored)


def holds(counts: Tally) -> int:
    """Return the number of claims that hold, whatever their scope."""
    return sum(counts.scopes.values())


def relations(counts: Tally) -> int:
    """Return the number of all relations."""
    return counts.definitions + holds(counts) + counts.wrong + counts.ill_formed + counts.unchecked + counts.ignored


def coverage(counts: Tally) -> int:
    """Return the share of the relations that were judged, in whole percent rounded down; 100 when there are none.

    100 means that every relation was judged.
    """
    total = relations(counts)
    return 100 * (total - counts.unchecked) // total if total else 100


def sentence(counts: Tally) -> str:
    """Return the counts in words: `27 relations: 3 define, 23 hold (23 for every size), 1 wrong, …`."""
    total, held = relations(counts), holds(counts)
    parts = [
        _count(counts.definitions, "defines", "define"),
        _count(held, "holds", "hold") + (f" ({_scopes(counts.scopes)})" if held else ""),
        *([f"{counts.wrong} wrong"] if counts.wrong else []),
        *([f"{counts.ill_formed} ill-formed"] if counts.ill_formed else []),
        *([f"{counts.ignored} wrong and ignored"] if counts.ignored else []),
        f"{counts.unchecked} not understood (coverage {coverage(counts)}%)",
    ]
    return f"{_count(total, 'relation', 'relations')}: {', '.join(parts)}"


def scope_words(scope: str) -> str:
    """Return the scope as it stands in a sentence: `for every size`, `on 2-3-2`."""
    return f"for {scope}" if scope == EVERY_SIZE else f"on {scope}"


def _scopes(scopes: Mapping[str, int]) -> str:
    """Return `20 for every size, 3 on 2-3-2`, at most three scopes by name."""
    ranked = sorted(scopes.items(), key=lambda item: (item[0] != EVERY_SIZE, -item[1], item[0]))
    shown = ranked if len(ranked) <= 3 else ranked[:2]
    parts = [f"{number} {scope_words(scope)}" for scope, number in shown]
    rest = sum(number for _, number in ranked[len(shown) :])
    return ", ".join([*parts, f"{rest} on other layers"] if rest else parts)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
