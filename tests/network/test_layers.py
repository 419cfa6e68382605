import subprocess
import sys
import time

import pytest

from derive.network.layers import NetworkError, check_layers, parameter_count, parse_layers, refusal


@pytest.mark.parametrize(
    ("text", "widths"), [("2-3-2", (2, 3, 2)), ("1-1", (1, 1)), (" 784 - 30 - 10 ", (784, 30, 10)), ("02-3", (2, 3))]
)
def test_widths_joined_by_hyphens_are_layers(text, widths):
    assert parse_layers(text) == widths


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2-x-1", "'x'"),
        ("2-0-1", "at least one neuron"),
        ("2", "one layer"),
        ("", "where a number should be"),
        ("2--1", "''"),
        ("-2-1", "''"),
        ("2-3.5-1", "'3.5'"),
        ("2-²-1", "'²'"),
        ("2-٣-1", "'٣'"),
        ("9" * 5000 + "-2", "too wide"),
        ("x" * 5000, "x…"),
    ],
)
def test_what_is_no_topology_is_refused_in_one_short_sentence(text, reason):
    with pytest.raises(NetworkError) as refused:
        parse_layers(text)
    message = str(refused.value)
    assert reason in message
    assert message.endswith(".") and "\n" not in message and len(message) < 250


def test_a_network_error_is_a_value_error():
    assert issubclass(NetworkError, ValueError)


@pytest.mark.parametrize("widths", [[2, "3"], [2, 3.0], [2, True], [2, -3], [2]])
def test_widths_that_are_no_positive_whole_numbers_are_refused(widths):
    with pytest.raises(NetworkError):
        check_layers(widths)


def test_parameters_are_counted_with_biases():
    assert parameter_count((2, 3, 2)) == 3 * 3 + 2 * 4
    assert parameter_count((784, 30, 10)) == 23_860


@pytest.mark.parametrize("widths", [(784, 30, 10), (5_000_000, 2), (1,) * 100, (11,) * 5])
def test_a_network_too_large_for_sympy_is_refused_with_what_to_do_instead(widths):
    reason = refusal(widths)
    assert reason is not None
    assert "numeric judge" in reason and "fewer neurons" in reason


def test_a_small_network_is_not_refused():
    assert refusal((2, 3, 2)) is None
    assert refusal((4, 3, 5, 2), samples=4) is None


def test_reading_a_topology_imports_no_sympy():
    code = "import sys, derive.network.layers; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_reading_a_very_long_topology_takes_no_time():
    start = time.perf_counter()
    widths = parse_layers("-".join(["2"] * 200_000))
    assert refusal(widths) is not None
    assert time.perf_counter() - start < 2
