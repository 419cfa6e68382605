"""Trees of every kind, with whatever a document may hold in them."""

from hypothesis import strategies as st

from derive.source import Source, Span
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
    Unreadable,
    Word,
)

NOWHERE = Span(Source("", ""), 0, 0)
HOSTILE = "a\x1b[31m\u200b\u202e\u0301\u0301\u0301\u0301\u0301\u0301\ufe0f\u2028\n\t一👍🏽"


def letters():
    names = st.sampled_from(["a", "w", "sigma", "partial", "nabla", "d", "ell", "calL", "frakg", "top", "損", "dots"])
    accents = st.sampled_from([(), ("hat",), ("bar", "tilde"), ("dot", "dot"), ("vec",)])
    return st.builds(Letter, names, accents, st.booleans(), st.just(NOWHERE))


def words():
    texts = st.text(max_size=12) | st.sampled_from([HOSTILE, "", "log", "softmax", "x" * 500, "\u0301" * 9])
    return st.builds(Word, texts, st.just(NOWHERE)) | st.builds(Unreadable, texts, st.just(NOWHERE))


def joined(kind, inner, between):
    return st.lists(inner, min_size=2, max_size=4).flatmap(
        lambda items: st.builds(
            lambda marks: kind(tuple(items), tuple(marks), NOWHERE),
            st.lists(between, min_size=len(items) - (kind is Product), max_size=len(items) - (kind is Product)),
        )
    )


def larger(inner):
    maybe = st.none() | inner
    relations = st.sampled_from(["=", "in", "<=", "!=", "->", ":"])
    return st.one_of(
        st.builds(Script, inner, maybe, maybe, st.integers(0, 5), st.just(NOWHERE)),
        st.builds(Group, st.sampled_from("([{|‖⟨⌊⌈"), inner, st.just(NOWHERE)),
        st.builds(lambda items: Sequence(tuple(items), NOWHERE), st.lists(inner, min_size=1, max_size=3)),
        joined(Product, inner, st.sampled_from(["", "cdot", "times", "*", "odot", "circ", "otimes", "oslash", "/"])),
        joined(Addition, inner, st.sampled_from([1, -1])),
        st.builds(Fraction, inner, inner, st.just(NOWHERE)),
        st.builds(Derivative, inner, inner, st.integers(1, 3), st.sampled_from(["partial", "d"]), st.just(NOWHERE)),
        st.builds(BigOperator, st.sampled_from(["sum", "prod"]), maybe, maybe, inner, st.just(NOWHERE)),
        st.builds(Root, maybe, inner, st.just(NOWHERE)),
        st.builds(Relate, relations, inner, inner, st.just(NOWHERE)),
        st.builds(
            lambda kind, rows: Grid(kind, tuple(map(tuple, rows)), NOWHERE),
            st.sampled_from(["matrix", "cases"]),
            st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3),
        ),
        st.builds(Annotated, inner, maybe, st.just(NOWHERE)),
    )


trees = st.recursive(
    letters() | words() | st.builds(Digits, st.sampled_from(["1", "0.5", "9" * 200]), st.just(NOWHERE)),
    larger,
    max_leaves=14,
)
