"""Shapes that must fit: remembered while a statement is read, checked once every size is known."""

from collections.abc import Mapping

from derive.elaborate.extents import at, usages
from derive.elaborate.refusal import Refusal
from derive.elaborate.scope import Scope
from derive.elaborate.tensor import Joint, Tensor
from derive.source import Source, Span
from derive.term.term import LITERAL, OUTPUT, Index, Layer, Size
from derive.theory import Theory

NETWORK = "n"

Sizes = Mapping[tuple[str, int], tuple[Size, ...]]
Extents = Mapping[str, tuple[Size, ...]]


def joined(
    scope: Scope, shared: list[Index], rule: str, operation: str, left: Tensor, right: Tensor, span: Span
) -> None:
    """Remember that the shared axes of the two operands must have one size."""
    for index in shared:
        key = (index.letter, index.uid)
        scope.joints.append(Joint(key, rule, operation, left, right, span.start, span.end))


def check(scope: Scope, sizes: Sizes, source: Source, theory: Theory) -> None:
    """Raise Refusal for the first axes whose sizes differ and for the first Σ that does not run over its slots.

    Where all layers are equally wide, a Σ may run to the width of any.
    """
    extents = {name: symbol.extents for name, symbol in theory.symbols.items()}
    output_letters, spaces = theory.output_letters, theory.spaces
    for joint in scope.joints:
        found = sizes.get(joint.index, ())
        if contradict(found, output_letters) or are_apart(found, spaces):
            left, right = spell_shape(joint.left, extents), spell_shape(joint.right, extents)
            message = f"the {joint.operation} of shapes {left} and {right} has no value"
            if joint.left is joint.right:
                message = f"a matrix of shape {left} has no {joint.operation}"
            raise Refusal(joint.rule, message, Span(source, joint.start, joint.end), ill_formed=True)
        if len(set(sizes.get(joint.index, ()))) > 1 and not met(sizes[joint.index], output_letters):
            message = f"nothing says that the sizes in this {joint.operation} are equal"
            raise Refusal(joint.rule, message, Span(source, joint.start, joint.end))
    for bound in () if theory.uniform else scope.bounds:
        found = sizes.get(bound.index, ())
        if any(size.space == NETWORK and size != bound.size for size in found):
            wanted = " and ".join(spell_size(size) for size in found)
            message = f"the sum runs to {spell_size(bound.size)}, its index to {wanted}"
            raise Refusal("D404", message, bound.span, ill_formed=True)


def contradict(found: tuple[Size, ...], output_letters: tuple[str, ...]) -> bool:
    """Tell whether two widths of the network differ; a size that no definition ties to it may be any of them.

    A letter that the document itself writes for the output layer may be L.
    """
    widths = {size.layer for size in found if size.space == NETWORK and size.layer is not None}
    meant = {Layer(OUTPUT, layer.offset) if layer.base in output_letters else layer for layer in widths}
    return len(meant) > 1


def are_apart(found: tuple[Size, ...], spaces: frozenset[str]) -> bool:
    """Tell whether two of the sizes are ones that the definitions know and do not make equal.

    A number given by the definitions is no other number; it may be what a letter stands for.
    """
    named = {size.space for size in found}
    numbers = {space for space in named if space.isdigit()}
    if numbers:
        return len(numbers) > 1 and bool(numbers & spaces)
    return len(named) > 1 and named <= spaces


def met(found: tuple[Size, ...], output_letters: tuple[str, ...]) -> bool:
    """Tell whether all sizes are widths of the network that a letter for the output layer makes equal."""
    return all(size.space == NETWORK for size in found) and not contradict(found, output_letters)


def spell_shape(tensor: Tensor, extents: Extents) -> str:
    """Return the shape of an operand as people write it: n_l×n_{l-1}."""
    filled = usages(tensor.term)
    axes = []
    for axis in (tensor.row, tensor.column):
        if axis is None:
            axes.append("1")
            continue
        found = dict.fromkeys(
            spell_size(named_after_vector(at(extents[usage.slot[0]][usage.slot[1]], usage.layer), extents))
            for usage in filled.get((axis.letter, axis.uid), ())
            if usage.slot[0] in extents
        )
        axes.append(" or ".join(found) or "?")
    return "×".join(axes)


def named_after_vector(size: Size, extents: Extents) -> Size:
    """Return a size without layers under the name of the first vector that has it: n_x."""
    if size.space.isdigit():
        return size
    vectors = (name for name, found in extents.items() if len(found) == 1 and found[0] == size)
    name = next(vectors, None) if size.layer is None else None
    return size if name is None else Size(f"n_{name.rpartition(':')[2]}", None)


def spell_size(size: Size) -> str:
    """Return n_l, n_{l-1}, n_2 or the name of the size."""
    if size.layer is None:
        return size.space
    text = spell_layer(size.layer)
    return f"{size.space}_{text}" if len(text) == 1 else f"{size.space}_{{{text}}}"


def spell_layer(layer: Layer) -> str:
    """Return l, l-1, L or 2."""
    if layer.base == LITERAL:
        return str(layer.offset)
    return layer.base + (f"{layer.offset:+d}" if layer.offset else "")
