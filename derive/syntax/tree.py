"""Trees: what the author wrote, before anything is understood.

A tree keeps the author's order, grouping and operators. Juxtaposition is not yet a product, `f(x)` not yet an
application, a superscript not yet a power: which it is depends on the whole document (`derive.elaborate`).
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from derive.source import Span


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as typed: `2`, `0.5`."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter or symbol: `w`, `sigma`, `ell`, `partial`, `nabla`, `infty`, `dots`, `mathbb 1` as `1`.

    Fonts are dropped save that `bold` tells `\\mathbf w` and `\\vec w` from `w`, and that `\\mathcal L` is `calL` and
    `\\mathfrak g` is `frakg`; `accents` are `hat`, `bar`, `tilde`, `dot`, outermost first.
    """

    name: str
    accents: tuple[str, ...]
    bold: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """Upright text or a named operator: `\\text{in}`, `\\log`, `\\operatorname{diag}`, `\\mathrm{softmax}`."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Script:
    """A base with its scripts; `primes` counts ' and \\prime, wherever they stood."""

    base: "Tree"
    subscript: "Tree | None"
    superscript: "Tree | None"
    primes: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Delimited: `open` is ( [ { | ‖ ; { is used for both TeX groups `{…}` that carry scripts and \\{ … \\}."""

    open: str
    body: "Tree"
    span: Span = field(compare=False)


UNWRITTEN = "unwritten"
"""The `open` of a group in a script that the author leaves to the reader, such as a layer: it is never spelled."""


def is_unwritten(tree: "Tree") -> bool:
    """Tell whether the tree is a group that is never spelled."""
    return isinstance(tree, Group) and tree.open == UNWRITTEN


IDLE = "idle"
"""The `open` of a group in a script that was typed and says nothing, such as the number of the one sample meant."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items separated by commas."""

    items: tuple["Tree", ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Factors in order; `operators[i]` stands between factors i and i+1.

    An operator is "" (juxtaposition), "cdot", "times", "*", "odot", "circ", "otimes", "oslash" or "/".
    """

    factors: tuple["Tree", ...]
    operators: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Addition:
    """Signed terms: `signs` are +1 and -1, one for each term."""

    terms: tuple["Tree", ...]
    signs: tuple[int, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fraction:
    """A quotient written with a bar: \\frac, \\dfrac, \\tfrac, {a \\over b}."""

    numerator: "Tree"
    denominator: "Tree"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂of/∂wrt or d of/d wrt: `\\frac{\\partial C}{\\partial w}`, `\\partial C / \\partial w`, `\\partial_w C`.

    `symbol` is "partial" or "d". `order` is 1 except in ∂²/∂x².
    """

    of: "Tree"
    wrt: "Tree"
    order: int
    symbol: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class BigOperator:
    """Σ or Π (`name` is "sum" or "prod") with what stands below and above; the body reaches to the next + or −."""

    name: str
    subscript: "Tree | None"
    superscript: "Tree | None"
    body: "Tree"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Root:
    """A root of the body; `degree` is None for the square root."""

    degree: "Tree | None"
    body: "Tree"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Relate:
    """A relation inside a script or a group: `j = 1`, `i \\ne j`, `k \\in S`; `name` as in `Relation`."""

    name: str
    left: "Tree"
    right: "Tree"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells: `kind` is "matrix" or "cases"."""

    kind: str
    rows: tuple[tuple["Tree", ...], ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Annotated:
    """\\underbrace{body}_{note} and \\overbrace; the note is kept as read, or None when it cannot be read."""

    body: "Tree"
    note: "Tree | None"
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A side that could not be read; `message` says what stopped the parser."""

    message: str
    span: Span = field(compare=False)


Tree: TypeAlias = (
    Digits
    | Letter
    | Word
    | Script
    | Group
    | Sequence
    | Product
    | Addition
    | Fraction
    | Derivative
    | BigOperator
    | Root
    | Relate
    | Grid
    | Annotated
    | Unreadable
)


@dataclass(frozen=True, slots=True)
class Relation:
    """left `name` right, one link of a chain.

    `name` is "=", ":=" (also \\equiv, \\triangleq, \\doteq, \\stackrel{def}{=}), "<-", "~" (≈), "in", "->", "<", ">",
    "<=", ">=", "!=", "propto" or ":" (z^l : m × 1). `chain` is true when the left side is the right side of
    the relation before. The span covers both sides; `left.span` and `right.span` the sides alone.
    """

    left: Tree
    name: str
    right: Tree
    chain: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A formula without a relation, such as `w^l_{jk}` in running text: evidence for how a letter is used."""

    tree: Tree
    span: Span


Statement: TypeAlias = Relation | Mention
