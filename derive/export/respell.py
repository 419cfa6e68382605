r"""The same theorems in the letters of another document: definitions and claims, as a note of its own.

The note is studied again like any other: its derivations are its own, and what does not hold in the other letters is
not exported.
"""

from collections.abc import Iterator

from derive.elaborate.elaborate import Elaboration
from derive.explain.derivation import Phrase
from derive.export.chains import Chain, Link, good
from derive.notation.naming import named_free, with_free_names
from derive.notation.respell import respelled
from derive.notation.style import Notation
from derive.notation.translate import Respelling, Untranslatable, respelling, translated
from derive.report.portable import formula
from derive.source import Source
from derive.term.term import Functional, Term
from derive.term.traverse import free_indices, subterms
from derive.theory import Definition


def respelled_source(path: str, heading: Phrase, chains: list[Chain], target: Elaboration) -> Source:
    """Return a note that says in the target's letters what the chains say, after what their document assumes.

    Raises `derive.notation.translate.Untranslatable` where the target cannot say it.
    """
    lines = [f"# {_words(heading)}"]
    parts = {chain.part: chain.elaboration for chain in chains}
    for part, elaboration in parts.items():
        to = respelling(elaboration, target)
        if not to.families:
            raise Untranslatable("the two documents have no quantity in common")
        lines += [_display((one.head, one.body), ("=",), to, ("",)) for one in _assumed(elaboration)]
        before: object = None
        for chain in chains:
            if chain.part != part or not good(chain.links[0]):
                continue
            if chain.heading is not before and chain.heading is not None:
                lines.append(f"## {_words(chain.heading.words)}")
                before = chain.heading
            lines += _displays(chain, to)
    return Source(path, "\n\n".join(lines) + "\n")


def _assumed(elaboration: Elaboration) -> Iterator[Definition]:
    """Yield the definitions that the document does not state; an abstract cost is left for the note to assume again."""
    for several in elaboration.theory.definitions.values():
        for one in several:
            if one.span is None and not any(isinstance(part, Functional) for part in subterms(one.body)):
                yield one


def _displays(chain: Chain, to: Respelling) -> Iterator[str]:
    """Yield the chain in one display, or where whole arrays are written out in entries, link by link."""
    said = [(link, sides) for link in chain.links if (sides := _sides(link, chain.elaboration)) is not None]
    joined = all(index.uid == 0 for _, sides in said for side in sides for index in free_indices(side))
    if joined and said and len(said) == len(chain.links):
        terms = (said[0][1][0], *(sides[1] for _, sides in said))
        yield _display(terms, tuple(_sign(link) for link, _ in said), to, tuple(_marks(link) for link, _ in said))
        return
    for link, sides in said:
        yield _display(sides, (_sign(link),), to, (_marks(link),))


def _sides(link: Link, elaboration: Elaboration) -> tuple[Term, Term] | None:
    """Return what the link says: its claim, or the definition that it is."""
    relation = link.item.relation
    if link.item.role != "definition":
        claim = link.item.claim
        return None if claim is None else (claim.lhs, claim.rhs)
    within = [
        (one.span.start, one)
        for several in elaboration.theory.definitions.values()
        for one in several
        if one.span is not None and relation.span.start <= one.span.start < relation.span.end
    ]
    if not within:
        return None
    # a relation may also say how many things a letter counts, in a bound of one of its sums
    _, one = min(within, key=lambda found: found[0])
    return one.head, one.body


def _sign(link: Link) -> str:
    return r"\equiv" if link.item.relation.name == ":=" else "="


def _marks(link: Link) -> str:
    tag = f" \\tag{{{link.tag}}}" if link.tag else ""
    return tag + (f" \\label{{{link.label}}}" if link.label else "")


def _display(terms: tuple[Term, ...], signs: tuple[str, ...], to: Respelling, marks: tuple[str, ...]) -> str:
    """Return the terms in the letters of the target, with signs between them."""
    first, *others = (formula(respelled(term, to.notation)) for term in named(translated(terms, to), to.notation))
    links = " ".join(f"{sign} {text}{mark}" for sign, text, mark in zip(signs, others, marks, strict=True))
    return f"$${first} {links}$$"


def named(sides: tuple[Term, ...], notation: Notation) -> tuple[Term, ...]:
    """Return the sides with letters for the free indices of whole arrays."""
    names = named_free(sides, notation)
    return tuple(with_free_names(side, names) for side in sides)


def _words(heading: Phrase) -> str:
    return "".join(part if isinstance(part, str) else f"${formula(part)}$" for part in heading)
