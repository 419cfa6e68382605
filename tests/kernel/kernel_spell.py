"""Terms of normal forms, to evaluate them and to normalise them again."""

from derive.prove.kernel.atoms import BOUND, FREE, LITERAL, NO_LAYER
from derive.term.term import (
    ONE,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Number,
    Partial,
    Power,
    Shift,
    Size,
    Sum,
    number,
)


def term_of(form):
    """Return a term whose normal form is the polynomial."""
    pairs = form.items() if isinstance(form, dict) else form
    return Add(tuple(Mul((number(c), *(factor_of(a, e) for a, e in monomial))) for monomial, c in pairs))


def factor_of(atom, exponent):
    base = atom_of(atom)
    return base if exponent == 1 else Power(base, number(exponent))


def layer_of(base, offset):
    return None if base == NO_LAYER else Layer(base, offset)


def position_of(variable):
    kind, letter, count, extent = variable
    if kind == LITERAL:
        return count
    if kind == FREE:
        return Index(letter, count, (size_of(extent),))
    assert kind >= BOUND
    return Index("b", 100 * kind + count, (size_of(extent),))


def size_of(extent):
    return Size(extent[0], layer_of(*extent[1:]))


def atom_of(atom):
    kind, *label = atom.label
    places = tuple(position_of(p) for p in atom.positions)
    arguments = [term_of(argument) for argument in atom.arguments]
    match kind:
        case "entry":
            return Entry(label[0], layer_of(*label[1:]), places)
        case "adjoint":
            count = label[3]
            of = Entry(label[0], layer_of(*label[1:3]), places[:count])
            return Partial(of, Entry(label[4], layer_of(*label[5:]), places[count:]))
        case "delta":
            return Delta(*places)
        case "shift":
            count, offset = label
            return Shift(places[:count], places[count:], offset)
        case "size":
            return Sum(Index("b", 99, (size_of(tuple(label)),)), ONE)
        case "apply":
            return Apply(label[0].removeprefix("~"), layer_of(*label[1:3]), label[3], arguments[0])
        case "functional":
            return Functional(label[0], places, position_of(atom.binders[0]), arguments[0])
        case "base":
            return arguments[0]
        case "power":
            return Power(*arguments)
        case "sum":
            term = arguments[0]
            for binder in atom.binders:
                term = Sum(position_of(binder), term)
            return term
    raise AssertionError(kind)


__all__ = ["Number", "term_of"]
