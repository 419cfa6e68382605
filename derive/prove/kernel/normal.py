"""The normal form of a term: a polynomial in atoms that is the same for equal terms, as far as algebra goes."""

from dataclasses import dataclass
from typing import assert_never

from derive.prove.kernel import atoms
from derive.prove.kernel.algebra import add, apply, functional, multiply_all, power, sum_over
from derive.prove.kernel.atoms import Extent, Label, Polynomial, Result, Variable, atom, form, rational, unit
from derive.prove.kernel.budget import Refused, spend
from derive.prove.kernel.catalogue import OPAQUE, formula_of
from derive.prove.kernel.deltas import delta, shift
from derive.prove.kernel.differentiate import differentiate
from derive.prove.kernel.setting import Setting, subterms
from derive.prove.kernel.wellformed import plain_size
from derive.term.term import (
    ONE,
    ZERO,
    Add,
    Apply,
    Delta,
    Entry,
    Functional,
    Immediate,
    Index,
    Layer,
    LayerProduct,
    LayerSum,
    Mul,
    Number,
    Partial,
    Position,
    Power,
    Shift,
    Size,
    Sum,
    Term,
)
from derive.theory import Formula, Named, Opaque


@dataclass(frozen=True, slots=True)
class Reading:
    """How terms are read: in which setting, whether functions are spelt out by exp, what a parameter stands for."""

    setting: Setting
    spelt: bool = False
    parameter: Entry | None = None
    argument: Polynomial | None = None


def normal_form(term: Term, reading: Reading) -> Result:
    """Return the normal form of the term; its binders are distinct, its derivatives are those of a frontier."""
    budget = reading.setting.budget
    spend(budget)
    match term:
        case Number(value):
            return {(): rational(value)} if value else {}
        case Entry():
            if reading.argument is not None and term == reading.parameter:
                return dict(reading.argument)
            return unit(atom((atoms.ENTRY, *_entry_label(term)), _positions(term.indices, reading)))
        case Delta(left, right):
            return delta(*_positions((left, right), reading))
        case Shift(left, right, offset):
            return shift(_positions(left, reading), _positions(right, reading), offset)
        case Add(terms):
            return add([normal_form(part, reading) for part in terms])
        case Mul(factors):
            return multiply_all([normal_form(factor, reading) for factor in factors], budget)
        case Power(base, exponent):
            return _power(normal_form(base, reading), normal_form(exponent, reading), reading)
        case Sum(index, body):
            return sum_over([_variable(index, reading)], normal_form(body, reading), budget)
        case Apply():
            return _apply(term, normal_form(term.argument, reading), reading)
        case Functional(function, parameters, index, body):
            inner = normal_form(body, reading)
            outer = _positions(parameters, reading)
            return functional((atoms.FUNCTIONAL, function), outer, _variable(index, reading), inner, budget)
        case Partial(Entry() as of, wrt):
            label = (atoms.ADJOINT, *_entry_label(of), len(of.indices), *_entry_label(wrt))
            return unit(atom(label, _positions((*of.indices, *wrt.indices), reading)))
        case Partial():
            raise Refused("a derivative of a term")
        case LayerSum() | LayerProduct() | Immediate():
            raise Refused("a sum or a product over layers")
        case _:
            assert_never(term)


def _entry_label(entry: Entry) -> Label:
    return entry.symbol, *_layer_label(entry.layer)


def _layer_label(layer: Layer | None) -> tuple[str, int]:
    return (atoms.NO_LAYER, 0) if layer is None else (layer.base, layer.offset)


def _extent(size: Size) -> Extent:
    return size.space, *_layer_label(size.layer)


def _variable(index: Index, reading: Reading) -> Variable:
    if not index.sizes:
        raise Refused("an index that counts nothing known")
    return atoms.FREE, index.letter, index.uid, _extent(plain_size(reading.setting, index.sizes[0]))


def _positions(positions: tuple[Position, ...], reading: Reading) -> tuple[Variable, ...]:
    return tuple(
        _variable(place, reading) if isinstance(place, Index) else (atoms.LITERAL, "", place, ("", "", 0))
        for place in positions
    )


def _power(base: Polynomial, exponent: Result, reading: Reading) -> Result:
    """Return base ** exponent; a symbolic exponent loses its constant part: u^(x + c) = u^x u^c."""
    budget = reading.setting.budget
    number = exponent.pop((), 0)
    plain = power(base, number, budget)
    if not exponent:
        return plain
    return multiply_all([unit(atom((atoms.POWER,), arguments=(form(base), form(exponent)))), plain], budget)


def _apply(term: Apply, argument: Polynomial, reading: Reading) -> Result:
    """Return f^(order)(argument): a formula spelt out, else an atom."""
    setting = reading.setting
    meaning = OPAQUE.get(term.function) or setting.theory.functions.get(term.function, Opaque())
    match meaning:
        case Formula(parameter, body):
            return _evaluate(parameter, body, term.order, argument, reading)
        case Named(name):
            spelt = formula_of(name, term.order, reading.spelt)
            if spelt is None:
                return apply((atoms.APPLY, name, atoms.NO_LAYER, 0, term.order), argument, setting.budget)
            formula, left = spelt
            return _evaluate(formula.parameter, formula.body, left, argument, reading)
        case Opaque():
            label = (atoms.APPLY, "~" + term.function, *_layer_label(term.layer), term.order)
            return apply(label, argument, setting.budget)
        case _:
            assert_never(meaning)


def _evaluate(parameter: Entry, body: Term, order: int, argument: Polynomial, reading: Reading) -> Result:
    """Return the derivative of the given order of parameter ↦ body, at the argument."""
    budget = reading.setting.budget
    spend(budget, 10)
    for part in subterms(body):
        foreign = isinstance(part, Entry) and (part.layer is not None or part.indices)
        if foreign or isinstance(part, Sum | Functional | Delta | Shift | Partial):
            raise Refused("a function of more than numbers")
    for _ in range(order):
        body = differentiate(body, lambda entry: ONE if entry == parameter else ZERO, budget)
    return normal_form(body, Reading(reading.setting, reading.spelt, parameter, argument))
