"""The activation functions and costs that a user or a document may name."""

ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "identity", "abstract")
"""What σ can be in a = σ(z): functions of one number."""

NO_ACTIVATIONS = {
    "softmax": "softmax takes a whole vector and has no σ': define it in the document, a_j = e^{z_j} / Σ_k e^{z_k}"
}
"""What is asked for in its place and is no such function, and why."""

COSTS = (
    "quadratic",
    "squares",
    "mean",
    "binary-cross-entropy",
    "categorical-cross-entropy",
    "cross-entropy",
    "abstract",
)


def known(activation: str | None, cost: str | None) -> None:
    """Raise ValueError unless both names, where given, are known."""
    for name, names in ((activation, ACTIVATIONS), (cost, COSTS)):
        if name is not None and name not in names:
            raise ValueError(NO_ACTIVATIONS.get(name, f"{name!r} is not one of {', '.join(names)}"))
