"""Factors in a row: applications, gradients, differentials, matrix and entrywise products."""

from dataclasses import replace

from derive.elaborate.cells import is_list
from derive.elaborate.chain_rule import LINKING, contracted, links, through, through_sum
from derive.elaborate.conditions import condition_of, indicator
from derive.elaborate.functions import WORD_FUNCTIONS, apply, is_word, read_function, whole_argument, word_function
from derive.elaborate.lexicon import Lexicon
from derive.elaborate.operands import Build, Operand, is_dependence
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.scripts import scripted
from derive.elaborate.shapes import joined
from derive.elaborate.spread import INPUTS
from derive.elaborate.tensor import (
    ShapeError,
    Tensor,
    divide,
    dot,
    hadamard,
    map_entries,
    multiply,
    product_term,
    rank,
    transpose,
)
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import letter_is_d, named_function
from derive.elaborate.walk import bare
from derive.elaborate.written import are_torn
from derive.source import cover
from derive.syntax.tree import Derivative, Group, Letter, Product, Script, Tree
from derive.term.term import Entry, Index, Power, number

ENTRYWISE = ("odot", "circ", "oslash")


def build_product(build: Build, lexicon: Lexicon, tree: Product, scope: Scope) -> Tensor:
    """Return the product; matrix products bind before entrywise ones, as in W^T δ ⊙ σ'(z)."""
    operands = read_operands(build, lexicon, tree, scope)
    if any(operand.operator in ENTRYWISE for operand in operands):
        return entrywise(operands, scope)
    return chain(operands, scope)


def entrywise(operands: list[Operand], scope: Scope) -> Tensor:
    """Return A B ⊙ C as (A B) ⊙ C, or from left to right where only that has a shape."""
    runs: list[list[Operand]] = [[]]
    for operand in operands:
        if operand.operator in ENTRYWISE:
            runs.append([])
        runs[-1].append(operand)
    before = len(scope.joints)
    try:
        return chain([grouped(run, scope) for run in runs], scope)
    except Refusal:
        del scope.joints[before:]
        return chain(operands, scope)


def grouped(run: list[Operand], scope: Scope) -> Operand:
    """Return a run of factors as one operand."""
    return Operand(chain(run, scope), cover(run[0].span, run[-1].span), run[0].operator)


def chain(operands: list[Operand], scope: Scope) -> Tensor:
    """Return the product from left to right."""
    total = operands[0]
    for operand in operands[1:]:
        tensor = combine(total, operand, scope)
        total = Operand(tensor, cover(total.span, operand.span), total.operator)
    return total.tensor


def combine(left: Operand, right: Operand, scope: Scope) -> Tensor:
    """Return left · right by the operator between them; raise Refusal where the shapes cannot meet."""
    span = cover(left.span, right.span)
    if rank(left.tensor) and rank(right.tensor):
        scope.asked.add("loose")
    try:
        tensor, shared = operation(left.tensor, right.tensor, right.operator, scope)
    except ShapeError:
        if same_axes(left.tensor, right.tensor) and right.operator not in ENTRYWISE and scope.loose:
            tensor, shared = hadamard(left.tensor, right.tensor)
        else:
            raise Refusal("D301", shapeless(left.tensor, right.tensor), span, ill_formed=True) from None
    joined(scope, shared, "D301", "product", left.tensor, right.tensor, span)
    return tensor


def operation(left: Tensor, right: Tensor, operator: str, scope: Scope) -> tuple[Tensor, list[Index]]:
    """Return the result of one operator."""
    match operator:
        case "odot" | "circ":
            return multiply(left, right) if 0 in (rank(left), rank(right)) else hadamard(left, right)
        case "oslash" | "/":
            return divide(left, right)
        case "otimes" if same_axes(left, right) and rank(left) == 2:
            return hadamard(left, right)
        case "otimes" if same_axes(left, right) and rank(left) == 1:
            return multiply(left, transpose(right))
        case "cdot" if same_axes(left, right) and rank(left) == 1:
            return hadamard(left, right) if scope.loose else dot(left, right)
        case "cdot" if same_axes(left, right) and rank(left) == 2 and (scope.inner or are_torn(left, right)):
            # A · B = Σ_ij A_ij B_ij
            return dot(left, right)
        case _:
            return multiply(left, right)


def same_axes(left: Tensor, right: Tensor) -> bool:
    """Tell whether both have the same axes, whatever their sizes."""
    return (left.row is None) == (right.row is None) and (left.column is None) == (right.column is None)


def shapeless(left: Tensor, right: Tensor) -> str:
    """Return what is wrong with a product of these axes."""
    names = {(True, False): "a column", (False, True): "a row", (True, True): "a matrix"}
    kinds = [names.get((t.row is not None, t.column is not None), "a number") for t in (left, right)]
    return f"{kinds[0]} and {kinds[1]} do not multiply: a transpose or an outer product is missing"


def read_operands(build: Build, lexicon: Lexicon, tree: Product, scope: Scope) -> list[Operand]:
    """Return the operands: functions with their arguments, gradients, differentials and chains count as one."""
    operands: list[Operand] = []
    position = 0
    while position < len(tree.factors):
        operator = "" if position == 0 else tree.operators[position - 1]
        before = operands[-1] if operands and operator in LINKING else None
        factor = tree.factors[position]
        if before is not None and is_postfix_transpose(factor):
            operands[-1] = Operand(transpose(before.tensor), cover(before.span, factor.span), before.operator)
            position += 1
            continue
        run = links(tree, position, scope)
        vector = None if before is None else beyond(build, lexicon, before, run, factor, scope)
        if before is not None and vector is not None:
            operands[-1] = Operand(vector, cover(before.span, factor.span), before.operator)
            position += 1
            continue
        whole = contracted(build, lexicon, run, scope) if len(run) > 1 else None
        tensor, used = read_one(build, lexicon, tree, position, scope) if whole is None else (whole, len(run))
        operands.append(Operand(tensor, cover(factor.span, tree.factors[position + used - 1].span), operator))
        position += used
    return operands


def beyond(
    build: Build, lexicon: Lexicon, before: Operand, run: list[Derivative], factor: Tree, scope: Scope
) -> Tensor | None:
    """Return a vector times the derivative, or the sum of derivatives, after it; None where neither follows."""
    if run:
        return through(build, lexicon, before, run[0], scope)
    return through_sum(build, lexicon, before, factor, scope)


def is_postfix_transpose(tree: Tree) -> bool:
    """Tell whether the tree is a ⊤ that was typed without its circumflex."""
    letter = bare(tree)
    return isinstance(letter, Letter) and letter.name in ("top", "intercal")


def read_one(build: Build, lexicon: Lexicon, tree: Product, position: int, scope: Scope) -> tuple[Tensor, int]:
    """Return the operand that begins at a factor, and how many factors it takes."""
    factor = tree.factors[position]
    after = tree.factors[position + 1] if position + 1 < len(tree.factors) else None
    if after is not None and tree.operators[position] == "":
        condition = condition_of(factor, after)
        if condition is not None:
            return indicator(build, lexicon, condition[0], scope), condition[1]
        if is_dependence(lexicon, factor, after):
            return build(lexicon, factor, scope), 2
        if is_list(after) and scripted(factor) is not None:
            raise Refusal("D501", "a function of several values is not understood", cover(factor.span, after.span))
        function = read_function(lexicon, factor)
        if function is not None and is_argument(after):
            return apply(build, lexicon, function, after, scope), 2
        if named_function(factor) is not None or any(is_word(factor, word) for word in WORD_FUNCTIONS):
            inner, used = whole_argument(lexicon, tree, position + 1)
            return word_function(build, lexicon, factor, inner, scope), used + 1
        if is_nabla(factor) or (lexicon.vocabulary.differential and letter_is_d(factor)):
            return build_gradient(build, lexicon, factor, after, scope)
    if is_nabla(factor):
        return build_gradient(build, lexicon, factor, None, scope)
    return build(lexicon, factor, scope), 1


def is_nabla(tree: Tree) -> bool:
    """Tell whether the tree is ∇, with or without scripts."""
    while isinstance(tree, Script):
        tree = tree.base
    return isinstance(tree, Letter) and tree.name == "nabla"


def build_gradient(
    build: Build, lexicon: Lexicon, operator: Tree, after: Tree | None, scope: Scope
) -> tuple[Tensor, int]:
    """Return ∇_a C, ∇C, ∇_a^C or dW = ∂C/∂W, and the number of factors it takes."""
    # in every layout ∇_x C and dW have the shape of x and of W
    scope = replace(scope, turned=frozenset())
    if letter_is_d(operator) and after is not None:
        slope = build(lexicon, Derivative(cost_letter(lexicon, operator), after, 1, "d", operator.span), scope)
        return mean_slope(lexicon, slope, after), 2
    assert isinstance(operator, Script | Letter)
    wrt = operator.subscript if isinstance(operator, Script) else None
    of = operator.superscript if isinstance(operator, Script) else None
    used = 1
    if of is None:
        if after is None:
            raise Refusal("D501", "∇ has nothing to act on", operator.span)
        of, used = after, 2
    target = output_activation(lexicon, wrt, operator)
    return build(lexicon, Derivative(of, target, 1, "partial", operator.span), scope), used


def mean_slope(lexicon: Lexicon, slope: Tensor, wrt: Tree) -> Tensor:
    """Return 1/m ∂C/∂W for a parameter W where differentials of parameters are those of the mean over m samples."""
    letter = scripted(wrt)
    if lexicon.averaged is None or letter is None or letter.name in lexicon.heads or letter.name in INPUTS:
        return slope
    share = Power(Entry(lexicon.averaged, None, ()), number(-1))
    return map_entries(slope, product_term(share, slope.term))


def cost_letter(lexicon: Lexicon, at: Tree) -> Tree:
    """Return the cost as a letter, for what is written without it."""
    if lexicon.cost is None:
        raise Refusal("D501", "there is no cost in this document that d could stand before", at.span)
    return Letter(lexicon.cost, (), False, at.span)


def output_activation(lexicon: Lexicon, wrt: Tree | None, at: Tree) -> Tree:
    """Return a^L for ∇_a and for ∇ alone, the subscript itself when it names a layer or has none."""
    letter = None if wrt is None else scripted(wrt)
    if letter is None and wrt is not None:
        raise Refusal("D501", "this gradient is not understood", at.span)
    name = lexicon.carrier if letter is None else letter.name
    if name is None:
        raise Refusal("D501", "there is no output activation in this document", at.span)
    below = name in lexicon.vocabulary.subscript_layers
    has_layer = letter is not None and (letter.layer is not None or (below and bool(letter.subscripts)))
    if wrt is not None and (has_layer or name not in lexicon.vocabulary.layered):
        return wrt
    plain = Letter(name, (), False, at.span)
    if name not in lexicon.vocabulary.layered:
        return plain
    output = Letter(lexicon.output_names[0] if lexicon.output_names else "L", (), False, at.span)
    if below:
        return Script(plain, output, None, 0, at.span)
    return Script(plain, None, Group("(", output, at.span), 0, at.span)
