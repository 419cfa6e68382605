"""Functions and what they are applied to: σ(z), σ'^{[l]}(z), log x, tr A, diag v, softmax v, max(0, x)."""

from derive.elaborate.cells import is_list
from derive.elaborate.lexicon import Lexicon, function_name, is_function, layer_of, without_power
from derive.elaborate.numbers import logarithm, power
from derive.elaborate.operands import Build
from derive.elaborate.reduce import select
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope, fresh
from derive.elaborate.scripts import Scripted
from derive.elaborate.shapes import joined
from derive.elaborate.tensor import (
    ShapeError,
    Tensor,
    diagonal,
    freshened,
    map_entries,
    product_term,
    rank,
    renamed,
    scalar,
    trace,
    transpose,
)
from derive.elaborate.uses import is_argument
from derive.elaborate.vocabulary import named_function
from derive.elaborate.walk import bare
from derive.source import cover
from derive.syntax.tree import Digits, Group, Letter, Product, Script, Sequence, Tree, Word
from derive.term.term import Add, Apply, Entry, Index, Mul, Power, Sum, Term, number
from derive.term.traverse import entries

TRACES = ("tr", "Tr", "trace")

WORD_FUNCTIONS = ("diag", "sum", "softmax", "max", *TRACES)
"""Words that are applied to whole arrays or lists."""

HYPERBOLIC = ("sinh", "cosh", "sech")
"""Functions that are spelt by exp."""

MOST_PRIMES = 4
"""The highest derivative of a function that is judged."""


def read_function(lexicon: Lexicon, tree: Tree) -> tuple[Scripted, Tree | None] | None:
    """Return the function letter and its power: σ, σ'^{[l]}, σ^2."""
    letter = is_function(lexicon, tree)
    if letter is None:
        return None
    if letter.primes > MOST_PRIMES:
        raise Refusal("D901", f"derivatives of functions are judged up to the order {MOST_PRIMES}", tree.span)
    if letter.digits is not None and letter.name not in lexicon.vocabulary.layered:
        return letter, without_power(tree)[1]
    return letter, None


def whole_argument(lexicon: Lexicon, tree: Product, position: int) -> tuple[Tree, int]:
    """Return what a named function is applied to, and its factors: p(x) in log p(x), ‖v‖ or x else."""
    first = tree.factors[position]
    after = tree.factors[position + 1] if position + 1 < len(tree.factors) else None
    applied = is_function(lexicon, first) is not None or named_function(first) is not None
    if applied and after is not None and tree.operators[position] == "" and is_argument(after):
        return Product((first, after), ("",), cover(first.span, after.span)), 2
    return first, 1


def apply(
    build: Build, lexicon: Lexicon, function: tuple[Scripted, Tree | None], argument: Tree, scope: Scope
) -> Tensor:
    """Return f^{(k)}(argument), entry by entry for a vector; scripts on the parenthesis act on the value."""
    letter, exponent = function
    group, outer = argument, None
    if isinstance(argument, Script):
        group, outer = argument.base, argument
    if letter.others:
        raise Refusal("D501", f"{letter.name} has more superscripts than a layer", letter.span)
    inner = build(lexicon, group, scope)
    layer = layer_of(lexicon, letter, scope) if letter.name in lexicon.vocabulary.layered else None
    if layer is None and letter.name in lexicon.vocabulary.layered:
        # g(z^l) beside g^l(z^l)
        beside = {entry.layer for entry in entries(inner.term)}
        layer = beside.pop() if len(beside) == 1 else scope.borrowed
    value = map_entries(inner, Apply(function_name(letter, lexicon), layer, letter.primes, inner.term))
    if exponent is not None:
        value = raised(build, lexicon, value, exponent, scope)
    if outer is not None and outer.superscript is not None:
        value = raised(build, lexicon, value, outer.superscript, scope)
    if outer is not None and outer.subscript is not None:
        return select(lexicon, value, outer.subscript, scope)
    return value


def raised(build: Build, lexicon: Lexicon, value: Tensor, exponent: Tree, scope: Scope) -> Tensor:
    """Return value^T or a power of a number."""
    above = bare(exponent)
    if isinstance(above, Letter) and above.name in ("T", "top", "intercal"):
        return transpose(value)
    return map_entries(value, power(value.term, build(lexicon, above, scope).term, exponent.span))


def word_function(build: Build, lexicon: Lexicon, word: Tree, argument: Tree, scope: Scope) -> Tensor:
    """Return log x, tanh'(z), tanh^2(z), diag(v), softmax(v), max(0, x)."""
    if is_word(word, "max"):
        return positive_part(build, lexicon, argument, scope)
    if is_word(word, "softmax"):
        return softmax_value(build, lexicon, argument, scope)
    if isinstance(argument, Script) and is_power_of_value(word, argument):
        # tanh(x)² is (tanh x)²
        assert argument.superscript is not None
        value = word_function(build, lexicon, word, argument.base, scope)
        return raised(build, lexicon, value, argument.superscript, scope)
    if is_list(argument) and not is_word(word, "diag"):
        raise Refusal("D501", "a function of several values is not understood", argument.span)
    inner = build(lexicon, argument, scope)
    if any(is_word(word, name) for name in TRACES):
        return trace_of(inner, argument, scope)
    if is_word(word, "sum"):
        return sum_over_samples(lexicon, inner, argument)
    if is_word(word, "diag"):
        try:
            return diagonal(inner, fresh(scope, "j"))
        except ShapeError:
            raise Refusal("D301", "diag takes a vector", argument.span) from None
    name = named_function(word)
    assert name is not None
    primes = word.primes if isinstance(word, Script) else 0
    if name in HYPERBOLIC and primes:
        raise Refusal("D501", f"the derivative of {name} is not understood", word.span)
    term = hyperbolic(name, inner.term) if name in HYPERBOLIC else Apply(name, None, primes, inner.term)
    if name == "log" and not primes and isinstance(inner.term, Apply) and inner.term.function == "exp":
        term = logarithm(inner.term)
    value = map_entries(inner, term)
    if isinstance(word, Script) and word.subscript is not None:
        raise Refusal("D501", "a logarithm to another base is not understood", word.span)
    if isinstance(word, Script) and word.superscript is not None:
        if not isinstance(bare(word.superscript), Digits):
            raise Refusal("D501", "this superscript on a function is not understood", word.span)
        return raised(build, lexicon, value, word.superscript, scope)
    return value


def hyperbolic(name: str, argument: Term) -> Term:
    """Return sinh t = (e^t − e^{−t})/2, cosh t = (e^t + e^{−t})/2 or sech t = 1/cosh t."""
    up, down = Apply("exp", None, 0, argument), Apply("exp", None, 0, product_term(number(-1), argument))
    doubled = Add((up, down if name != "sinh" else product_term(number(-1), down)))
    half = Power(number(2), number(-1))
    return Mul((number(2), Power(doubled, number(-1)))) if name == "sech" else Mul((half, doubled))


def is_power_of_value(word: Tree, argument: Script) -> bool:
    """Tell whether a number stands above the parenthesis that a function of numbers is applied to."""
    above = None if argument.superscript is None else bare(argument.superscript)
    plain = argument.subscript is None and not argument.primes and isinstance(argument.base, Group)
    return plain and isinstance(above, Digits) and named_function(word) is not None


def sum_over_samples(lexicon: Lexicon, array: Tensor, argument: Tree) -> Tensor:
    """Return Σ_i Z_{ji} for a matrix with a sample in every column (row), Σ_i z_i for a row (column) of numbers."""
    if lexicon.averaged is not None and rank(array) == 1 and (array.row is None) == lexicon.rows:
        # one sample stands for all
        return array
    axis, left = (array.row, array.column) if lexicon.rows else (array.column, array.row)
    if axis is None or not is_argument(argument):
        raise Refusal("D501", "which numbers are added up here is not understood", argument.span)
    return Tensor(None, left, Sum(axis, array.term)) if lexicon.rows else Tensor(left, None, Sum(axis, array.term))


def trace_of(matrix: Tensor, argument: Tree, scope: Scope) -> Tensor:
    """Return Σ_i A_{ii} for a square matrix in parentheses."""
    if not is_argument(argument):
        raise Refusal("D501", "the trace is understood of a parenthesis only", argument.span)
    try:
        total = trace(matrix)
    except ShapeError:
        raise Refusal("D301", "the trace takes a square matrix", argument.span, ill_formed=True) from None
    if matrix.row is not None:
        joined(scope, [matrix.row], "D301", "trace", matrix, matrix, argument.span)
    return total


def softmax_value(build: Build, lexicon: Lexicon, argument: Tree, scope: Scope) -> Tensor:
    """Return softmax(v), one entry of it, softmax(v)_i, or softmax(z_i), which means softmax(z)_i."""
    below = argument.subscript if isinstance(argument, Script) else None
    inner = build(lexicon, argument.base if isinstance(argument, Script) and below is not None else argument, scope)
    if below is not None:
        return select(lexicon, softmax(inner, argument, scope), below, scope)
    if rank(inner) == 0 and isinstance(inner.term, Entry):
        free = [index for index in inner.term.indices if isinstance(index, Index)]
        if free:
            return scalar(softmax(Tensor(free[-1], None, inner.term), argument, scope).term)
    return softmax(inner, argument, scope)


def softmax(vector: Tensor, argument: Tree, scope: Scope) -> Tensor:
    """Return e^{v_i} / Σ_k e^{v_k} for a vector v."""
    axis = vector.row or vector.column
    if axis is None or rank(vector) != 1:
        raise Refusal("D501", "softmax takes a whole vector", argument.span)
    other = fresh(scope, axis.letter)
    total = Sum(other, Apply("exp", None, 0, freshened(renamed(vector.term, axis, other), scope.uids)))
    above = Apply("exp", None, 0, vector.term)
    return map_entries(vector, Mul((above, Power(total, number(-1)))))


def positive_part(build: Build, lexicon: Lexicon, argument: Tree, scope: Scope) -> Tensor:
    """Return max(0, x), the rectifier."""
    listed = bare(argument.body) if isinstance(argument, Group) else None
    items = listed.items if isinstance(listed, Sequence) else ()
    rest = [item for item in items if not (isinstance(bare(item), Digits) and bare(item) == Digits("0", item.span))]
    values = [build(lexicon, item, scope) for item in rest]
    if len(items) == 2 == len(values) and not any(rank(value) for value in values):
        # max(a, b) = b + max(0, a − b)
        gap = Add((values[0].term, product_term(number(-1), values[1].term)))
        return scalar(Add((values[1].term, Apply("relu", None, 0, gap))))
    if len(items) != 2 or len(rest) != 1:
        raise Refusal("D501", "only the maximum of two numbers, or of 0 and one value, is understood", argument.span)
    return map_entries(values[0], Apply("relu", None, 0, values[0].term))


def is_word(tree: Tree, text: str) -> bool:
    """Tell whether the tree is this word."""
    return isinstance(tree, Word) and tree.text == text
