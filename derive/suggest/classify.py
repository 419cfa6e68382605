"""The rule and the headline that a correction gives to what it corrects, and the definition that it rests on."""

from typing import assert_never

from derive.elaborate.elaborate import Elaboration
from derive.elaborate.lexicon import family, function_name
from derive.elaborate.scripts import scripted
from derive.source import excerpt, line_of, line_starts
from derive.suggest.edits import Edit, Kind, latex
from derive.suggest.search import Candidate
from derive.suggest.sites import letter_sites
from derive.syntax.spell import spell
from derive.syntax.tree import Relation, Tree
from derive.theory import Role, Theory

FALSE = "this equation is false"


def headline(elaboration: Elaboration, candidate: Candidate, unbound: str | None) -> tuple[str, str]:
    """Return the rule and the message; `unbound` is the message about an index that is free on one side only."""
    edits = (*candidate.left, *candidate.right)
    kinds = {edit.kind for edit in edits}
    if unbound is not None and kinds <= {Kind.INDEX, Kind.SUM}:
        return "D401", unbound
    if len(kinds) > 1:
        return ("D401", unbound) if unbound is not None else ("D201", FALSE)
    edit = edits[0]
    match edit.kind:
        case Kind.INDEX:
            return "D204", f"wrong index: {FALSE}"
        case Kind.SUM:
            return "D204", f"{'a sum is missing' if edit.before else 'a sum too many'}: {FALSE}"
        case Kind.LAYER:
            return "D205", f"wrong layer: {FALSE}"
        case Kind.PRIME:
            return "D206", f"{slope(edit)}: {FALSE}"
        case Kind.SIGN:
            return "D202", f"wrong sign: {FALSE}"
        case Kind.NUMBER:
            return "D203", f"wrong factor: {FALSE}"
        case Kind.TERM:
            return missing(elaboration, edit)
        case Kind.TRANSPOSE:
            return "D201", f"wrong transpose: {FALSE}"
        case Kind.ORDER:
            return "D201", f"wrong kind or order of product: {FALSE}"
        case Kind.ENTRY:
            return "D201", f"an entry and a whole vector confused: {FALSE}"
        case Kind.FAMILY:
            return family_headline(edit)
        case Kind.FACTOR:
            return "D201", f"a factor too many: {FALSE}"
        case Kind.VALUE:
            return "D201", FALSE
        case _:
            assert_never(edit.kind)


def slope(edit: Edit) -> str:
    """Return what is wrong with the derivative of an activation."""
    if edit.new is None:
        return f"the factor {excerpt(edit.span).strip()} does not belong here"
    if edit.span.start == edit.span.end:
        return f"the factor {spell(edit.new)} is missing"
    return "a function and its derivative confused"


def family_headline(edit: Edit) -> tuple[str, str]:
    """Return the headline for another family: σ'(a) for σ'(z) is a matter of the derivative of the activation."""
    if edit.topic == "argument":
        return "D206", f"the derivative of the activation is taken at another argument: {FALSE}"
    return "D201", f"the wrong quantity: {FALSE}"


def missing(elaboration: Elaboration, edit: Edit) -> tuple[str, str]:
    """Return the headline for a term too few or too many."""
    if edit.topic == "superfluous" or edit.new is None:
        return "D201", f"a term too many: {FALSE}"
    name = "the bias" if is_bias(elaboration.theory, elaboration, edit) else f"the term {spell(edit.new)}"
    return "D207", f"{name} is missing: {FALSE}"


def is_bias(theory: Theory, elaboration: Elaboration, edit: Edit) -> bool:
    """Tell whether the term is a parameter on its own, with at most one index."""
    letter = None if edit.new is None else scripted(edit.new)
    symbol = None if letter is None else theory.symbols.get(family(elaboration.lexicon, letter))
    return symbol is not None and symbol.role is Role.PARAMETER and len(symbol.extents) < 2


def origin(elaboration: Elaboration, candidate: Candidate) -> str | None:
    """Return the note about the definition from which the changed symbol comes: `line 12 defines z = w a + b`."""
    edit = (*candidate.right, *candidate.left)[0]
    names = named(elaboration, edit)
    definitions = [item.relation for item in elaboration.items if item.role == "definition"]
    ranked = [
        relation
        for mentions in (in_body, in_head)
        for name in names
        for relation in definitions
        if mentions(elaboration, relation, name)
    ]
    if edit.kind in (Kind.SIGN, Kind.NUMBER):
        ranked = [relation for relation in definitions if is_cost(elaboration, relation)] or ranked
    return None if not ranked else cited(elaboration, ranked[0])


def named(elaboration: Elaboration, edit: Edit) -> list[str]:
    """Return the families and functions in what the edit writes."""
    return [] if edit.new is None else names_in(elaboration, edit.new)


def names_in(elaboration: Elaboration, tree: Tree) -> list[str]:
    """Return the families and functions in the tree."""
    lexicon = elaboration.lexicon
    names = []
    for _, _, letter in letter_sites(tree):
        function = letter.name in lexicon.vocabulary.functions
        names.append(function_name(letter, lexicon) if function else family(lexicon, letter))
    return names


def in_body(elaboration: Elaboration, relation: Relation, name: str) -> bool:
    """Tell whether the right side of the definition mentions the family or function."""
    return name in names_in(elaboration, relation.right)


def in_head(elaboration: Elaboration, relation: Relation, name: str) -> bool:
    """Tell whether the definition is that of the family."""
    letter = scripted(relation.left)
    return letter is not None and family(elaboration.lexicon, letter) == name


def is_cost(elaboration: Elaboration, relation: Relation) -> bool:
    """Tell whether the definition is that of a cost."""
    letter = scripted(relation.left)
    return letter is not None and letter.name in elaboration.lexicon.vocabulary.costs


def cited(elaboration: Elaboration, relation: Relation) -> str:
    """Return `line 12 defines …` with the definition as its author wrote it."""
    line = line_of(elaboration.source, line_starts(elaboration.source), relation.left.span.start)
    sign = r"\equiv" if relation.name == ":=" else "="
    return f"line {line} defines {spell(relation.left)} {sign} {spell(relation.right)}"


def described(edit: Edit) -> str:
    """Return the edit as an instruction."""
    text = latex(edit).strip()
    if not text:
        return f"remove {excerpt(edit.span).strip()}"
    if edit.span.start == edit.span.end:
        return f"insert {text}"
    return f"replace {excerpt(edit.span)} by {text}"
