"""Does the gradient that a program returns agree with differences of its own cost?"""

from dataclasses import dataclass

import numpy as np

from derive.codegen.program import Array, Parameters, Program

STEP = {"float64": 1e-5, "float32": 1e-2}
BOUND = {"float64": 1e-6, "float32": 1e-2}


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The largest relative difference over the directions, and the most that rounding explains."""

    error: float
    bound: float


def check_gradient(program: Program, x: Array, y: Array, seed: int, directions: int = 3) -> GradientCheck:
    """Return how far ∂C/∂θ · v is from (C(θ + hv) − C(θ − hv)) / 2h, for random unit directions v.

    The differences are taken of the program's own loss at its own parameters, which are put back afterwards.
    """
    state = program.state
    parameters, gradient = program.parameters, program.gradient(x, y)
    generator = np.random.default_rng([seed, 3])
    step = STEP[program.dtype]
    norm = float(np.sqrt(dot(gradient, gradient)))
    worst = 0.0
    for _ in range(directions):
        direction = random_direction(parameters, generator)
        program.parameters = moved(parameters, direction, step)
        above = program.loss(x, y)
        program.parameters = moved(parameters, direction, -step)
        below = program.loss(x, y)
        worst = max(worst, abs((above - below) / (2 * step) - dot(gradient, direction)) / max(norm, 1e-300))
    program.state = state
    return GradientCheck(worst, BOUND[program.dtype])


def random_direction(parameters: Parameters, generator: np.random.Generator) -> Parameters:
    """Return a direction of length 1, every one as likely as any other."""
    drawn = [(generator.standard_normal(w.shape), generator.standard_normal(b.shape)) for w, b in parameters]
    length = np.sqrt(dot(drawn, drawn))
    return [(w / length, b / length) for w, b in drawn]


def moved(parameters: Parameters, direction: Parameters, step: float) -> Parameters:
    """Return θ + step · v."""
    return [(w + step * v, b + step * u) for (w, b), (v, u) in zip(parameters, direction, strict=True)]


def dot(left: Parameters, right: Parameters) -> float:
    """Return Σ u v over all parameters, in float64."""
    pairs = ((u, v) for one, other in zip(left, right, strict=True) for u, v in zip(one, other, strict=True))
    return float(sum(np.vdot(np.asarray(u, np.float64), np.asarray(v, np.float64)) for u, v in pairs))
