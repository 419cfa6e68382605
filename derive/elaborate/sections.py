"""Documents that change their network under way: one neuron first, then a chain, then whole layers.

A section that states at least two definitions anew in another style (with layers where there were none, with node
indices where there were none), or, where nothing has layers, one with none of the
functions used before, begins a theory of its own. One that
repeats them in the same style restates them, and its relations are claims.
"""

from derive.elaborate.scripts import scripted
from derive.elaborate.vocabulary import Vocabulary, learn
from derive.source import Source
from derive.syntax.tree import Relation, Statement

RESTATED = 2
"""How many definitions a section must state anew to begin a theory of its own."""


def theories(statements: tuple[Statement, ...], source: Source) -> list[tuple[Statement, ...]]:
    """Return the statements in runs that speak of one network each."""
    headings = heading_offsets(source.text)
    sections: list[list[Statement]] = [[]]
    for statement in statements:
        while headings and headings[0] <= statement.span.start:
            headings.pop(0)
            if sections[-1]:
                sections.append([])
        sections[-1].append(statement)
    runs: list[list[Statement]] = [sections[0]]
    for section in sections[1:]:
        if begins_anew(runs[-1], section):
            runs.append(section)
        else:
            runs[-1].extend(section)
    return [tuple(run) for run in runs]


def heading_offsets(text: str) -> list[int]:
    """Return where the lines of the document that are headings begin."""
    offsets, position = [], 0
    for line in text.splitlines(keepends=True):
        stripped = line.lstrip()
        if stripped.startswith(("# ", "## ", "### ", "#### ", "\\section", "\\subsection")):
            offsets.append(position)
        position += len(line)
    return offsets


def begins_anew(before: list[Statement], section: list[Statement]) -> bool:
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


def heads(statements: list[Statement]) -> dict[str, None]:
    """Return the letters that stand alone on the left of a relation."""
    found = (scripted(item.left) for item in statements if isinstance(item, Relation) and item.name in ("=", ":="))
    return dict.fromkeys(letter.name for letter in found if letter is not None)


def vocabulary_of(statements: list[Statement]) -> Vocabulary:
    """Return the vocabulary of some statements alone."""
    trees = [(tree, False) for item in statements if isinstance(item, Relation) for tree in (item.left, item.right)]
    return learn(trees + [(item.tree, True) for item in statements if not isinstance(item, Relation)])
