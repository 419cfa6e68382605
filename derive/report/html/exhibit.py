"""What the page shows of a document beside its report: formulas, pictures, derivations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeAlias

from derive.elaborate.elaborate import Elaboration, Item
from derive.explain.derivation import Derivation
from derive.explain.diagram import Diagram
from derive.explain.picture import network, route
from derive.suggest.notation import Notation, notation
from derive.syntax.tree import Relation

MOST_PICTURES = 400
"""After this many claims no more pictures are drawn, so that a page stays one that a browser can open."""

Given = ParamSpec("Given")

Explain: TypeAlias = Callable[[Elaboration, Item], Derivation | None]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The relations of a document in the order of its findings, with the route and the derivation of each, if any.

    `networks` are the networks of its sections.
    """

    relations: tuple[Relation, ...] = ()
    routes: tuple[Diagram | None, ...] = ()
    derivations: tuple[Derivation | None, ...] = ()
    networks: tuple[Diagram, ...] = ()


def nothing(elaboration: Elaboration, item: Item) -> None:
    """Explain nothing."""
    return


def exhibit(parts: Sequence[Elaboration], explain: Explain = nothing) -> Exhibit:
    """Return what can be shown of a document, given its sections as they were understood."""
    relations: list[Relation] = []
    routes: list[Diagram | None] = []
    derivations: list[Derivation | None] = []
    networks: list[Diagram] = []
    for part in parts:
        if not part.items:
            continue
        known = notation(part, part.items[0].relation)
        drawn = _attempted(network, part.theory, known)
        networks += [drawn] if drawn is not None and drawn not in networks else []
        for item in part.items:
            routes.append(_route(part, known, item) if len(routes) < MOST_PICTURES else None)
            relations.append(item.relation)
            derivations.append(explain(part, item))
    return Exhibit(tuple(relations), tuple(routes), tuple(derivations), tuple(networks))


def _route(part: Elaboration, known: Notation, item: Item) -> Diagram | None:
    claim = item.claim
    return None if claim is None else _attempted(route, part.theory, known, claim)


def _attempted(draw: Callable[Given, Diagram | None], *given: Given.args, **named: Given.kwargs) -> Diagram | None:
    """Return the picture, None where the document is too strange for one: the verdicts do not hang on it."""
    try:
        return draw(*given, **named)
    except (LookupError, RecursionError, TypeError, ValueError):
        return None
