import math

import numpy as np
import pytest

from derive.builtin import builtin_equations
from derive.codegen.compile import compile_program
from derive.codegen.initial import initial_parameters
from derive.source import Source
from derive.training.checkpoint import read, save
from derive.training.compare import angle, compare
from derive.training.data import DataError, split
from derive.training.gradient_check import check_gradient, dot
from derive.training.loop import Course, Diverged, Plan, epoch_order, train
from derive.training.planes import moons, xor
from derive.training.session import Wishes, plan_task
from tests.training.textbook import Textbook

FOUR = builtin_equations() / "four-equations.md"
NOTE = Source(FOUR.name, FOUR.read_text(encoding="utf-8"))
PLAN = Plan(epochs=6, batch=7, rate=0.5, seed=3)


def begun(layers=(2, 4, 2), **keywords):
    program = Textbook(layers, momentum=0.9, l2=1e-4, **keywords)
    program.parameters = initial_parameters(layers, ("sigmoid",) * 2, 3)
    return program


def ended(program, data, plan=PLAN, course=None):
    for _ in train(program, data, plan, course or Course()):
        pass
    return {name: value.tobytes() for name, value in program.state.items()}


@pytest.fixture(scope="module")
def data():
    return split(moons(), 0.1, 0.2, 3, "float64")


def test_a_run_that_is_saved_and_read_at_any_moment_ends_with_the_same_bytes(data, tmp_path, monkeypatch):
    monkeypatch.setattr("derive.training.loop.CHUNK", 100)
    whole = ended(begun(), data)
    for stop in (1, 5, 8, 30, 47):
        program, course = begun(), Course()
        for moment, _ in enumerate(train(program, data, PLAN, course), 1):
            if moment == stop:
                break
        save(tmp_path / "c.npz", {"seed": 3}, course, program.state)
        about, course, state = read(tmp_path / "c.npz")
        again = Textbook((2, 4, 2), momentum=0.9, l2=1e-4)
        again.state = state
        assert (about, ended(again, data, course=course)) == ({"seed": 3}, whole)


def test_equal_states_are_equal_files(data, tmp_path):
    program, course = begun(), Course()
    ended(program, data, course=course)
    for name in ("a.npz", "b.npz"):
        save(tmp_path / name, {"b": 1, "a": [2.5]}, course, program.state)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.npz", "b.npz"]


def test_names_shapes_and_types_of_a_state_are_kept(tmp_path):
    state = {
        "Count": np.array(3, np.int32),
        "w": np.eye(2)[:, ::-1],
        "f": np.asfortranarray(np.ones((2, 3), np.float32)),
    }
    save(tmp_path / "c.npz", {}, Course(), state)
    found = read(tmp_path / "c.npz")[2]
    assert {name: (a.dtype, a.shape, a.tolist()) for name, a in found.items()} == {
        name: (a.dtype, a.shape, a.tolist()) for name, a in state.items()
    }


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_adam_of_a_library_goes_on_where_it_was(tmp_path, backend):
    pytest.importorskip("optax" if backend == "jax" else "torch")
    task = plan_task(NOTE, Wishes(data="xor", backend=backend, optimiser="adam", epochs=2))
    program, course = compile_program(task.schedule, task.settings), Course()
    moments = train(program, task.parts, task.plan, course)
    next(moments)
    save(tmp_path / "c.npz", {}, course, program.state)
    first = ended(program, task.parts, task.plan, course)
    _, course, program.state = read(tmp_path / "c.npz")
    assert course.epoch == 1
    assert ended(program, task.parts, task.plan, course) == first


def test_what_cannot_be_saved_leaves_the_old_file_and_no_other(data, tmp_path, monkeypatch):
    save(tmp_path / "c.npz", {}, Course(), begun().state)
    before = (tmp_path / "c.npz").read_bytes()

    def fail(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match=r"No space left"):
        save(tmp_path / "c.npz", {}, Course(5), begun().state)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("c.npz", before)]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.unlink(), "there is no checkpoint"),
        (lambda path: path.write_bytes(path.read_bytes()[:-30]), "cannot be read as .npz"),
        (lambda path: path.write_bytes(b""), "cannot be read as .npz"),
        (lambda path: np.savez(path, x=np.eye(2)), "is not a checkpoint of derive train"),
        (lambda path: np.savez(path, about=np.frombuffer(b'{"format": 2, "about": {}', np.uint8)), "is not a checkp"),
        (
            lambda path: np.savez(
                path,
                about=np.frombuffer(b'{"format": 2, "about": {}, "epoch": 1, "position": 0}', np.uint8),
                history=np.ones((1, 5)),
            ),
            "is a checkpoint of format 2; this derive reads format 1",
        ),
        (lambda path: np.savez(path, about=np.array([object()])), "holds object, not numbers"),
    ],
)
def test_a_broken_checkpoint_is_one_sentence(tmp_path, damage, said):
    path = tmp_path / "c.npz"
    save(path, {}, Course(), begun().state)
    damage(path)
    with pytest.raises(DataError) as caught:
        read(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_the_order_of_an_epoch_is_a_permutation_that_depends_on_seed_and_epoch():
    orders = [epoch_order(50, seed, epoch).tolist() for seed, epoch in ((1, 0), (1, 0), (1, 1), (2, 0))]
    assert sorted(orders[0]) == list(range(50)) and orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3


def test_xor_is_learnt():
    course = Course()
    ended(begun(), split(xor(), 0, 0, 0, "float64"), Plan(1500, 4, 0.5, 3), course)
    assert course.history[-1].validation_accuracy == 1
    assert course.history[-1].training_loss < 0.1 * course.history[0].training_loss


@pytest.mark.parametrize("rate", [1e300, math.nan])
def test_divergence_stops_with_advice(data, rate):
    class Linear(Textbook):
        def predict(self, x):
            return x @ self._parameters[0][0].T + self._parameters[0][1]

        def loss(self, x, y):
            return float(0.5 * ((self.predict(x) - y) ** 2).sum(axis=1).mean())

        def gradient(self, x, y):
            delta = self.predict(x) - y
            return [(delta.T @ x / len(x), delta.mean(axis=0))]

    program = Linear((2, 2))
    program.parameters = initial_parameters((2, 2), ("identity",), 0)
    with pytest.raises(Diverged, match=r"in epoch 1: the steps are too large. Try a lower rate \(--lr"):
        ended(program, data, Plan(5, 10, rate, 0))


def sample(data):
    x = data.training.x[:20]
    return x, np.eye(2)[data.training.labels[:20]]


def test_a_gradient_that_is_right_passes_and_a_dropped_slope_fails(data):
    x, y = sample(data)
    right, wrong = begun(), begun(fault="slope")
    before = {name: value.tobytes() for name, value in right.state.items()}
    passed, failed = (check_gradient(program, x, y, 0) for program in (right, wrong))
    assert passed.error < passed.bound < 1e-3 < failed.error
    assert {name: value.tobytes() for name, value in right.state.items()} == before


def test_the_angle_is_that_of_the_two_gradients(data):
    x, y = sample(data)
    right, wrong = begun(), begun(fault="slope")
    u, v = wrong.gradient(x, y), right.gradient(x, y)
    cosine = dot(u, v) / math.sqrt(dot(u, u) * dot(v, v))
    assert math.isclose(angle(wrong, right, x, y), math.degrees(math.acos(cosine)), rel_tol=1e-9)
    assert angle(right, begun(), x, y) == 0


def test_comparing_trains_both_as_they_are_trained_alone(data):
    wrong, right, alone = begun(fault="slope"), begun(), begun()
    contrasts = list(compare(wrong, right, data, PLAN))
    ended(alone, data)
    assert [c.epoch for c in contrasts] == list(range(7))
    assert all(np.allclose(u, v, rtol=1e-12) for u, v in zip(right.state.values(), alone.state.values(), strict=True))
    assert contrasts[0].wrong_loss == contrasts[0].right_loss and contrasts[0].angle > 1
