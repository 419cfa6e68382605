"""Documents that change their network under way: one neuron first, then a chain, then whole layers.

A section that states at least two definitions anew in another style (with layers where there were none, with node
indices where there were none), or, where nothing has layers, one with none of the functions used before, begins a
theory of its own. So does one that writes letters otherwise than before and is better understood alone: verdicts play
no part in that. One that repeats definitions in the same style restates them, and its relations are claims. What a
section needs and does not define itself it takes from the sections before, as far as they write their letters alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from derive.elaborate.elaborate import Elaboration, elaborate
from derive.elaborate.names import NOTHING_NAMED, Naming, is_range, naming_of, with_names
from derive.elaborate.network import names_in
from derive.elaborate.scripts import scripted
from derive.elaborate.standard import Choices
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import Vocabulary, learn
from derive.elaborate.walk import bare
from derive.read.headings import headings
from derive.source import Source
from derive.syntax.tree import Product, Relation, Statement, Tree
from derive.term.term import Term
from derive.theory import Claim

NO_CHOICES = Choices()

RESTATED = 2
"""How many definitions a section must state anew to begin a theory of its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """Statements that speak of one network, the definitions before them that they rest on, and what scripts name."""

    statements: tuple[Statement, ...]
    context: tuple[Statement, ...] = ()
    naming: Naming = NOTHING_NAMED


@dataclass(slots=True)
class Known:
    """The runs of a document that have been understood on the way, by identity."""

    source: Source
    elaborations: dict[int, tuple[Run, Elaboration]] = field(default_factory=dict)


def elaborated(
    run: Run, known: Known, choices: Choices = NO_CHOICES, turned: frozenset[int] = frozenset()
) -> Elaboration:
    """Return how the run is understood; without choices of the user and turned gradients it is worked out only once."""
    if turned or choices != NO_CHOICES:
        return elaborate(run.statements, known.source, choices, run.context, run.naming, turned)
    if id(run) not in known.elaborations:
        found = elaborate(run.statements, known.source, choices, run.context, run.naming)
        known.elaborations[id(run)] = run, found
    return known.elaborations[id(run)][1]


def theories(statements: tuple[Statement, ...], source: Source, known: Known | None = None) -> list[Run]:
    """Return the statements in runs that speak of one network each; the `known` ones are added to."""
    known = known or Known(source)
    runs: list[Run] = []
    naming = naming_of(statements)
    named = with_names(statements, naming)
    parts = sections(named, source)
    whole = Run(tuple(named), (), naming)
    if is_one(parts, whole, known):
        return [whole]
    for section in parts:
        if not runs:
            runs.append(Run(section, (), naming))
            continue
        before = tuple(item for run in runs for item in run.statements)
        together = Run((*runs[-1].statements, *section), runs[-1].context, naming)
        if begins_anew(runs[-1].statements, section) or is_better_alone(runs[-1], together, section, before, known):
            runs.append(Run(section, context(before, section), naming))
        else:
            runs[-1] = together
    return runs


def is_one(parts: list[tuple[Statement, ...]], whole: Run, known: Known) -> bool:
    """Tell whether no section defines anything in another way than those before, and all of them are understood."""
    before: tuple[Statement, ...] = ()
    for section in parts:
        if before and (begins_anew(before, section) or restated(before, section)):
            return False
        before += section
    return len(parts) < 2 or refused(elaborated(whole, known)) == 0


def restated(before: tuple[Statement, ...], section: tuple[Statement, ...]) -> bool:
    """Tell whether the section defines a letter anew that it writes otherwise."""
    common = [name for name in heads(section) if name in heads(before)]
    return bool(common) and any(name in common for name in clashes(vocabulary_of(before), vocabulary_of(section)))


def sections(statements: tuple[Statement, ...], source: Source) -> list[tuple[Statement, ...]]:
    """Return the statements between one heading and the next."""
    offsets = [heading.offset for heading in headings(source)]
    found: list[list[Statement]] = [[]]
    for statement in statements:
        while offsets and offsets[0] <= statement.span.start:
            offsets.pop(0)
            if found[-1]:
                found.append([])
        found[-1].append(statement)
    return [tuple(section) for section in found]


def begins_anew(before: tuple[Statement, ...], section: tuple[Statement, ...]) -> bool:
    """Tell whether the section restates definitions in another style."""
    common = [name for name in heads(section) if name in heads(before)]
    if not common:
        return False
    old, new = vocabulary_of(before), vocabulary_of(section)
    if not old.layered and new.functions and not new.functions & old.functions:
        return True
    if len(common) < RESTATED:
        return False
    if any((name in old.layered) != (name in new.layered) for name in common):
        return True
    return bool(new.arities) and not old.arities


def is_better_alone(
    run: Run, together: Run, section: tuple[Statement, ...], before: tuple[Statement, ...], known: Known
) -> bool:
    """Tell whether the section writes letters otherwise than the run, and more relations are understood apart.

    No fewer are enough where it defines such a letter anew.
    """
    old, new = vocabulary_of(run.statements), vocabulary_of(section)
    found = clashes(old, new)
    if not (found or any((name in old.arities) != (name in new.arities) for name in old.letters & new.letters)):
        return False
    if not heads(section):
        return False
    alone = Run(section, context(before, section), run.naming)
    anew = any(name in found for name in heads(section) if name in heads(run.statements))
    most = refused(elaborated(together, known)) + anew
    if most == 0 or (apart := refused(elaborated(alone, known))) >= most:
        return False
    return apart + refused(elaborated(run, known)) < most


def clashes(old: Vocabulary, new: Vocabulary) -> list[str]:
    """Return the letters with layers, indices or arguments in one vocabulary, and others or none in the other."""
    return [name for name in sorted(old.letters & new.letters) if not alike(old, new, name)]


def alike(old: Vocabulary, new: Vocabulary, name: str) -> bool:
    """Tell whether both vocabularies write the letter in one way; without its indices a letter is whole."""
    if any((name in getattr(old, kind)) != (name in getattr(new, kind)) for kind in ("layered", "functions")):
        return False
    counts = {found.arities[name] for found in (old, new) if name in found.arities}
    numbered = name in old.numbered or name in new.numbered
    return len(counts) + numbered < 2


def refused(found: Elaboration) -> int:
    """Return how many relations of a run are not understood."""
    unknown = found.theory.unknown
    return sum(
        item.refusal is not None
        or (item.claim is not None and any(name in unknown for side in sides(item.claim) for name in names_in(side)))
        for item in found.items
    )


def sides(claim: Claim) -> tuple[Term, Term]:
    """Return both sides."""
    return claim.lhs, claim.rhs


def context(before: tuple[Statement, ...], section: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the last definitions before the section of the letters that it uses and does not define."""
    new = vocabulary_of(section)
    own = heads(section)
    known = {name: item for item in before for name in heads((item,)) if name.swapcase() not in own}
    needed = list(dict.fromkeys(name for name in sorted(new.letters) if name in known and name not in own))
    found: dict[str, Statement] = {}
    while needed:
        name = needed.pop()
        item = known[name]
        written = vocabulary_of((item,))
        if name in found or not all(alike(written, new, other) for other in written.letters & new.letters):
            continue
        found[name] = item
        needed += [other for other in sorted(written.letters) if other in known and other not in own]
    return tuple(sorted(found.values(), key=lambda item: item.span.start))


def heads(statements: Iterable[Statement]) -> dict[str, None]:
    """Return the letters and functions that stand alone on the left of a relation."""
    found = (
        defined(item.left)
        for item in statements
        if isinstance(item, Relation) and item.name in ("=", ":=") and not is_range(item)
    )
    return dict.fromkeys(name for name in found if name is not None)


def defined(left: Tree) -> str | None:
    """Return the letter that the tree is, or the function that it applies."""
    inner = bare(left)
    if isinstance(inner, Product) and len(inner.factors) == 2 and is_argument(inner.factors[1]):
        inner = inner.factors[0]
    letter = scripted(inner)
    return None if letter is None or letter.primes else letter.name


def vocabulary_of(statements: Iterable[Statement]) -> Vocabulary:
    """Return the vocabulary of some statements alone."""
    trees = [(tree, False) for item in statements if isinstance(item, Relation) for tree in (item.left, item.right)]
    return learn(trees + [(item.tree, True) for item in statements if not isinstance(item, Relation)])
