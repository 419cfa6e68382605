"""The activation functions and costs that a user or a document may name."""

ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "identity", "softmax", "abstract")
COSTS = (
    "quadratic",
    "squares",
    "mean",
    "binary-cross-entropy",
    "categorical-cross-entropy",
    "cross-entropy",
    "abstract",
)
