"""Points of the plane, and of the line: exclusive or, two moons, a threshold."""

import numpy as np

from derive.training.data import Dataset

SAMPLES, NOISE, CUT = 1000, 0.12, 0.25


def xor() -> Dataset:
    """Return the four points (0, 0), (0, 1), (1, 0), (1, 1) with the class x₁ xor x₂."""
    inputs = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0], np.int64)
    return Dataset("xor", inputs, labels, ("0", "1"), ("xor: the four points of exclusive or",), small=True)


def moons() -> Dataset:
    """Return points on two interleaved half circles, with normal noise; always the same ones."""
    generator = np.random.default_rng(2)
    labels = np.arange(SAMPLES, dtype=np.int64) % 2
    angle = generator.uniform(0, np.pi, SAMPLES)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    inputs = np.where(labels[:, None] == 0, upper, lower) + generator.normal(0, NOISE, (SAMPLES, 2))
    said = f"moons: {SAMPLES} points on two interleaved half circles, with normal noise of {NOISE}"
    return Dataset("moons", inputs, labels, ("upper", "lower"), (said,))


def threshold() -> Dataset:
    """Return single numbers, of class 1 the more probably the larger: what a chain of single neurons can learn."""
    generator = np.random.default_rng(3)
    inputs = generator.uniform(-1, 1, (SAMPLES, 1))
    labels = (inputs[:, 0] + generator.normal(0, 0.05, SAMPLES) > CUT).astype(np.int64)
    said = f"threshold: {SAMPLES} numbers between -1 and 1, of class 1 above {CUT}, give or take 0.05"
    return Dataset("threshold", inputs, labels, ("below", "above"), (said,))
