"""The chain rule: ∂E/∂X = Σ ∂E/∂Y ∂Y/∂X through the nodes Y by which X reaches E."""

from derive.explain.ground import Ground, letters_of, same_node
from derive.explain.move import WORK, Move, Names, Reason, each
from derive.explain.opening import body_at, definition_of
from derive.explain.path import LONGEST, known_nodes, path, reached
from derive.explain.tidy import tidy
from derive.prove.kernel.budget import Budget, Refused
from derive.prove.kernel.differentiate import differentiate, kronecker
from derive.prove.kernel.layers import Split
from derive.term.term import (
    ZERO,
    Add,
    Entry,
    Index,
    Mul,
    Partial,
    Sum,
    Term,
)
from derive.theory import Definition


def choices(ground: Ground, term: Term, kind: Partial, named: Names) -> list[tuple[int, ...]]:
    """Return the nodes to expand a derivative through: the nearest, each that is named, all of those, all."""
    try:
        way = path(ground, kind, letters_of(term))
    except (Refused, Split, LookupError):
        return []
    wanted = [number for number, node in enumerate(way) if (node.symbol, node.layer) in named]
    found: dict[tuple[int, ...], None] = {tuple(wanted): None} if wanted else {}
    found |= dict.fromkeys((number,) for number in wanted)
    if way:
        found |= {(0,): None}
        if len(way) < LONGEST:
            found |= {tuple(range(len(way))): None}
    return list(found)


def chain(ground: Ground, term: Term, kind: Partial, nodes: tuple[int, ...], named: Names) -> Move:
    """Return the term with one kind of derivative expanded: ∂E/∂X = Σ ∂E/∂Y ∂Y/∂X, or through several nodes Y."""
    used = letters_of(term)
    way = path(ground, kind, set(used))
    after = each(term, kind, lambda part: chained(ground, part, nodes, used))
    wanted = all((way[number].symbol, way[number].layer) in named for number in nodes)
    return Move("chain rule", after, runs_through(kind, [way[number] for number in nodes]), 3 if wanted else 4)


def chained(ground: Ground, part: Partial, chosen: tuple[int, ...], used: set[str]) -> Term:
    """Return Σ ∂E/∂Y_n ⋯ ∂Y_2/∂Y_1 ∂Y_1/∂X through the chosen nodes Y of the way from X to E."""
    way = path(ground, part, used)
    nodes = [way[number] for number in chosen]
    factors: list[Term] = [Partial(upper, lower) for upper, lower in zip(nodes, [part.wrt, *nodes], strict=False)]
    term: Term = Mul((Partial(part.of, nodes[-1]), *reversed(factors)))
    for index in dict.fromkeys(place for node in nodes for place in node.indices):
        if isinstance(index, Index) and index not in part.wrt.indices:
            term = Sum(index, term)
    return term


def runs_through(kind: Partial, nodes: list[Entry]) -> Reason:
    """Return `z_j^l reaches C through every z_k^{l+1}`."""
    words: list[str | Term | Definition] = [kind.wrt, " reaches ", kind.of, " through "]
    for number, node in enumerate(nodes):
        every = any(index not in kind.wrt.indices for index in node.indices)
        words += [" and " if number else "", "every " if every else "", node]
    return tuple(word for word in words if word != "")


def branching(ground: Ground, term: Term, kind: Partial) -> Move | None:
    """Return ∂E/∂X = Σ_Y Σ ∂E/∂Y ∂Y/∂X over the several nodes Y whose definitions mention X, all else in them held."""
    assert isinstance(kind.of, Entry)
    above = known_nodes(ground, kind.wrt, kind.of)
    if above is None or len(above) < 2 or any(symbol == kind.of.symbol for symbol, _ in above):
        return None
    used, cited = letters_of(term), list[Entry]()

    def branches(part: Partial) -> Term:
        terms: list[Term] = []
        for node in above:
            own = reached(ground, Entry(*node, ()), part.wrt, used)
            cited.append(own)
            definition = definition_of(ground, own)
            assert definition is not None
            branch: Term = Mul((Partial(part.of, own), held(ground, body_at(ground, definition, own, used), part.wrt)))
            for index in own.indices:
                if isinstance(index, Index) and index not in part.wrt.indices:
                    branch = Sum(index, branch)
            terms.append(branch)
        return Add(tuple(terms))

    after = tidy(each(term, kind, branches))
    words: list[str | Term | Definition] = [kind.wrt, " reaches ", kind.of, " through "]
    for number, node in enumerate(cited[: len(above)]):
        words += [" and through " if number else "", node]
    return Move("chain rule", after, tuple(word for word in words if word != ""), 5)


def held(ground: Ground, body: Term, wrt: Entry) -> Term:
    """Return the derivative of the body with every entry but those of the family of `wrt` held."""
    return differentiate(
        body, lambda entry: kronecker(entry, wrt) if same_node(ground, entry, wrt) else ZERO, Budget(WORK)
    )
