"""A run made ready: data, equations, program and plan, and what is said about them before the first step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np

from derive.codegen.compile import compile_program
from derive.codegen.program import Program, Settings
from derive.codegen.schedule import Schedule
from derive.codegen.validate import error_bound
from derive.pipeline import Study
from derive.source import Source
from derive.training.data import Dataset, Part, Split, split, targets
from derive.training.equations import Network, fixed_depth, read_note, schedule_note
from derive.training.gradient_check import GradientCheck, check_gradient
from derive.training.loop import Course, Plan, Record, loss_and_accuracy, train
from derive.training.recipes import fitting_layers, recipe, usual_rate
from derive.training.sources import load

TEST = 0.2
"""The fraction of the samples that is only looked at in the end."""

CHECKED = 16
"""On how many samples the gradient is checked."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for; None is left to the note, the data and what is usual."""

    data: str | None = None
    label: str | None = None
    layers: tuple[int, ...] | None = None
    activation: tuple[str, ...] | None = None
    cost: str | None = None
    backend: str = "emitted"
    batch: int | None = None
    epochs: int | None = None
    lr: float | None = None
    momentum: float | None = None
    l2: float | None = None
    seed: int = 0
    dtype: str = "float32"
    validation: float = 0.1
    optimiser: str = "sgd"


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is to be learnt, by which equations, in which steps."""

    note: Study
    data: Dataset
    parts: Split
    network: Network
    schedule: Schedule
    settings: Settings
    plan: Plan


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A task with its program at its first parameters, and the check of its gradient."""

    task: Task
    program: Program
    check: GradientCheck


def plan_task(source: Source, wishes: Wishes) -> Task:
    """Return the task that the wishes and the note make up. Raises DataError and CodegenError."""
    note = read_note(source)
    depth, single = fixed_depth(note)
    data = load(wishes.data or ("threshold" if single else "digits"), wishes.label)
    layers = fitting_layers(data, wishes.layers, depth)
    usual = recipe(data)
    momentum = usual.momentum if wishes.momentum is None else wishes.momentum
    network = Network(layers, wishes.activation or (), wishes.cost)
    schedule = schedule_note(note, network)
    l2 = usual.l2 if wishes.l2 is None else wishes.l2
    settings = Settings(wishes.backend, wishes.dtype, momentum, l2, seed=wishes.seed, optimiser=wishes.optimiser)
    plan = Plan(
        usual.epochs if wishes.epochs is None else wishes.epochs,
        wishes.batch or usual.batch,
        wishes.lr or usual_rate(data, schedule.activations, schedule.cost, wishes.optimiser),
        wishes.seed,
    )
    parts = split(data, wishes.validation, TEST, wishes.seed, wishes.dtype)
    return Task(note, data, parts, network, schedule, settings, plan)


def begin(task: Task) -> Session:
    """Return the task with a program at its first parameters, checked. Raises CodegenError."""
    program = compile_program(task.schedule, task.settings)
    return Session(task, program, checked(program, task))


def first_weights(schedule: Schedule, seed: int) -> str:
    """Return how `compile_program` draws the first parameters."""
    he = [name in ("relu", "softplus") for name in schedule.activations]
    glorot = "Glorot normal, variance 2/(n_in + n_out)"
    drawn = "He normal, variance 2/n_in" if all(he) else glorot
    if any(he) and not all(he):
        drawn = f"He normal, variance 2/n_in, before relu and softplus, elsewhere {glorot}"
    return f"weights: {drawn}, seed {seed}; biases 0"


def translation(schedule: Schedule, settings: Settings) -> str:
    """Return how `compile_program` has made sure that the program is the equations."""
    if settings.backend != "emitted":
        return f"program: the equations through SymPy's lambdify, for {settings.backend}"
    missed = error_bound(schedule)
    return (
        "program: its steps are exactly rate × gradient over the field of 2^61 − 1 elements (an error would pass with "
        f"probability below {missed:.0e})"
    )


def checked(program: Program, task: Task) -> GradientCheck:
    """Return the gradient check of the schedule in float64, near the parameters of the program.

    Exactly there a bias is 0, and relu has its corner where an input of zeros arrives.
    """
    precise = compile_program(task.schedule, replace(task.settings, dtype="float64", validate=False))
    near = np.random.default_rng([task.plan.seed, 4])
    precise.parameters = [
        (w + 0.1 * near.standard_normal(w.shape), b + 0.1 * near.standard_normal(b.shape))
        for w, b in program.parameters
    ]
    part = first(task.parts.training, CHECKED)
    y = targets(part.labels, program.layers[-1], "float64")
    return check_gradient(precise, part.x.astype(np.float64), y, task.plan.seed)


class CheckFailed(Exception):
    """A check of the program before its first step failed; the message is a sentence."""


def require_agreement(check: GradientCheck) -> None:
    """Raise CheckFailed unless the gradient agrees with the differences of the cost."""
    if not check.error <= check.bound:
        raise CheckFailed(
            f"the gradient is {check.error:.2g} from the differences of the cost, where {check.bound:.0e} is allowed; "
            "nothing was trained"
        )


def first(part: Part, count: int) -> Part:
    """Return the first samples of a part."""
    return Part(part.x[:count], part.labels[:count], part.rows[:count])


def digests(task: Task) -> Mapping[str, str]:
    """Return what tells this note and these data from others."""
    text = task.note.report.source.text.encode("utf-8", "surrogatepass")
    made = blake2b(task.data.inputs.tobytes(), digest_size=16)
    made.update(task.data.labels.tobytes())
    return {"note": blake2b(text, digest_size=16).hexdigest(), "data": made.hexdigest()}


def described(task: Task) -> dict[str, Any]:
    """Return the choices in force, by the names of their options."""
    settings, plan, schedule = task.settings, task.plan, task.schedule
    return {
        "layers": "-".join(map(str, schedule.layers)),
        "activation": ",".join(
            schedule.activations if len(set(schedule.activations)) > 1 else schedule.activations[:1]
        ),
        "cost": schedule.cost,
        "backend": settings.backend,
        "optimiser": settings.optimiser,
        "batch": plan.batch,
        "epochs": plan.epochs,
        "lr": plan.rate,
        "momentum": settings.momentum,
        "l2": settings.l2,
        "seed": plan.seed,
        "dtype": settings.dtype,
    }


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a run has come to: the program with its parameters, what was measured, and the samples of the test."""

    session: Session = field(repr=False)
    history: tuple[Record, ...] = field(repr=False)
    test_loss: float
    test_accuracy: float


def trained(source: Source, wishes: Wishes) -> Trained:
    """Return the network that the note's equations and the data make. Raises DataError, CodegenError and Diverged."""
    session = begin(plan_task(source, wishes))
    require_agreement(session.check)
    course = Course()
    for _ in train(session.program, session.task.parts, session.task.plan, course):
        pass
    return Trained(session, tuple(course.history), *loss_and_accuracy(session.program, session.task.parts.test))
