r"""Models and likelihoods: p(x) = φ(w^T x) put in where p is applied, the logarithm of a product, one sample's cost.

log Π_i f_i = Σ_i log f_i. Where a cost is a sum over samples, L = −Σ_i (…), and L_i is used and never defined, L_i is
what is summed.
"""

from dataclasses import dataclass, replace

from derive.elaborate.samples import mapped, rewritten, sides
from derive.elaborate.scripts import Scripted, scripted
from derive.elaborate.uses import is_argument
from derive.elaborate.walk import bare, walk
from derive.source import Span, cover
from derive.syntax.tree import (
    Addition,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Group,
    Letter,
    Product,
    Relate,
    Relation,
    Script,
    Statement,
    Tree,
    Word,
)


@dataclass(frozen=True, slots=True)
class Model:
    """A function of a whole vector, by its letter, that of its variable, and its value."""

    name: str
    parameter: str
    body: Tree


def models_of(statements: tuple[Statement, ...]) -> tuple[Model, ...]:
    """Return the models of a document, those that others are made of first.

    p in p(x) = φ(w^T x) is one where p never stands without an argument, and is nowhere differentiated by x.
    """
    found: list[Model] = []
    for _ in range(DEEPEST):
        relations = [item for item in statements if isinstance(item, Relation)]
        given = [model for item in relations if (model := model_of(item)) is not None]
        new = [model for model in given if is_always_applied(model, statements)]
        if not new:
            break
        found += new
        statements = with_models(statements, tuple(new))
    return tuple(found)


DEEPEST = 3
"""How many models are put into each other."""


def with_models(statements: tuple[Statement, ...], models: tuple[Model, ...]) -> tuple[Statement, ...]:
    """Return the statements with every model written out where it is applied.

    Its own relation p(x) = φ(w^T x) becomes p = φ(w^T x).
    """
    for model in models:

        def change(tree: Tree, model: Model = model) -> Tree:
            return applied(tree, model) if isinstance(tree, Product) else tree

        kept = [headed(item) if isinstance(item, Relation) and model_of(item) == model else item for item in statements]
        statements = rewritten(kept, change)
    return statements


def headed(item: Relation) -> Relation:
    """Return p = … for p(x) = …"""
    left = bare(item.left)
    assert isinstance(left, Product)
    return replace(item, left=replace(bare(left.factors[0]), span=item.left.span))


def model_of(relation: Relation) -> Model | None:
    """Return the model that a relation gives, where its variable is seen to be a whole vector: p(x) = φ(w^T x)."""
    left = bare(relation.left)
    if relation.chain or relation.name not in ("=", ":=") or not isinstance(left, Product) or len(left.factors) != 2:
        return None
    function, group = scripted(left.factors[0]), left.factors[1]
    parameter = scripted(group.body) if isinstance(group, Group) and is_argument(group) else None
    if function is None or parameter is None or any(plain(letter) is None for letter in (function, parameter)):
        return None
    vector = any(is_beside_transpose(part, parameter.name) for part in walk(relation.right))
    alone = all(letter is None or letter.name != function.name for letter in map(scripted, walk(relation.right)))
    return Model(function.name, parameter.name, relation.right) if vector and alone else None


def plain(letter: Scripted) -> str | None:
    """Return the name of a letter without scripts."""
    bare_letter = not letter.subscripts and letter.layer is None and not letter.primes and letter.digits is None
    return letter.name if bare_letter and not letter.transposed else None


def is_beside_transpose(tree: Tree, name: str) -> bool:
    """Tell whether the letter stands in w^T x or x^T w."""
    if not isinstance(tree, Product):
        return False
    for first, second in zip(tree.factors, tree.factors[1:], strict=False):
        pair = (scripted(first), scripted(second))
        if pair[0] is not None and pair[1] is not None and pair[0].transposed and name in (pair[0].name, pair[1].name):
            return True
    return False


def is_always_applied(model: Model, statements: tuple[Statement, ...]) -> bool:
    """Tell whether the letter never stands but before a parenthesis, and is not differentiated by its variable."""
    total = heads = 0
    for tree in (tree for item in statements for tree in sides(item)):
        for part in walk(tree):
            letter = scripted(part)
            total += letter is not None and letter.name == model.name
            if isinstance(part, Product):
                pairs = zip(part.factors, part.factors[1:], part.operators, strict=False)
                heads += sum(is_call(one, two, model.name) and not operator for one, two, operator in pairs)
            if isinstance(part, Derivative) and is_by(part, model):
                return False
    return total == heads


def is_by(tree: Derivative, model: Model) -> bool:
    """Tell whether the model is differentiated by its variable or an entry of it."""
    wrt = scripted(tree.wrt)
    inside = any((letter := scripted(part)) is not None and letter.name == model.name for part in walk(tree.of))
    return inside and wrt is not None and wrt.name == model.parameter


def is_call(factor: Tree, after: Tree, name: str) -> bool:
    """Tell whether the factors are p(x)."""
    letter = scripted(factor)
    return letter is not None and letter.name == name and is_argument(after)


def applied(tree: Product, model: Model) -> Tree:
    """Return the product with every p(x_i) replaced by the value of p at x_i."""
    factors: list[Tree] = []
    operators: list[str] = []
    for operator, factor in zip(("", *tree.operators), tree.factors, strict=True):
        if factors and not operator and is_call(factors[-1], factor, model.name):
            factors[-1] = value_at(factor, model, cover(factors[-1].span, factor.span))
        else:
            factors.append(factor)
            operators.append(operator)
    if len(factors) == len(tree.factors):
        return tree
    return factors[0] if len(factors) == 1 else replace(tree, factors=tuple(factors), operators=tuple(operators[1:]))


def value_at(factor: Tree, model: Model, span: Span) -> Tree:
    """Return the value of a model for the parenthesis after it, whose scripts stay on the value."""
    if isinstance(factor, Script):
        return replace(factor, base=value_at(factor.base, model, span), span=span)
    assert isinstance(factor, Group)
    argument = factor.body if scripted(factor.body) is not None else factor

    def change(part: Tree) -> Tree:
        return argument if isinstance(part, Letter) and part.name == model.parameter else part

    return Group("(", mapped(model.body, change), span)


def with_powers(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with p_i^{y_i} as (p_i)^{y_i}: what has an index itself is no layer."""

    def change(tree: Tree) -> Tree:
        if not isinstance(tree, Script) or tree.superscript is None or not is_indexed_value(tree.superscript):
            return tree
        letter = scripted(tree)
        if letter is None or letter.primes or (letter.name == "e" and not letter.subscripts):
            return tree
        base = tree.base if tree.subscript is None else Script(tree.base, tree.subscript, None, 0, tree.span)
        return Script(Group("(", base, base.span), None, tree.superscript, 0, tree.span)

    return rewritten(statements, change)


def is_indexed_value(tree: Tree) -> bool:
    """Tell whether the tree is y_i or 1 − y_i."""
    inner = bare(tree)
    terms = inner.terms if isinstance(inner, Addition) else (inner,)
    letters = [scripted(term) for term in terms if not isinstance(bare(term), Digits)]
    plain_letters = [letter for letter in letters if letter is not None and letter.layer is None]
    indexed = [letter for letter in plain_letters if letter.subscripts and isinstance(letter.subscripts[0], Letter)]
    return len(indexed) == len(letters) > 0


def with_sums_of_logarithms(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with log Π_i f_i as Σ_i log f_i."""

    def change(tree: Tree) -> Tree:
        if not isinstance(tree, Product):
            return tree
        *before, last = tree.factors
        inner = bare(last)
        inner = bare(inner.body) if isinstance(inner, Group) and inner.open in ("(", "[") else inner
        logarithm = bool(before) and isinstance(before[-1], Word) and before[-1].text in ("log", "ln")
        if not logarithm or tree.operators[-1] or not isinstance(inner, BigOperator) or inner.name != "prod":
            return tree
        argument = Group("(", inner.body, inner.body.span)
        body = Product((before[-1], argument), ("",), inner.body.span)
        total = replace(inner, name="sum", body=body, span=cover(before[-1].span, last.span))
        return (
            total if len(before) == 1 else replace(tree, factors=(*before[:-1], total), operators=tree.operators[:-1])
        )

    return rewritten(statements, change)


def sample_costs(statements: tuple[Statement, ...]) -> tuple[Relation, ...]:
    """Return L_i = −f_i for every cost L = −Σ_i f_i, with or without a factor, whose L_i is used and never defined."""
    relations = [item for item in statements if isinstance(item, Relation)]
    indexed = {name for item in statements for tree in sides(item) for name in indexed_letters(tree)}
    heads = {name for item in relations for name in indexed_letters(item.left) if scripted(item.left) is not None}
    found: dict[str, Relation] = {}
    for item in relations:
        left = bare(item.left)
        head = scripted(left.factors[0] if isinstance(left, Product) and is_argument(left.factors[-1]) else left)
        if item.chain or head is None or plain(head) not in indexed - heads or item.name not in ("=", ":="):
            continue
        part = summand(item.right, 1)
        itself = part is not None and any(isinstance(x, Letter) and x.name == head.name for x in walk(part[1]))
        if part is not None and not itself:
            letter = Letter(head.name, (), head.bold, head.span)
            found.setdefault(
                head.name, replace(item, left=Script(letter, part[0], None, 0, head.span), name=":=", right=part[1])
            )
    return tuple(found.values())


def indexed_letters(tree: Tree) -> set[str]:
    """Return the letters that stand with one letter below them, and nothing else."""
    letters = [letter for part in walk(tree) if isinstance(part, Script) and (letter := scripted(part)) is not None]
    return {
        letter.name
        for letter in letters
        if len(letter.subscripts) == 1 and isinstance(letter.subscripts[0], Letter) and letter.layer is None
    }


def summand(tree: Tree, sign: int) -> tuple[Letter, Tree] | None:
    """Return the index and the terms of a sum, with its sign and without a factor 1/n."""
    inner = bare(tree)
    match inner:
        case Addition((only,), (own,)):
            return summand(only, sign * own)
        case Product((factor, total)) if isinstance(bare(factor), Fraction | Digits):
            return summand(total, sign)
        case BigOperator("sum", below, _, body) if below is not None:
            at = bare(below)
            at = bare(at.left) if isinstance(at, Relate) else at
            value = body if sign > 0 else Addition((body,), (-1,), body.span)
            return (at, value) if isinstance(at, Letter) else None
        case _:
            return None
