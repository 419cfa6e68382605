"""The slope of p_i = e^{z_i} / Σ_k e^{z_k}, which everybody knows: ∂p_i/∂z_j = p_i (δ_ij − p_j)."""

from dataclasses import replace

from derive.explain.ground import Ground, same_node
from derive.term.term import MINUS_ONE, Add, Apply, Delta, Entry, Mul, Partial, Power, Sum, Term
from derive.theory import Definition, Named


def softmax_slope(ground: Ground, definition: Definition, part: Partial) -> Term | None:
    """Return p_i (δ_ij − p_j) for ∂p_i/∂z_j where the definition says that p is the softmax of z, else None."""
    variable = argument(ground, definition)
    if variable is None or not isinstance(part.of, Entry) or len(part.of.indices) != 1:
        return None
    if variable.symbol != part.wrt.symbol or len(part.wrt.indices) != 1:
        return None
    (i,), (j,) = part.of.indices, part.wrt.indices
    other = Entry(part.of.symbol, part.of.layer, (j,))
    return Mul((part.of, Add((Delta(i, j), Mul((MINUS_ONE, other))))))


def argument(ground: Ground, definition: Definition) -> Entry | None:
    """Return z_i where the body is e^{z_i} (Σ_k e^{z_k})^{-1}."""
    match definition.body:
        case Mul((Power(Sum(index, Apply(again, _, 0, Entry() as summed)), power), Apply(name, _, 0, Entry() as own))):
            meaning = ground.theory.functions.get(name)
            exponential = isinstance(meaning, Named) and meaning.name == "exp" and name == again
            alike = same_node(ground, own, summed) and own.indices == definition.head.indices
            return own if exponential and alike and summed.indices == (index,) and power == MINUS_ONE else None
        case Mul((Apply() as above, Power() as below)):
            return argument(ground, replace(definition, body=Mul((below, above))))
        case _:
            return None
