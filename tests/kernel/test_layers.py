"""Comparisons of layers are right wherever they are answered, and divisions lose nothing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.prove.kernel.budget import Refused
from derive.prove.kernel.layers import Region, Split, at_most, describe, divide, first_region, replaced, same
from derive.term.term import Layer

BASES = ("l", "L", "")
LAYERS = st.builds(Layer, st.sampled_from(BASES), st.integers(-2, 2)).map(
    lambda layer: Layer("", abs(layer.offset)) if layer.base == "" else layer
)
BOUNDS = st.lists(st.tuples(LAYERS, st.integers(0, 1)), min_size=1, max_size=4)


def members(region, top=9):
    """Yield the values of l and L in the region, up to a depth."""
    for depth, letter in product(range(1, top), range(-3, top + 3)):
        values = {"L": depth, "l": letter}
        known = all(number(base, values) == number(layer, values) for base, layer in region.known.items())
        low = all(least <= values[base] for base, least in region.low.items())
        if known and low and all(values[base] <= depth - gap for base, gap in region.gap.items()):
            yield values


def number(layer, values):
    if isinstance(layer, str):
        return values[layer]
    return layer.offset if layer.base == "" else values[layer.base] + layer.offset


@settings(max_examples=300, deadline=None, derandomize=True)
@given(BOUNDS, st.sampled_from([None, 3]), LAYERS, LAYERS, st.integers(0, 5))
def test_an_answer_is_true_of_every_member_and_a_division_keeps_every_member(bounds, output, left, right, rounds):
    bounds = [*bounds, (Layer("l"), 0)]
    whole = first_region(bounds, 1, output)
    expected = [
        values
        for values in members(Region({}, {}, {}))
        if all(bound <= number(layer, values) <= values["L"] for layer, bound in bounds)
        and (output is None or values["L"] == output)
    ]
    if whole is None:
        assert expected == []
        return
    assert list(members(whole)) == expected
    regions = [whole]
    for _ in range(rounds):
        region = regions.pop(0)
        try:
            ask(region, left, right)
            regions.append(region)
        except Split as split:
            parts = divide(region, split)
            counted = sorted(tuple(values.items()) for part in parts for values in members(part))
            assert counted == sorted(tuple(values.items()) for values in members(region))
            assert all(next(members(part, 14), None) is not None for part in parts)
            assert all(describe(part, whole) for part in parts)
            regions.extend(parts)


def ask(region, left, right):
    left, right = replaced(left, region.known), replaced(right, region.known)
    below, equal = at_most(region, left, right), same(region, left, right)
    for values in members(region):
        assert below == (number(left, values) <= number(right, values))
        assert equal == (number(left, values) == number(right, values))


def test_two_letters_are_not_compared():
    region = first_region([(Layer("l"), 1), (Layer("m"), 1)], 1, None)
    with pytest.raises(Refused):
        same(region, Layer("l"), Layer("m"))


@pytest.mark.parametrize(
    ("bounds", "output"),
    [([(Layer("L", 1), 0)], None), ([(Layer("", 0), 1)], None), ([(Layer("", 3), 1)], 2), ([(Layer("L", -3), 1)], 2)],
)
def test_where_no_layer_fits_there_is_no_region(bounds, output):
    assert first_region(bounds, 1, output) is None


def test_a_region_is_described_by_what_tells_it_from_the_whole():
    whole = first_region([(Layer("l"), 1)], 1, None)
    last, rest = divide(whole, Split("l", Layer("L")))
    assert (describe(last, whole), describe(rest, whole)) == ("l = L", "l < L")
    first, inner = divide(rest, Split("l", Layer("", 1)))
    assert (describe(first, whole), describe(inner, whole)) == ("l = 1, L > 1", "l > 1, l < L")
    two, deeper = divide(last, Split("L", Layer("", 1)))
    assert (describe(two, whole), describe(deeper, whole)) == ("l = 1, L = 1", "l = L, L > 1")
