"""A feed-forward network in SymPy: every parameter, z, a and C as an expression, and its derivatives.

z^l_j = Σ_k w^l_{jk} a^{l-1}_k + b^l_j,    a^l_j = σ(z^l_j),    a^0_k = x_k,    l = 1 … L
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sympy import Add, Expr, Rational, Symbol

from derive.network.activations import activate, check_activations, require_known
from derive.network.costs import COSTS
from derive.network.layers import NetworkError, check_layers, parse_layers, refusal

Family: TypeAlias = tuple[str, int | None]
"""A letter and its layer: the entries w^l_{jk} of one layer, for all j and k."""


class Network:
    """z, a and C of the network n_0-…-n_L, entry by entry, with a symbol for every one of them.

    `layers` are the widths, a sequence or text such as "2-3-2". `activation` is one name for all layers after the
    input, or one for each: sigmoid, tanh, relu, softplus, identity, abstract (any smooth σ), and, for the output layer,
    softmax. `cost` is

        quadratic   ½ Σ_j (y_j − a_j)²            squares   Σ_j (y_j − a_j)²
        mean        the mean of quadratic over `samples` samples; only this cost takes and needs `samples`
        binary-cross-entropy   −Σ_j (y_j log a_j + (1 − y_j) log(1 − a_j))
        categorical-cross-entropy   −Σ_j y_j log a_j
        cross-entropy   categorical after softmax, else binary
        abstract    C(a_1, …, a_n), any smooth function

    Raises NetworkError, a ValueError with one sentence for the person, for anything else and for a network too large
    for SymPy. All indices count from 1, layers after the input too.

    >>> network = Network("1-1", activation="abstract")
    >>> network.derivative(network.C, network.w(1, 1, 1))
    -x_1*(-a^1_1 + y_1)*sigma'(z^1_1)
    """

    layers: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str
    samples: int | None

    def __init__(
        self,
        layers: Sequence[int] | str = (2, 3, 2),
        activation: str | Sequence[str] = "sigmoid",
        cost: str = "quadratic",
        samples: int | None = None,
    ) -> None:
        self.layers = parse_layers(layers) if isinstance(layers, str) else check_layers(layers)
        self.activations = check_activations(activation, self.layers)
        require_known(cost, tuple(COSTS), "cost")
        self.cost = _resolve_cost(cost, self.activations[-1])
        self.samples = _check_samples(samples, cost)
        reason = refusal(self.layers, samples or 1)
        if reason is not None:
            raise NetworkError(reason)
        self._symbols: dict[str, Symbol] = {}
        self._family: dict[Symbol, Family] = {}
        self._definitions: dict[Symbol, Expr] = {}
        self._expanded: dict[Symbol, Expr] = {}
        self._recomputed: dict[Family, dict[Symbol, Expr]] = {}
        self._derivatives: dict[tuple[Expr, Symbol], Expr] = {}
        self._build()

    @property
    def depth(self) -> int:
        """L, the number of layers after the input."""
        return len(self.layers) - 1

    def w(self, layer: int, j: int, k: int) -> Symbol:
        """w^l_{jk}, the weight from neuron k of layer l − 1 to neuron j of layer l."""
        self._require(layer, 1)
        _in_range("j", j, self.layers[layer])
        _in_range("k", k, self.layers[layer - 1])
        return self._symbol("w", layer, (j, k))

    def b(self, layer: int, j: int) -> Symbol:
        """b^l_j, the bias of neuron j of layer l."""
        self._require(layer, 1)
        _in_range("j", j, self.layers[layer])
        return self._symbol("b", layer, (j,))

    def x(self, k: int, sample: int | None = None) -> Symbol:
        """x_k, the k-th input, of one sample where the cost is a mean over samples."""
        _in_range("k", k, self.layers[0])
        return self._symbol("x", None, (k, *self._sample(sample)))

    def y(self, j: int, sample: int | None = None) -> Symbol:
        """y_j, the j-th target."""
        _in_range("j", j, self.layers[-1])
        return self._symbol("y", None, (j, *self._sample(sample)))

    def z(self, layer: int, j: int, sample: int | None = None) -> Symbol:
        """z^l_j, the pre-activation of neuron j of layer l, a symbol of its own (see `expression`)."""
        self._require(layer, 1)
        _in_range("j", j, self.layers[layer])
        return self._symbol("z", layer, (j, *self._sample(sample)))

    def a(self, layer: int, j: int, sample: int | None = None) -> Symbol:
        """a^l_j, the activation of neuron j of layer l, a symbol of its own; a^0_k is x_k."""
        self._require(layer, 0)
        if layer == 0:
            return self.x(j, sample)
        _in_range("j", j, self.layers[layer])
        return self._symbol("a", layer, (j, *self._sample(sample)))

    @property
    def C(self) -> Symbol:  # noqa: N802 (the field writes the cost as C)
        """C, the cost, a symbol of its own."""
        return self._symbol("C", None, ())

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """Every w^l_{jk} and b^l_j, layer by layer, the weights row by row before the biases."""
        found: list[Symbol] = []
        for layer in range(1, self.depth + 1):
            rows, columns = range(1, self.layers[layer] + 1), range(1, self.layers[layer - 1] + 1)
            found += [self.w(layer, j, k) for j in rows for k in columns]
            found += [self.b(layer, j) for j in rows]
        return tuple(found)

    @property
    def definitions(self) -> tuple[tuple[Symbol, Expr], ...]:
        """Every z, a and C with what defines it by the symbols before it, in the order of the forward pass."""
        return tuple(self._definitions.items())

    def expression(self, of: Any) -> Expr:
        """Return `of` written out in parameters, inputs and targets.

        >>> network = Network("1-1-1", activation="identity")
        >>> network.expression(network.a(2, 1))
        b^2_1 + w^2_1_1*(b^1_1 + w^1_1_1*x_1)
        """
        if not self._expanded:
            for node, body in self._definitions.items():
                self._expanded[node] = body.xreplace(self._expanded)
        return Add(of).xreplace(self._expanded)

    def derivative(self, of: Any, wrt: Symbol) -> Expr:
        """Return ∂of/∂wrt: what is computed from the family of `wrt` is recomputed, everything else is held.

        `wrt` is any symbol of the network: a parameter, an input, a target, or a z or a, whose layer is then varied
        independently of what defines it. The result is written in the symbols of the network, z and a among them;
        `expression` writes it out. SymPy does the differentiation, on the expression that runs from C back to `wrt`.
        """
        if wrt not in self._family:
            raise NetworkError(
                f"{str(wrt)[:40]!r} is not a symbol of this network: take w, b, x, y, z, a or C from it."
            )
        key = (Add(of), wrt)
        if key not in self._derivatives:
            recomputed = self._downstream(self._family[wrt])
            differentiated = key[0].xreplace(recomputed).diff(wrt)
            self._derivatives[key] = differentiated.xreplace({body: node for node, body in recomputed.items()})
        return self._derivatives[key]

    def _build(self) -> None:
        costs = []
        for sample in range(1, self.samples + 1) if self.samples else [None]:
            self._build_sample(sample)
            outputs = range(1, self.layers[-1] + 1)
            targets = [self.y(j, sample) for j in outputs]
            costs.append(COSTS[self.cost](targets, [self.a(self.depth, j, sample) for j in outputs]))
        self._definitions[self.C] = Rational(1, len(costs)) * Add(*costs)

    def _build_sample(self, sample: int | None) -> None:
        for layer in range(1, self.depth + 1):
            rows = range(1, self.layers[layer] + 1)
            below = [self.a(layer - 1, k, sample) for k in range(1, self.layers[layer - 1] + 1)]
            for j in rows:
                products = (self.w(layer, j, k) * a for k, a in enumerate(below, 1))
                self._definitions[self.z(layer, j, sample)] = Add(*products, self.b(layer, j))
            activations = activate(self.activations[layer - 1], [self.z(layer, j, sample) for j in rows])
            for j, activation in zip(rows, activations, strict=True):
                self._definitions[self.a(layer, j, sample)] = activation

    def _downstream(self, family: Family) -> dict[Symbol, Expr]:
        """Return what is computed from the family, each node by the family itself and by nodes that are held."""
        if family not in self._recomputed:
            varied = {symbol for symbol, own in self._family.items() if own == family}
            recomputed: dict[Symbol, Expr] = {}
            for node, body in self._definitions.items():
                if node not in varied and any(s in varied or s in recomputed for s in body.free_symbols):
                    recomputed[node] = body.xreplace(recomputed)
            self._recomputed[family] = recomputed
        return self._recomputed[family]

    def _symbol(self, letter: str, layer: int | None, indices: tuple[int, ...]) -> Symbol:
        name = "_".join([letter if layer is None else f"{letter}^{layer}", *map(str, indices)])
        if name not in self._symbols:
            self._symbols[name] = Symbol(name)
            self._family[self._symbols[name]] = (letter, layer)
        return self._symbols[name]

    def _require(self, layer: int, first: int) -> None:
        if not first <= layer <= self.depth:
            spelled = "-".join(map(str, self.layers))
            raise NetworkError(f"{spelled} has the layers {first} to {self.depth} for this, not {layer}.")

    def _sample(self, sample: int | None) -> tuple[int, ...]:
        if self.samples is None:
            if sample is not None:
                raise NetworkError("this network has no samples: only the mean cost has.")
            return ()
        _in_range("the sample", 1 if sample is None else sample, self.samples)
        return (sample or 1,)


def _in_range(name: str, index: int, size: int) -> None:
    if not 1 <= index <= size:
        raise NetworkError(f"{name} runs from 1 to {size} here, not {index}.")


def _resolve_cost(cost: str, output: str) -> str:
    if cost == "cross-entropy":
        return "categorical-cross-entropy" if output == "softmax" else "binary-cross-entropy"
    return cost


def _check_samples(samples: int | None, cost: str) -> int | None:
    if cost == "mean" and samples is None:
        raise NetworkError("the mean cost needs the number of samples: give samples=4, or take the quadratic cost.")
    if cost != "mean" and samples is not None:
        raise NetworkError(f"the {cost} cost is of one sample: leave samples out, or take the mean cost.")
    if samples is not None and samples < 1:
        raise NetworkError(f"a mean is over at least one sample, not {samples}.")
    return samples
