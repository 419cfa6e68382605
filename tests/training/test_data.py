from importlib.util import find_spec

import numpy as np
import pytest

from derive.training import digits as images
from derive.training.data import DataError, Dataset, decide, split, targets
from derive.training.digits import digits, drawn
from derive.training.planes import moons, xor
from derive.training.sources import load


def test_the_parts_are_disjoint_and_together_everything():
    data = moons()
    parts = split(data, 0.1, 0.2, 7, "float64")
    rows = [part.rows for part in (parts.training, parts.validation, parts.test)]
    assert [len(part) for part in rows] == [700, 100, 200]
    assert sorted(np.concatenate(rows).tolist()) == list(range(1000))


def test_the_seed_decides_who_is_in_which_part():
    rows = [split(moons(), 0.1, 0.2, seed, "float64").test.rows.tolist() for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]


def test_inputs_are_standardised_by_the_training_samples_alone():
    data = moons()
    parts = split(data, 0.1, 0.2, 0, "float64")
    trained = data.inputs[parts.training.rows]
    assert np.allclose(parts.training.x.mean(axis=0), 0) and np.allclose(parts.training.x.std(axis=0), 1)
    assert np.allclose(parts.test.x, (data.inputs[parts.test.rows] - trained.mean(axis=0)) / trained.std(axis=0))
    assert parts.said[-1].startswith("inputs: each column minus its mean, divided by its standard deviation")


def test_a_constant_column_becomes_zero_and_is_mentioned():
    inputs = np.stack([np.arange(50.0), np.full(50, 1e9 + 0.1)], axis=1)
    parts = split(Dataset("d", inputs, np.arange(50) % 2, ("a", "b"), ()), 0.1, 0.2, 0, "float32")
    assert not parts.test.x[:, 1].any() and parts.said[-1].endswith("; 1 constant columns became 0")


def test_numbers_too_large_to_be_standardised_are_refused():
    inputs = np.full((50, 1), 1e308) * np.where(np.arange(50) % 2, 1, -1)[:, None]
    with pytest.raises(DataError, match=r"d has numbers too large to be standardised"):
        split(Dataset("d", inputs, np.arange(50) % 2, ("a", "b"), ()), 0.1, 0.2, 0, "float64")


def test_too_few_samples_for_three_parts_are_refused():
    with pytest.raises(DataError, match=r"d has 4 samples, too few .* they would be 3, 0 and 1"):
        split(Dataset("d", np.eye(4), np.arange(4) % 2, ("a", "b"), ()), 0.1, 0.2, 0, "float64")


def test_a_test_set_of_their_own_is_kept_as_it_is():
    data = Dataset("d", np.arange(100.0)[:, None], np.arange(100) % 2, ("a", "b"), (), given=10)
    parts = split(data, 0.1, 0.2, 3, "float64")
    assert parts.test.rows.tolist() == list(range(90, 100))
    assert (len(parts.training.rows), len(parts.validation.rows)) == (80, 10)


def test_targets_are_one_hot_or_the_class_itself_and_decisions_invert_them():
    labels = np.array([1, 0, 1])
    assert targets(labels, 2, "float32").tolist() == [[0, 1], [1, 0], [0, 1]]
    assert targets(labels, 1, "float32").tolist() == [[1], [0], [1]]
    assert all(decide(targets(labels, outputs, "float64")).tolist() == [1, 0, 1] for outputs in (1, 2))


def test_the_digits_are_those_of_scikit_learn():
    if find_spec("sklearn") is None:
        pytest.skip("needs scikit-learn")
    data = digits()
    assert data.inputs.shape == (1797, 64)
    assert np.bincount(data.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert data.inputs[0].reshape(8, 8)[3].tolist() == [0, 4, 12, 0, 0, 8, 8, 0]


def test_without_scikit_learn_digits_are_drawn_and_it_is_said(monkeypatch):
    monkeypatch.setattr(images, "find_spec", lambda name: None)
    data = digits()
    assert data.inputs.shape == (1797, 64) and 0 <= data.inputs.min() < data.inputs.max() <= 16
    assert "scikit-learn is not installed" in data.said[0]
    assert (drawn().inputs == data.inputs).all()


def test_a_digits_file_of_another_making_is_not_trusted(tmp_path):
    (tmp_path / "digits.csv.gz").write_bytes(b"\x1f\x8b broken")
    assert images.read_packed(tmp_path / "digits.csv.gz") is None


def test_xor_is_measured_on_its_four_points():
    parts = split(xor(), 0.1, 0.2, 0, "float64")
    assert parts.test.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and parts.training.labels.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("digit", "there are no data 'digit'; did you mean digits?"),
        ("nothing.csv", "there are no data 'nothing.csv'; data are digits, xor, moons, threshold, a .csv or .npz file"),
        ("a\0b", "there are no data 'a\\x00b'"),
        ("x" * 5000, "there are no data 'xxx"),
    ],
)
def test_data_that_are_not_there_are_one_sentence(name, said):
    with pytest.raises(DataError) as caught:
        load(name)
    assert str(caught.value).startswith(said) and len(str(caught.value)) < 200


def test_a_label_needs_a_table():
    with pytest.raises(DataError, match=r"--label names a column of a .csv file, and digits is none"):
        load("digits", "y")
