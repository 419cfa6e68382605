"""What a document declares in a remark: `<!-- derive: let sigma = sigmoid; layout = column -->`."""

from difflib import get_close_matches

from derive.elaborate.named import ACTIVATIONS, COSTS, NO_ACTIVATIONS
from derive.elaborate.standard import Choices
from derive.read.remarks import declarations, remarks
from derive.source import Source
from derive.verdict import Warned

NOT_UNDERSTOOD = "D108"
LAYOUT = "layout"
LAYOUTS = {
    **dict.fromkeys(("numerator", "row", "rows"), "numerator"),
    **dict.fromkeys(("denominator", "column", "columns"), "denominator"),
}
"""What a layout may be called: along the rows or the columns, or after what runs along the rows."""

_COST_NAMES = ("cost", "loss", "C", "J", "L", "E", "mathcal{L}")


def declared(source: Source, chosen: Choices) -> tuple[Choices, tuple[Warned, ...]]:
    """Return the choices with what the document declares where nobody has chosen, and warnings about the rest.

    A declaration names the activation function or the cost; which of the two it is, its value says, and for an
    abstract one its name. `layout` is that of the derivatives of vectors by vectors.
    """
    activation, cost, layout = chosen.activation, chosen.cost, chosen.layout
    warnings: list[Warned] = []
    for remark in remarks(source):
        if remark.verb != "let":
            continue
        for name, value in declarations(remark):
            if name == LAYOUT and value in LAYOUTS:
                layout = layout or LAYOUTS[value]
            elif value in COSTS and (value not in ACTIVATIONS or name in _COST_NAMES):
                cost = cost or value
            elif value in ACTIVATIONS:
                activation = activation or value
            else:
                warnings.append(Warned(NOT_UNDERSTOOD, remark.span, _unknown(name, value)))
    return Choices(activation, cost, layout), tuple(warnings)


def _unknown(name: str, value: str) -> str:
    if name == LAYOUT:
        return f"'{name} = {value}' declares no layout: numerator (along the rows) or denominator (along the columns)"
    if value in NO_ACTIVATIONS:
        return f"'{name} = {value}' declares nothing: {NO_ACTIVATIONS[value]}"
    close = get_close_matches(value, (*ACTIVATIONS, *COSTS), 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"'{name} = {value}' declares no activation function and no cost that derive knows{hint}"
