"""A notation drawn at random: which letters, which scripts, which signs an author happens to use."""

from dataclasses import dataclass

LETTERS = {
    "pre-activation": ("z", "s", "u", "v", "n"),
    "activation": ("a", "o", "h", "x", "p"),
    "weight": ("w", "W", r"\theta", "V", "q"),
    "bias": ("b", r"\beta", "c", r"\gamma"),
    "cost": ("C", "E", "J", r"\mathcal{L}", "F"),
    "sensitivity": (r"\delta", "e", r"\varepsilon", "d", "g"),
    "target": ("y", "t", "r"),
    "function": (r"\sigma", "f", r"\varphi", r"\phi", r"\psi"),
}
LAYERS = (("l", "L"), ("k", "K"), ("m", "M"), (r"\ell", "L"), ("n", "N"))
NODES = (("j", "k"), ("i", "j"), ("p", "q"), ("m", "n"), ("r", "s"))
LAYER_STYLES = ("^{%s}", "^{(%s)}", "^{[%s]}")
PRODUCTS = ("", r" \cdot", r" \times", "*")
TRANSPOSES = ("T", r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}")
HADAMARDS = (r"\odot", r"\circ", ".*")
FRACTIONS = (r"\frac{%s}{%s}", r"\dfrac{%s}{%s}", r"{%s \over %s}", "%s / %s")


@dataclass(frozen=True)
class Notation:
    """What one author writes.

    `letters` by role; `layer` the letter for a layer and for the last one; `nodes` the index of the receiving and of
    the sending neuron; `forward` when a weight has its indices in the order in which the signal runs; `below` when
    layers are subscripts of whole arrays; `bold` when whole arrays are bold; `bounds` when sums have both bounds;
    `nabla` when gradients by whole arrays are written with ∇.
    """

    letters: dict[str, str]
    layer: tuple[str, str]
    nodes: tuple[str, str]
    style: str
    forward: bool
    comma: bool
    lower_first: bool
    below: bool
    bold: bool
    bounds: bool
    times: str
    transpose: str
    hadamard: str
    fraction: str
    nabla: bool
    differential: str
    prime: str


def draw(random):
    """Return a notation in which no letter has two meanings."""
    while True:
        letters = {role: random.choice(choices) for role, choices in LETTERS.items()}
        layer, nodes = random.choice(LAYERS), random.choice(NODES)
        used = [*letters.values(), layer[0], *nodes]
        capitals = {letters[role].upper() for role in ("pre-activation", "activation", "weight", "cost", "target")}
        if len(set(used)) == len(used) and layer[1] not in used and len(capitals) == 5:
            break
    return Notation(
        letters,
        layer,
        nodes,
        random.choice(LAYER_STYLES),
        random.random() < 0.4,
        random.random() < 0.3,
        random.random() < 0.5,
        random.random() < 0.25,
        random.random() < 0.3,
        random.random() < 0.3,
        random.choice(PRODUCTS),
        random.choice(TRANSPOSES),
        random.choice(HADAMARDS),
        random.choice(FRACTIONS[:2] * 3 + FRACTIONS),
        random.random() < 0.25,
        random.choice(
            (r"\partial ", r"\partial ", r"\partial ", "d" if "d" not in used else r"\partial ", r"\mathrm{d} ")
        ),
        random.choice(("'", "'", r"^{\prime}", r"^\prime")),
    )


def layer_name(notation, layer):
    """Return l, l - 1, L for ("l", 0), ("l", -1), ("L", 0)."""
    base, offset = layer
    name = notation.layer[base == "L"]
    return name + (f"{offset:+d}" if offset else "")


def entry(notation, role, layer=None, *indices):
    """Return one entry of a family, as this author writes it."""
    below = (("," if notation.comma else " ").join(indices)).strip()
    above = "" if layer is None else notation.style % layer_name(notation, layer)
    lower = f"_{{{below}}}" if below else ""
    scripts = lower + above if notation.lower_first else above + lower
    return notation.letters[role] + scripts


def weight(notation, layer, to, source):
    """Return the weight from neuron `source` of the layer below to neuron `to` of the layer."""
    indices = (source, to) if notation.forward else (to, source)
    return entry(notation, "weight", layer, *indices)


def whole(notation, role, layer=None):
    """Return a whole vector or matrix."""
    letter = notation.letters[role]
    bold = notation.bold and role not in ("cost",)
    letter = (rf"\boldsymbol{{{letter}}}" if letter.startswith("\\") else rf"\mathbf{{{letter}}}") if bold else letter
    if layer is None:
        return letter
    if notation.below:
        return f"{letter}_{{{layer_name(notation, layer)}}}"
    return letter + notation.style % layer_name(notation, layer)


def transposed(notation, text):
    """Return the transpose of a scripted letter."""
    return f"({text})^{{{notation.transpose}}}"


def total(notation, index, layer, body):
    """Return Σ over the neurons of a layer."""
    if not notation.bounds:
        return rf"\sum_{{{index}}} {body}"
    return rf"\sum_{{{index}=1}}^{{n_{{{layer_name(notation, layer)}}}}} {body}"


def slope(notation, of, wrt):
    """Return ∂of/∂wrt."""
    return notation.fraction % (notation.differential + of, notation.differential + wrt)


def gradient(notation, wrt):
    """Return the gradient of the cost by a whole array, ∂C/∂W or ∇_W C."""
    cost = notation.letters["cost"]
    return rf"\nabla_{{{wrt}}} {cost}" if notation.nabla else slope(notation, cost, wrt)


def product(notation, *factors):
    """Return the product with this author's sign."""
    return f"{notation.times} ".join(factors)


def applied(notation, argument, prime=False):
    """Return σ(argument) or σ'(argument)."""
    return f"{notation.letters['function']}{notation.prime if prime else ''}({argument})"
