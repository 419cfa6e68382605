"""A training program as a textbook writes it: the stand-in for what code generation makes."""

from itertools import pairwise

import numpy as np


class Textbook:
    """Sigmoid layers with the quadratic cost, momentum and l2, in plain NumPy; `fault` breaks its gradient."""

    def __init__(self, layers, dtype="float64", momentum=0.0, l2=0.0, fault=None):
        self.layers, self.dtype, self.momentum, self.l2, self.fault = tuple(layers), dtype, momentum, l2, fault
        self._parameters = [
            (np.zeros((after, before), dtype), np.zeros(after, dtype)) for before, after in pairwise(layers)
        ]
        self._velocity = [(np.zeros_like(w), np.zeros_like(b)) for w, b in self._parameters]

    @property
    def parameters(self):
        return [(w.copy(), b.copy()) for w, b in self._parameters]

    @parameters.setter
    def parameters(self, values):
        self._parameters = [(w.astype(self.dtype), b.astype(self.dtype)) for w, b in values]
        self._velocity = [(np.zeros_like(w), np.zeros_like(b)) for w, b in self._parameters]

    @property
    def state(self):
        kinds = {"parameters": self._parameters, "velocity": self._velocity}
        return {
            f"{kind}-{n}-{m}": part.copy()
            for kind in kinds
            for n, two in enumerate(kinds[kind])
            for m, part in enumerate(two)
        }

    @state.setter
    def state(self, values):
        for kind, store in (("parameters", self._parameters), ("velocity", self._velocity)):
            for n in range(len(store)):
                store[n] = (values[f"{kind}-{n}-0"].copy(), values[f"{kind}-{n}-1"].copy())

    def _forward(self, x):
        activations = [np.asarray(x, self.dtype)]
        for w, b in self._parameters:
            activations.append(1 / (1 + np.exp(-(activations[-1] @ w.T + b))))
        return activations

    def gradient(self, x, y):
        activations = self._forward(x)
        delta = (activations[-1] - y) * activations[-1] * (1 - activations[-1])
        gradients = []
        for depth in range(len(self._parameters) - 1, -1, -1):
            gradients.insert(0, (delta.T @ activations[depth] / len(x), delta.mean(axis=0)))
            if depth:
                slope = activations[depth] * (1 - activations[depth]) if self.fault != "slope" else 1
                delta = (delta @ self._parameters[depth][0]) * slope
        return gradients

    def step(self, x, y, rate):
        rate = np.asarray(rate, self.dtype)
        for depth, (gw, gb) in enumerate(self.gradient(x, y)):
            w, b = self._parameters[depth]
            vw, vb = self._velocity[depth]
            vw, vb = self.momentum * vw - rate * (gw + self.l2 * w), self.momentum * vb - rate * gb
            self._velocity[depth] = (vw.astype(self.dtype), vb.astype(self.dtype))
            self._parameters[depth] = ((w + vw).astype(self.dtype), (b + vb).astype(self.dtype))

    def epoch(self, x, y, order, batch, rate):
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            self.step(x[rows], y[rows], rate)

    def loss(self, x, y):
        return float(0.5 * ((self._forward(x)[-1] - y) ** 2).sum(axis=1).mean())

    def predict(self, x):
        return self._forward(x)[-1]
