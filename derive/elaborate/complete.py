"""What a document uses and never defines, taken from the standard network.

z^l_j = Σ_k w^l_{jk} a^{l-1}_k + b^l_j, a^l_j = σ(z^l_j), δ^l_j = ∂C/∂z^l_j, C = C(a^L_1, …, a^L_n). The letters are
those of the document: the pre-activation is what a function of one letter is applied to, the sensitivity what is
computed from the layer after it.
"""

from collections.abc import Iterable, Mapping

from derive.term.term import (
    OUTPUT,
    Add,
    Apply,
    Entry,
    Functional,
    Index,
    Layer,
    Mul,
    Partial,
    Power,
    Sum,
    Term,
    number,
)
from derive.term.traverse import children, rebuild, subterms
from derive.theory import Definition

LAYER = Layer("l")


def node(letter: str, uid: int = 0) -> Index:
    """Return an index whose size is found later."""
    return Index(letter, uid, ())


def sensitivity(name: str, cost: str, pre_activation: str, arity: int, layered: bool) -> Definition:
    """Return δ^l_j = ∂C/∂z^l_j, or δ_j = ∂C/∂z_j in a network without layers."""
    indices = tuple(node(letter) for letter in ("j", "k")[:arity])
    layer = LAYER if layered else None
    slope = Partial(Entry(cost, None, ()), Entry(pre_activation, layer, indices))
    return Definition(Entry(name, layer, indices), slope, int(layered), None)


def weighted_input(name: str, weight: str, bias: str, activation: str, arity: int) -> Definition:
    """Return z^l_j = Σ_k w^l_{jk} a^{l-1}_k + b^l_j, or z^l = w^l a^{l-1} + b^l for single neurons."""
    before = Layer("l", -1)
    j, k = node("j"), node("k", 1)
    if arity == 0:
        product: Term = Mul((Entry(weight, LAYER, ()), Entry(activation, before, ())))
        return Definition(Entry(name, LAYER, ()), Add((product, Entry(bias, LAYER, ()))), 1, None)
    product = Sum(k, Mul((Entry(weight, LAYER, (j, k)), Entry(activation, before, (k,)))))
    return Definition(Entry(name, LAYER, (j,)), Add((product, Entry(bias, LAYER, (j,)))), 1, None)


def activated(name: str, function: str, pre_activation: str, arity: int) -> Definition:
    """Return a^l_j = σ(z^l_j)."""
    indices = (node("j"),) if arity else ()
    body = Apply(function, None, 0, Entry(pre_activation, LAYER, indices))
    return Definition(Entry(name, LAYER, indices), body, 1, None)


def abstract_cost(name: str, parameters: tuple[Index, ...], outputs: list[Entry]) -> Definition:
    """Return C = C(a^L_1, …, a^L_n), an unspecified smooth function of the outputs."""
    head = Entry(name, None, parameters)
    bodies = [smooth(name if number == 0 else f"{name} {number}", parameters, o) for number, o in enumerate(outputs)]
    return Definition(head, bodies[0] if len(bodies) == 1 else Add(tuple(bodies)), 0, None)


def smooth(name: str, parameters: tuple[Index, ...], output: Entry) -> Term:
    """Return an unspecified smooth function of a number, a vector, or each column of a matrix."""
    match output.indices:
        case () if not parameters:
            return Apply(name, None, 0, output)
        case ():
            return Sum(parameters[0], Apply(name, None, 0, output))
        case (Index() as index,):
            return Functional(name, parameters, index, output)
        case (Index() as index, Index() as other):
            return Sum(other, Functional(name, (*parameters, other), index, output))
        case _:
            raise ValueError("a cost of an array with more than two axes")


def output_entry(symbol: str, layer: Layer | None, arity: int) -> Entry:
    """Return a^L_k with the indices that a functional binds."""
    return Entry(symbol, layer, tuple(node(letter, 1 + slot) for slot, letter in enumerate("kr"[:arity])))


def stated_cost(name: str, kind: str, output: Entry, target: str) -> Definition:
    """Return the cost of the given kind: quadratic ½Σ(a−y)², squares Σ(a−y)², the cross-entropies."""
    indices = output.indices
    truth = Entry(target, None, indices)
    gap = Power(Add((output, Mul((number(-1), truth)))), number(2))
    body: Term
    match kind:
        case "quadratic" | "mean":
            body = Mul((Power(number(2), number(-1)), gap))
        case "squares":
            body = gap
        case "categorical-cross-entropy":
            body = Mul((number(-1), truth, Apply("log", None, 0, output)))
        case _:
            # −(y log a + (1 − y) log(1 − a))
            rest = Add((number(1), Mul((number(-1), truth))))
            miss = Apply("log", None, 0, Add((number(1), Mul((number(-1), output)))))
            body = Mul((number(-1), Add((Mul((truth, Apply("log", None, 0, output))), Mul((rest, miss))))))
    for index in indices:
        assert isinstance(index, Index)
        body = Sum(index, body)
    return Definition(Entry(name, None, ()), body, 0, None)


def applied_to(definitions: Iterable[Definition]) -> dict[str, Apply]:
    """Return, for every family defined as f(something), that application: a^l_j = σ(…)."""
    found: dict[str, Apply] = {}
    for definition in definitions:
        if isinstance(definition.body, Apply) and definition.body.order == 0:
            found.setdefault(definition.head.symbol, definition.body)
    return found


def fold(definitions: Mapping[str, tuple[Definition, ...]]) -> dict[str, tuple[Definition, ...]]:
    """Return the definitions with every body that is another's head written by that head.

    `a = σ(Σ w a + b)` beside `z = Σ w a + b` becomes `a = σ(z)`.
    """
    folded: dict[str, tuple[Definition, ...]] = {}
    for name, group in definitions.items():
        replaced = []
        for definition in group:
            body = definition.body
            for other, bodies in definitions.items():
                for known in bodies:
                    if other != name and isinstance(known.body, Add | Sum | Mul):
                        body = replace(body, known)
            replaced.append(Definition(definition.head, body, definition.first, definition.span))
        folded[name] = tuple(replaced)
    return folded


def replace(term: Term, known: Definition) -> Term:
    """Return the term with every part that equals a definition's body replaced by its head."""
    match term:
        case Apply(function, layer, order, argument):
            return Apply(function, layer, order, replaced(argument, known))
        case _:
            return with_children(term, known)


def replaced(part: Term, known: Definition) -> Term:
    """Return the head where the part is the definition's body, else the part with its own parts replaced."""
    head = instance(part, known) if isinstance(part, Add | Sum | Mul) else None
    return replace(part, known) if head is None else head


def with_children(term: Term, known: Definition) -> Term:
    """Return the term with `replace` carried out below it."""
    match term:
        case Add(terms):
            return Add(tuple(replace(part, known) for part in terms))
        case Mul(factors):
            return Mul(
                tuple(replaced(part, known) if isinstance(part, Add) else replace(part, known) for part in factors)
            )
        case Sum(index, body):
            return Sum(index, replace(body, known))
        case Power(base, exponent):
            return Power(replaced(base, known), exponent)
        case _:
            return term


def instance(term: Term, known: Definition) -> Entry | None:
    """Return the head of the definition at the layer and indices at which its body is the term, or None."""
    for shift in (-1, 0, 1):
        moved = shifted(known, shift)
        if moved is None:
            continue
        for head, body in renamings(moved, term):
            if canonical(body) == canonical(term):
                return head
    return None


def shifted(known: Definition, shift: int) -> Definition | None:
    """Return the definition with its layer letter moved by `shift` and called LAYER's, None when it has none."""
    layer = known.head.layer
    if layer is None or layer.base in ("", OUTPUT):
        return known if shift == 0 else None
    letter = layer.base

    def move(old: Layer) -> Layer:
        return Layer(LAYER.base, old.offset - layer.offset + shift) if old.base == letter else old

    def same(item: Index) -> Index:
        return item

    head = rebuild(known.head, lambda slot: slot, move, same)
    assert isinstance(head, Entry)
    return Definition(head, rebuild(known.body, lambda slot: slot, move, same), known.first, None)


def renamings(known: Definition, term: Term) -> Iterable[tuple[Entry, Term]]:
    """Yield the definition with its free index called as a free index of the term, and its layer as the term's."""
    bases = dict.fromkeys(
        part.layer.base for part in subterms(term) if isinstance(part, Entry) and part.layer is not None
    )
    mine = [index for index in known.head.indices if isinstance(index, Index)]
    theirs = dict.fromkeys(
        index
        for part in subterms(term)
        if isinstance(part, Entry)
        for index in part.indices
        if isinstance(index, Index)
    )
    for base in bases or {LAYER.base: None}:
        candidates: list[Index | None] = [*theirs] if mine and theirs else [None]
        for other in candidates:

            def move(old: Layer, base: str = base) -> Layer:
                return Layer(base, old.offset) if old.base == LAYER.base else old

            def rename(slot: Index | int, other: Index | None = other) -> Index | int:
                if other is not None and isinstance(slot, Index) and mine and slot == mine[0]:
                    return other
                return slot

            head = rebuild(known.head, rename, move, lambda index: index)
            assert isinstance(head, Entry)
            yield head, rebuild(known.body, rename, move, lambda index: index)


def canonical(term: Term, depth: int = 0) -> str:
    """Return a text that is equal for terms equal but for order and the names of bound indices."""
    match term:
        case Sum(index, body):
            bound = Index(f"#{depth}", 0, ())

            def rename(slot: Index | int) -> Index | int:
                return bound if isinstance(slot, Index) and slot == index else slot

            inner = rebuild(body, rename, lambda layer: layer, lambda item: item)
            return f"Σ({canonical(inner, depth + 1)})"
        case Add(terms):
            return "+" + "|".join(sorted(canonical(part, depth) for part in terms))
        case Mul(factors):
            return "*" + "|".join(sorted(canonical(part, depth) for part in factors))
        case Entry():
            return repr(term)
        case Apply(function, layer, order, argument):
            return f"{function}{layer}{order}({canonical(argument, depth)})"
        case _:
            return type(term).__name__ + repr([canonical(part, depth) for part in children(term)]) + repr(term)
