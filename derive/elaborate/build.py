"""A tree as a tensor: what the author wrote, in index notation, by the vocabulary of the document."""

from dataclasses import replace
from fractions import Fraction as Rational
from typing import assert_never

from derive.elaborate import conditions, product, reduce
from derive.elaborate.by_expression import by_expression
from derive.elaborate.constants import is_kronecker, is_pi, is_unit
from derive.elaborate.inner import bracketed
from derive.elaborate.lexicon import Lexicon, read_position, reference
from derive.elaborate.numbers import number_of, power
from derive.elaborate.operands import without_arguments
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import ENTRYWISE_POWER, Scope, fresh
from derive.elaborate.scripts import ONES, TRANSPOSES, Scripted, counts_steps, scripted
from derive.elaborate.shapes import joined
from derive.elaborate.shifts import closed
from derive.elaborate.slopes import forgotten_derivative, is_entry_of_array, nested
from derive.elaborate.spread import spread
from derive.elaborate.steps import repeated
from derive.elaborate.tensor import (
    ShapeError,
    Tensor,
    add,
    divide,
    gradient,
    map_entries,
    product_term,
    rank,
    scalar,
    squared_norm,
    transpose,
)
from derive.elaborate.walk import bare
from derive.source import Span
from derive.syntax.tree import (
    Addition,
    Annotated,
    BigOperator,
    Derivative,
    Digits,
    Fraction,
    Grid,
    Group,
    Letter,
    Product,
    Relate,
    Root,
    Script,
    Sequence,
    Tree,
    Unreadable,
    Word,
)
from derive.term.term import ONE, PI, Apply, Delta, Entry, Number, Power, Term, number


def build(lexicon: Lexicon, tree: Tree, scope: Scope) -> Tensor:
    """Return the tensor that the tree stands for; raise Refusal where it has no reading."""
    match tree:
        case Digits():
            return scalar(number_of(tree))
        case Group("[") | Script() if (found := conditions.condition_of(tree, None)) is not None:
            return conditions.indicator(build, lexicon, found[0], scope)
        case Letter() | Script():
            return decorated(lexicon, tree, scope)
        case Grid("matrix") | Group("(" | "[" | "⟨", Sequence()):
            return bracketed(build, lexicon, tree, scope)
        case Group("|", body, _):
            inner = build(lexicon, body, scope)
            return map_entries(inner, Apply("abs", None, 0, inner.term))
        case Group("‖", body, _):
            return scalar(Power(squared_norm(build(lexicon, body, scope)).term, Number(Rational(1, 2))))
        case Group(_, body, _) | Annotated(body, _, _):
            return build(lexicon, body, scope)
        case Product():
            return product.build_product(build, lexicon, tree, scope)
        case Addition():
            return addition(lexicon, tree, scope)
        case Fraction():
            return quotient(lexicon, tree, scope)
        case Derivative():
            return derivative(lexicon, tree, scope)
        case BigOperator():
            return reduce.big_operator(build, lexicon, tree, scope)
        case Root(None, body, _):
            inner = build(lexicon, body, scope)
            return map_entries(inner, Power(inner.term, Number(Rational(1, 2))))
        case Word() if (letter := scripted(tree)) is not None and letter.name in lexicon.heads:
            return letter_value(lexicon, letter, scope)
        case Word(text, span):
            raise Refusal("D501", f"the word “{text}” has no meaning here", span)
        case Unreadable(message, span):
            raise Refusal("D101", message, span)
        case Grid("cases"):
            return conditions.cases(build, lexicon, tree, scope)
        case Grid(kind, _, span):
            raise Refusal("D501", f"a grid of {kind} is not understood", span)
        case Sequence() | Root() | Relate():
            raise valueless(tree)
        case _:
            assert_never(tree)


def valueless(tree: Sequence | Root | Relate) -> Refusal:
    """Return why a list, a relation or another root than √ has no value."""
    match tree:
        case Sequence():
            return Refusal("D501", "a list is not a value", tree.span)
        case Root():
            return Refusal("D501", "a root of this degree is not understood", tree.span)
        case _:
            return Refusal("D501", "a relation is not a value", tree.span)


def decorated(lexicon: Lexicon, tree: Letter | Script, scope: Scope) -> Tensor:
    """Return a letter with its scripts, or a parenthesis with a power, a transpose or an index."""
    above = exponential(lexicon, tree)
    if above is not None:
        exponent = build(lexicon, above, scope)
        return map_entries(exponent, Apply("exp", None, 0, exponent.term))
    letter = scripted(tree)
    if letter is not None:
        return letter_value(lexicon, letter, scope)
    assert isinstance(tree, Script)
    inner = bare(tree.base)
    if isinstance(inner, Group) and inner.open == "‖":
        return norm(lexicon, inner, tree, scope)
    base = build(lexicon, tree.base, scope)
    if tree.primes and tree.superscript is None and tree.subscript is None and tree.primes == 1:
        return transpose(base)
    if tree.subscript is not None:
        base = reduce.select(lexicon, base, tree.subscript, scope)
    return base if tree.superscript is None else raise_to(lexicon, base, tree.superscript, scope)


def exponential(lexicon: Lexicon, tree: Letter | Script) -> Tree | None:
    """Return x for e^x."""
    if not isinstance(tree, Script) or tree.subscript is not None or tree.primes or not is_plain_e(tree.base):
        return None
    return tree.superscript if lexicon.vocabulary.euler else None


def is_plain_e(tree: Tree) -> bool:
    """Tell whether the tree is the letter e."""
    letter = bare(tree)
    return isinstance(letter, Letter) and letter.name == "e" and not letter.accents


def norm(lexicon: Lexicon, group: Group, tree: Script, scope: Scope) -> Tensor:
    """Return ‖v‖² = Σ v_i², also with the 2 of the Euclidean norm below."""
    below = tree.subscript
    names = ("2", "F")
    if below is not None and getattr(bare(below), "text", getattr(bare(below), "name", "")) not in names:
        raise Refusal("D501", "only the Euclidean norm is understood", tree.span)
    square = squared_norm(build(lexicon, group.body, scope))
    if isinstance(tree.superscript, Digits) and tree.superscript.text == "2":
        return square
    root = scalar(Power(square.term, Number(Rational(1, 2))))
    return root if tree.superscript is None else raise_to(lexicon, root, tree.superscript, scope)


def raise_to(lexicon: Lexicon, base: Tensor, superscript: Tree, scope: Scope) -> Tensor:
    """Return base^T or a power."""
    above = bare(superscript)
    if isinstance(above, Letter) and above.name in TRANSPOSES:
        return transpose(base)
    if isinstance(above, Addition) and counts_steps(above):
        return repeated(lexicon, base, above, scope)
    return powered(base, build(lexicon, above, scope).term, superscript.span, scope)


def powered(base: Tensor, exponent: Term, span: Span, scope: Scope) -> Tensor:
    """Return base^c, of a vector entry by entry; a matrix has other powers."""
    if rank(base) == 2:
        raise Refusal("D501", "a power of a matrix is not understood", span)
    if rank(base):
        scope.notes.append(ENTRYWISE_POWER)
    return map_entries(base, power(base.term, exponent, span))


def letter_value(lexicon: Lexicon, letter: Scripted, scope: Scope) -> Tensor:
    """Return the number or the whole family that a letter stands for."""
    if letter.name in scope.parameters and not letter.subscripts and letter.layer is None and not letter.primes:
        parameter = scalar(scope.parameters[letter.name])
        return parameter if letter.digits is None else powered(parameter, number_of(letter.digits), letter.span, scope)
    if is_unit(lexicon, letter):
        axis = fresh(scope, "i")
        other = fresh(scope, "j")
        return Tensor(axis, other, Delta(axis, other))
    if letter.name == ONES:
        ones = Tensor(fresh(scope, "i"), None, ONE)
        return transpose(ones) if letter.transposed else ones
    if is_function_letter(lexicon, letter):
        raise Refusal("D501", f"{letter.name} is a function and has no argument here", letter.span)
    if letter.name in ("partial", "nabla", "dots", "infty"):
        raise Refusal("D501", "this sign is not understood here", letter.span)
    if is_kronecker(lexicon, letter):
        left, right = (read_position(lexicon, part, scope) for part in letter.subscripts)
        return scalar(Delta(left, right))
    if letter.primes:
        raise Refusal("D501", f"{letter.name}' is not understood: {letter.name} is not a function here", letter.span)
    tensor = scalar(Apply(PI, None, 0, ONE)) if is_pi(lexicon, letter) else whole(lexicon, letter, scope)
    if letter.exponent is not None:
        return repeated(lexicon, tensor, letter.exponent, scope)
    above = letter.name in lexicon.vocabulary.layered - lexicon.vocabulary.subscript_layers
    if letter.digits is not None and (letter.layer is not None or not above):
        return powered(tensor, number_of(letter.digits), letter.span, scope)
    return tensor


def whole(lexicon: Lexicon, letter: Scripted, scope: Scope) -> Tensor:
    """Return the entry, or the family with its axes open: (i) a column, (i, j) a matrix."""
    entry, opened = reference(lexicon, letter, scope)
    if letter.transposed and not opened and len(entry.indices) == 2:
        # (W^T)_ij = W_ji
        entry = replace(entry, indices=entry.indices[::-1])
    tensor = Tensor(opened[0] if opened else None, opened[1] if len(opened) > 1 else None, entry)
    if len(opened) == 1 and lexicon.rows != (entry.symbol in lexicon.across):
        tensor = transpose(tensor)
    return transpose(tensor) if letter.transposed else tensor


def is_function_letter(lexicon: Lexicon, letter: Scripted) -> bool:
    """Tell whether the letter is a function of the document."""
    return letter.name in lexicon.vocabulary.functions


def addition(lexicon: Lexicon, tree: Addition, scope: Scope) -> Tensor:
    """Return the signed sum; all terms must have one shape."""
    total: Tensor | None = None
    for term, sign in zip(tree.terms, tree.signs, strict=True):
        mark = len(scope.shifts)
        part = closed(build(lexicon, term, scope), mark, scope)
        if total is None:
            total = part if sign > 0 else map_entries(part, product_term(number(-1), part.term))
            continue
        before = total
        try:
            total, shared = add(before, part, sign)
        except ShapeError:
            every = spread(lexicon, before, part)
            if every is None:
                raise mismatch(before, part, term) from None
            total, shared = add(before, every, sign)
        joined(scope, shared, "D301", "sum", before, part, term.span)
    assert total is not None
    return total


def mismatch(left: Tensor, right: Tensor, tree: Tree) -> Refusal:
    """Return the refusal of a sum of different ranks."""
    names = {0: "one number", 1: "a vector", 2: "a matrix"}
    kinds = f"{names[rank(left)]} and {names[rank(right)]}"
    if rank(left) == rank(right):
        kinds = "a column and a row"
    return Refusal("D302", f"{kinds} cannot be added", tree.span, ill_formed=True)


def quotient(lexicon: Lexicon, tree: Fraction, scope: Scope) -> Tensor:
    """Return numerator / denominator; `\\frac{\\partial C}{w}` with its second ∂ forgotten is a derivative."""
    forgotten = forgotten_derivative(tree)
    if forgotten is not None:
        scope.notes.append("read as a derivative: a ∂ is missing")
        return derivative(lexicon, forgotten, scope)
    above, below = build(lexicon, tree.numerator, scope), denominator(lexicon, tree.denominator, scope)
    try:
        result, shared = divide(above, below)
    except ShapeError:
        raise Refusal("D301", "these shapes cannot be divided", tree.span, ill_formed=True) from None
    joined(scope, shared, "D301", "quotient", above, below, tree.span)
    return result


def denominator(lexicon: Lexicon, tree: Tree, scope: Scope) -> Tensor:
    """Return what stands below the bar; what divides by a whole vector is read entry by entry: 1 / (a (1 − a))."""
    joints = len(scope.joints)
    try:
        return build(lexicon, tree, scope)
    except Refusal as refusal:
        scope.asked.add("loose")
        if not refusal.ill_formed or scope.loose:
            raise
        del scope.joints[joints:]
    scope.loose = True
    try:
        scope.notes.append("the denominator is read entry by entry")
        return build(lexicon, tree, scope)
    finally:
        scope.loose = False


def derivative(lexicon: Lexicon, tree: Derivative, scope: Scope) -> Tensor:
    """Return ∂of/∂wrt by entries."""
    target = scripted(tree.wrt)
    if target is None and not is_entry_of_array(tree.wrt):
        return by_expression(build, lexicon, tree, scope)
    if tree.order > 1 or nested(tree) > 2:
        raise Refusal("D501", "higher derivatives are not understood", tree.span)
    wrt = build(lexicon, tree.wrt, scope) if target is None else letter_value(lexicon, target, scope)
    if not isinstance(wrt.term, Entry):
        raise Refusal("D501", "a derivative with respect to this is not understood", tree.wrt.span)
    of = build(lexicon, without_arguments(lexicon, tree.of), scope)
    if rank(of) and rank(wrt):
        scope.asked.add("layout")
    try:
        return gradient(of, wrt, scope.layout, scope.turned)
    except ShapeError:
        message = "this derivative of an array by an array has more than two axes"
        raise Refusal("D501", message, tree.span) from None
