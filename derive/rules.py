"""The rule catalogue: what every code in a report means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A code with its name, what it reports, why that matters, an example and how the example is put right.

    The examples follow on the formulas that are `given`.
    """

    code: str
    name: str
    what: str
    why: str
    bad: str
    good: str
    given: str = ""


_ENTRIES = (
    r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$ $$a^l_j = \sigma(z^l_j)$$ "
    r"$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$"
)
_MATRICES = (
    r"$$z^l = W^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$\delta^l = \frac{\partial C}{\partial z^l}$$ "
    r"$$\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)$$"
)
_ONE_NEURON = r"$$z = w x + b$$ $$a = \sigma(z)$$ $$C = (a - y)^2$$"

RULES: tuple[Rule, ...] = (
    Rule(
        "D101",
        "cannot be read",
        "The mathematics between these delimiters could not be parsed, from the marked character on.",
        "An equation that was not read was not checked, so nothing is known about it.",
        r"$$z = \frac{w a}{$$",
        r"$$z = \frac{w a}{2}$$",
    ),
    Rule(
        "D102",
        "no mathematics",
        "The document holds no formula that states an equality.",
        "A clean report on a document without equations says nothing about its mathematics; often the delimiters "
        "are missing.",
        "z = w a + b",
        "$z = w a + b$",
    ),
    Rule(
        "D103",
        "lost characters",
        "A backslash and the letter after it were turned into a control character (\\f, \\r, \\t, …) by some program "
        "on the way and have been put back.",
        "The page shows `rac` or `ight` to its readers, whatever the equation was meant to say.",
        "$$C = rac{1}{2} (a - y)^2$$",
        r"$$C = \frac{1}{2} (a - y)^2$$",
    ),
    Rule(
        "D104",
        "escapes of a site generator",
        "The formula is written with the escapes that one site generator needs (\\_, \\\\\\\\, \\'); they have been "
        "taken back.",
        "Any other program reads the escapes as part of the formula.",
        r"$$z\_j = \sum\_k w\_{jk} a\_k$$",
        r"$$z_j = \sum_k w_{jk} a_k$$",
    ),
    Rule(
        "D105",
        "damaged text",
        "Other damage was mended: a stray dollar sign, full-width punctuation, broken encoding.",
        "What the reader mended may not be what the author meant, and the page itself still shows the damage.",
        r"$$z ＝ w a + b$$",
        r"$$z = w a + b$$",
    ),
    Rule(
        "D106",
        "file left out",
        "A file that the document takes in was not read: it does not stand with the document, is missing, takes in "
        "itself, or the whole would be too large.",
        "What it defines is not known, and what it states is not checked.",
        r"\input{../chapter}",
        r"\input{chapter}",
    ),
    Rule(
        "D107",
        "idle remark",
        "A remark tells derive to ignore something, and there is nothing to ignore.",
        "It would hide the next mistake that somebody makes there.",
        r"<!-- derive: ignore[D205] --> $z = w a + b$",
        r"$z = w a + b$",
    ),
    Rule(
        "D108",
        "remark not understood",
        "A remark to derive has another form than those it knows, or names a rule that there is not.",
        "What it was meant to do is not done.",
        r"<!-- derive: ignroe[D205] --> $z = w a + b$",
        r"$z = w a + b$",
    ),
    Rule(
        "D201",
        "false equation",
        "The two sides differ; the counterexample gives a network and numbers for which they do.",
        "Whoever computes with the equation gets another number than the definitions give.",
        r"$$\frac{\partial C}{\partial b^l_j} = \delta^l_j a^l_j$$",
        r"$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$",
        _ENTRIES,
    ),
    Rule(
        "D202",
        "wrong sign",
        "The two sides differ by the sign of a term.",
        "A gradient with the wrong sign climbs: training makes the cost larger.",
        r"$$\frac{\partial C}{\partial a_j} = y_j - a_j$$",
        r"$$\frac{\partial C}{\partial a_j} = a_j - y_j$$",
        r"$$a_j = \sigma(z_j)$$ $$C = \frac12 \sum_j (a_j - y_j)^2$$",
    ),
    Rule(
        "D203",
        "wrong factor",
        "The two sides differ by a constant factor.",
        "The step size is silently scaled, and a gradient check against the definition of the cost fails.",
        r"$$\frac{\partial C}{\partial a} = a - y$$",
        r"$$\frac{\partial C}{\partial a} = 2 (a - y)$$",
        _ONE_NEURON,
    ),
    Rule(
        "D204",
        "wrong index",
        "An index stands where another belongs: swapped, repeated or missing from a sum.",
        "Where layers happen to be equally wide the code runs and computes the wrong gradient.",
        r"$$\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)$$",
        r"$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$",
        _ENTRIES,
    ),
    Rule(
        "D205",
        "wrong layer",
        "A factor is taken from a neighbouring layer.",
        "The slip is invisible where both layers have one neuron, and false in every other network.",
        r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^l_k$$",
        r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k$$",
        _ENTRIES,
    ),
    Rule(
        "D206",
        "derivative of the activation missing or doubled",
        "A factor σ′(z) is missing, stands twice, or is taken at another argument.",
        "The equation looks complete, and training with it often still goes down, only worse.",
        r"$$\delta^L_j = \frac{\partial C}{\partial a^L_j}$$",
        r"$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$$",
        _ENTRIES,
    ),
    Rule(
        "D207",
        "missing term",
        "A term or a sum of the definition is left out.",
        "The equation holds only for the networks in which the missing term happens to be zero.",
        r"$$a = \sigma(w x)$$",
        r"$$a = \sigma(w x + b)$$",
        _ONE_NEURON,
    ),
    Rule(
        "D301",
        "shapes cannot meet",
        "A product or a sum of vectors and matrices whose shapes do not fit; the message gives both shapes.",
        "The expression has no value, and code written from it fails or, worse, broadcasts.",
        r"$$\frac{\partial C}{\partial W^l} = a^{l-1} \delta^l$$",
        r"$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T$$",
        _MATRICES,
    ),
    Rule(
        "D302",
        "vector plus entry",
        "A whole vector is added to one entry, or a vector to a matrix.",
        "It is not clear which entry, or whether a sum, is meant.",
        r"$$\frac{\partial C}{\partial z^l} = \delta^l_j + \delta^l$$",
        r"$$\frac{\partial C}{\partial z^l} = \delta^l$$",
        _MATRICES,
    ),
    Rule(
        "D303",
        "sides of different shape",
        "Both sides have a value, of different shapes.",
        "Most often a transpose is missing or a factor stands on the wrong side.",
        r"$$\frac{\partial C}{\partial W^l} = a^{l-1} (\delta^l)^T$$",
        r"$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T$$",
        _MATRICES,
    ),
    Rule(
        "D401",
        "index free on one side",
        "An index stands free on one side of the equation only.",
        "The equation claims that a quantity does not depend on an index on which it does depend.",
        r"$$\frac{\partial C}{\partial b^l_j} = \delta^l_k$$",
        r"$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$",
        _ENTRIES,
    ),
    Rule(
        "D402",
        "redefined",
        "A symbol that already has a definition is given another one.",
        "Which of the two a later line means, the reader has to guess.",
        r"$$a = \tanh(w x)$$",
        r"$$h = \tanh(w x)$$",
        _ONE_NEURON,
    ),
    Rule(
        "D403",
        "captured index",
        "A sum binds a letter that already has a meaning around it.",
        "The inner letter hides the outer one, so the equation says something else than it seems to.",
        r"$$\frac{\partial C}{\partial w^l_{jk}} = \sum_j \delta^l_j a^{l-1}_k$$",
        r"$$\frac{\partial C}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k$$",
        _ENTRIES,
    ),
    Rule(
        "D404",
        "layer out of range",
        "A quantity is taken at a layer at which it does not exist.",
        "There is no layer behind the last one and no weight into the input layer.",
        r"$$\delta^L = (W^{L+1})^T \delta^{L+1} \odot \sigma'(z^L)$$",
        r"$$\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l), \quad l < L$$",
        _MATRICES,
    ),
    Rule(
        "D405",
        "mixed layouts",
        "Some derivatives of vectors by vectors have the numerator along the rows, others along the columns.",
        "One of the two is the transpose of what the rest of the document means.",
        r"$$\frac{\partial \mathbf{u}}{\partial \mathbf{x}} = W^T V^T$$",
        r"$$\frac{\partial \mathbf{u}}{\partial \mathbf{x}} = V W$$",
        r"$$\mathbf{y} = W \mathbf{x} + \mathbf{b}$$ $$\mathbf{u} = V \mathbf{y}$$ "
        r"$$\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = W$$ "
        r"$$\frac{\partial \mathbf{u}}{\partial \mathbf{y}} = V$$",
    ),
    Rule(
        "D501",
        "not understood",
        "A symbol has no meaning that the document or the standard network gives it.",
        "The equation was read but not checked.",
        r"$$a = c + d$$",
        r"$$h = \sigma(z)$$",
        _ONE_NEURON,
    ),
    Rule(
        "D502",
        "index or layer left out",
        "A quantity is written with fewer or more indices than elsewhere in the document, or without its layer.",
        "Which entry is meant, or at which layer, the reader has to guess; the equation was read but not checked.",
        r"$$\frac{\partial C}{\partial a^{l-1}_k} = \sum_j w^l_j \delta^l_j$$",
        r"$$\frac{\partial C}{\partial a^{l-1}_k} = \sum_j w^l_{jk} \delta^l_j$$",
        _ENTRIES,
    ),
    Rule(
        "D503",
        "no instance on these layers",
        "The equation speaks of layers that the chosen network does not have.",
        "It was not checked; choose more layers with --layers, or leave the choice to derive.",
        "derive verify note.md --layers 2-1",
        "derive verify note.md --layers 2-3-2",
        _ENTRIES + r" $$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$",
    ),
    Rule(
        "D901",
        "limit reached",
        "The equation or the document went past a limit of time (--timeout), memory or size and was left unchecked.",
        "A document may come from anyone, so nothing in it may make the checker hang.",
        r"$$\frac{\partial C}{\partial a} = 2 (a - y)^{1000}$$",
        r"$$\frac{\partial C}{\partial a} = 2 (a - y)^1$$",
        _ONE_NEURON,
    ),
    Rule(
        "D902",
        "error in derive",
        "The judges contradict each other, or derive met a case that it should handle and does not.",
        "The mistake is ours, not the document's, and the verdict cannot be trusted; please report it.",
        "(any document)",
        "(the same document, in a version of derive without the mistake)",
    ),
)

BY_CODE = {rule.code: rule for rule in RULES}


def name_of(code: str) -> str:
    """Return the name of the rule, or the code itself when the catalogue does not have it."""
    return BY_CODE[code].name if code in BY_CODE else code
