"""What a document states for the last layer, or for one by its number, as a law for every layer."""

from derive.elaborate import complete
from derive.elaborate.network import Draft
from derive.term.term import LITERAL, OUTPUT, Entry, Layer, Mul, Number, Partial
from derive.term.traverse import entries, rebuild, subterms
from derive.theory import Definition


def generalised(definition: Definition) -> Definition:
    """Return a definition stated for L, or for a layer by its number, as one for every layer."""

    own = definition.head.layer

    def every(layer: Layer) -> Layer:
        if own is not None and own.base == LITERAL == layer.base:
            return Layer(complete.LAYER.base, layer.offset - own.offset)
        return Layer(complete.LAYER.base, layer.offset) if layer.base == OUTPUT else layer

    head = rebuild(definition.head, lambda slot: slot, every, lambda index: index)
    assert isinstance(head, Entry)
    body = rebuild(definition.body, lambda slot: slot, every, lambda index: index)
    return Definition(head, body, definition.first, definition.span)


def generalise(draft: Draft) -> None:
    """Use what is stated for the output layer only, of a family with other layers, for every layer."""
    for name, group in draft.definitions.items():
        bases = [item.head.layer.base for item in group if item.head.layer is not None]
        if bases and all(base == OUTPUT for base in bases) and recursive(group[0], draft):
            draft.definitions[name] = tuple(generalised(item) for item in group)
        elif len(group) == 1 and bases == [LITERAL] and is_slope(group[0]):
            # δ^2 = ∂C/∂z^2 says what δ is in every layer
            draft.definitions[name] = (generalised(group[0]),)


def is_slope(definition: Definition) -> bool:
    """Tell whether the body is ± the slope of a cost in what has the layer of the head."""
    body = definition.body
    factors = body.factors if isinstance(body, Mul) else (body,)
    slopes = [factor for factor in factors if not isinstance(factor, Number)]
    slope = slopes[0] if len(slopes) == 1 else None
    return isinstance(slope, Partial) and slope.wrt.layer == definition.head.layer and slope.wrt.layer is not None


def recursive(definition: Definition, draft: Draft) -> bool:
    """Tell whether the definition of X^L is part of a network, or the slope of a cost in what has the same layer."""
    if isinstance(definition.body, Partial) and definition.body.wrt.layer == definition.head.layer:
        return isinstance(definition.body.of, Entry) and definition.body.of.layer is None
    return not any(isinstance(part, Partial) for part in subterms(definition.body)) and any(
        entry.layer is not None for entry in entries(definition.body)
    )
