"""What the page shows of a document beside its report: formulas, pictures, derivations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ParamSpec, TypeVar

from derive.elaborate.elaborate import Elaboration
from derive.explain.derivation import Derivation
from derive.explain.diagram import Diagram
from derive.explain.explain import derivation, teller
from derive.explain.picture import network, route
from derive.notation.learn import notation_of
from derive.syntax.tree import Relation
from derive.verdict import Finding

MOST = 400
"""Past this many relations nothing more is drawn or derived, so that a page stays one that a browser can open."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one relation, as far as there is any: how it reads, its derivative's route, why it holds."""

    relation: Relation | None = None
    route: Diagram | None = None
    derivation: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What is shown of every relation of a document, by the name of its finding, and the networks of its sections."""

    relations: Mapping[str, Shown]
    networks: tuple[Diagram, ...]


def nothing() -> Exhibit:
    """Return the exhibit of a document of which nothing is shown but its report."""
    return Exhibit({}, ())


def shown_of(exhibit: Exhibit, finding: Finding) -> Shown:
    """Return what is shown of the finding."""
    return exhibit.relations.get(finding.id, Shown())


def exhibit(parts: Sequence[Elaboration], findings: Sequence[Finding], seconds: float | None = None) -> Exhibit:
    """Return what can be shown of a document, given its sections as they were understood and all its findings.

    After `seconds`, if given, nothing more is derived.
    """
    until = None if seconds is None else monotonic() + seconds
    relations: dict[str, Shown] = {}
    networks: list[Diagram] = []
    for part in parts:
        if not part.items:
            continue
        notation, own = notation_of(part), attempted(teller, part)
        drawn = attempted(network, part.theory, notation)
        networks += [drawn] if drawn is not None and drawn not in networks else []
        for item, finding in zip(part.items, findings[len(relations) :], strict=False):
            late = len(relations) >= MOST or (until is not None and monotonic() > until)
            claim = None if late else item.claim
            path = None if claim is None else attempted(route, part.theory, notation, claim)
            told = None if own is None or claim is None else attempted(derivation, own, item, finding)
            relations[finding.id] = Shown(item.relation, path, told if isinstance(told, Derivation) else None)
    return Exhibit(relations, tuple(networks))


def attempted(show: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found | None:
    """Return what is to be shown, None where the document is too strange for it: no verdict hangs on it."""
    try:
        return show(*given, **named)
    except (ArithmeticError, AssertionError, LookupError, RecursionError, TypeError, ValueError):
        return None
