"""Points of the plane: exclusive or, and two moons."""

import numpy as np

from derive.train.data import Dataset

MOONS, NOISE = 1000, 0.12


def xor() -> Dataset:
    """Return the four points (0, 0), (0, 1), (1, 0), (1, 1) with the class x₁ xor x₂."""
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0], np.int64)
    return Dataset("xor", inputs, labels, ("0", "1"), ("xor: the four points of exclusive or",), small=True)


def moons() -> Dataset:
    """Return points on two interleaved half circles, with normal noise; always the same ones."""
    generator = np.random.default_rng(2)
    labels = np.arange(MOONS, dtype=np.int64) % 2
    angle = generator.uniform(0, np.pi, MOONS)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    inputs = np.where(labels[:, None] == 0, upper, lower) + generator.normal(0, NOISE, (MOONS, 2))
    said = f"moons: {MOONS} points on two interleaved half circles, with normal noise of {NOISE}"
    return Dataset("moons", inputs, labels, ("upper", "lower"), (said,))
