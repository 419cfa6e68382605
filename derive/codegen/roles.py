"""The standard network in a document's own letters: which family is z, a, w, b, y and C."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from derive.codegen.program import CodegenError
from derive.term.term import OWN, Entry, Functional, Index, Layer, Mul, Partial
from derive.term.traverse import entries, subterms
from derive.theory import Claim, Definition, Role, Theory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Roles:
    """The letters of the network; `target` is None where the cost is left open.

    `swapped` is true where a weight's first index is the source: w_ij from i to j.
    """

    pre_activation: str
    activation: str
    weight: str
    bias: str
    cost: str
    target: str | None
    swapped: bool

    def ordered(self, positions: tuple[T, ...]) -> tuple[T, ...]:
        """Return the indices of a weight, or what stands for them, with the neuron first and its source second."""
        return positions[::-1] if self.swapped else positions


def roles_of(theory: Theory, claims: tuple[Claim, ...]) -> Roles:
    """Return the letters of z = w a + b, a = f(z) and C; raise CodegenError where the network is not of that form."""
    for name, symbol in theory.symbols.items():
        definition = next(iter(theory.definitions.get(name, ())), None)
        if not symbol.layered or definition is None:
            continue
        found = weights_of(definition, theory)
        if found is not None:
            weight, bias, activation = found
            extents = theory.symbols[weight].extents
            swapped = len(extents) == 2 and extents[1].layer == Layer(OWN)
            return Roles(
                name, activation, weight, bias, cost_of(theory, claims), target_of(theory, activation), swapped
            )
    raise CodegenError("no equation of this document defines a layer's pre-activation: z = w a + b is missing")


def weights_of(definition: Definition, theory: Theory) -> tuple[str, str, str] | None:
    """Return w, b and a of z^l = Σ w^l a^{l−1} + b^l."""
    head = definition.head
    free = [e for e in entries(definition.body) if is_parameter(e, theory) and same_layer(e, head)]
    products = [part for part in subterms(definition.body) if isinstance(part, Mul)]
    for product in products:
        parts = [factor for factor in product.factors if isinstance(factor, Entry)]
        weight = next((e for e in parts if e in free), None)
        source = next((e for e in parts if before(e, head) and e.symbol in theory.symbols), None)
        bias = next((e for e in free if weight is not None and e.symbol != weight.symbol), None)
        if weight is not None and source is not None and bias is not None:
            return weight.symbol, bias.symbol, source.symbol
    return None


def is_parameter(entry: Entry, theory: Theory) -> bool:
    """Tell whether the entry is of a layered family without definition."""
    return theory.symbols[entry.symbol].layered and entry.symbol not in theory.definitions


def same_layer(entry: Entry, head: Entry) -> bool:
    """Tell whether both have the same layer."""
    return entry.layer == head.layer


def before(entry: Entry, head: Entry) -> bool:
    """Tell whether the entry is one layer below the head."""
    if entry.layer is None or head.layer is None:
        return False
    return entry.layer == Layer(head.layer.base, head.layer.offset - 1)


def cost_of(theory: Theory, claims: tuple[Claim, ...]) -> str:
    """Return the cost that most claims differentiate."""
    costs = [name for name, symbol in theory.symbols.items() if symbol.role is Role.COST]
    count = Counter(part.of.symbol for claim in claims for part in slopes(claim) if isinstance(part.of, Entry))
    for group in theory.definitions.values():
        for definition in group:
            if isinstance(definition.body, Partial) and isinstance(definition.body.of, Entry):
                count[definition.body.of.symbol] += 1
    if not costs:
        raise CodegenError("this document has no cost: nothing says what is to be made small")
    return max(costs, key=lambda name: count[name])


def slopes(claim: Claim) -> Iterator[Partial]:
    """Yield the derivatives of a claim."""
    for side in (claim.lhs, claim.rhs):
        for part in subterms(side):
            if isinstance(part, Partial):
                yield part


def target_of(theory: Theory, activation: str) -> str | None:
    """Return the letter that the output is compared with.

    A target with the output's own index comes before one without, which is read as y_j: one number for each neuron.
    """
    free = [
        name
        for name, symbol in theory.symbols.items()
        if symbol.role is Role.TARGET and name not in theory.definitions and compared(name, theory)
    ]
    arity = len(theory.symbols[activation].extents)
    indexed = [name for name in free if len(theory.symbols[name].extents) == arity]
    return next(iter(indexed or free), None)


def compared(name: str, theory: Theory) -> bool:
    """Tell whether a cost is made of the letter and of an activation, and no functional hides it."""
    for group in theory.definitions.values():
        for definition in group:
            inside = list(entries(definition.body))
            free = [e for e in inside if e.symbol == name and all(isinstance(i, Index) for i in e.indices)]
            if theory.symbols[definition.head.symbol].role is not Role.COST or not free:
                continue
            if not any(isinstance(part, Functional) for part in subterms(definition.body)):
                return any(e.layer is not None for e in inside)
    return False
