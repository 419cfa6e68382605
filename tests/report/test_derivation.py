"""Derivations in the terminal, as they are seen at three widths."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from derive.explain.derivation import Untold
from derive.report.derivation import render
from derive.report.page import plain
from derive.report.plane.alphabet import ASCII, UNICODE
from derive.syntax.spell import read_side
from tests.report.derivations import HIDDEN_LAYER, PARTED, WIDE, step
from tests.report.golden import DERIVATIONS, GOLDEN, WIDTHS, golden, text


@pytest.fixture(scope="module")
def seen():
    return golden()


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_derivation_looks_as_a_person_has_read_it(name, seen):
    assert seen[name] == (GOLDEN / name).read_text(encoding="utf-8"), "read it, then python -m tests.report.golden"


def test_every_picture_has_its_golden_file(seen):
    assert sorted(seen) == sorted(path.name for path in GOLDEN.iterdir())


@pytest.mark.parametrize("alphabet", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", DERIVATIONS)
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(name, alphabet):
    for width in range(40, 141, 7):
        lines = text(DERIVATIONS[name], width, alphabet).splitlines()
        assert [line for line in lines if cell_len(line) > width or line != line.rstrip()] == []


def columns(lines, sign):
    return {line.index(sign) for line in lines if sign in line}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_steps_are_aligned_at_the_relation(width):
    assert columns(text(HIDDEN_LAYER, width).splitlines()[1:-1], "= ∑") == {6}
    assert columns(text(HIDDEN_LAYER, width, ASCII).splitlines()[1:-1], "= sum") == {12}


def test_the_left_side_stands_once():
    left = [line for line in text(HIDDEN_LAYER, 80).splitlines() if line.startswith("  δˡⱼ")]
    assert left == ["  δˡⱼ = ────                                     definition of δˡⱼ"]


def test_what_is_wrong_and_where_it_parts_are_seen_with_and_without_colour():
    lines = render(PARTED, 80)
    marked = [plain(line) for line in lines if any(segment.style == "error" for segment in line)]
    assert marked[0].startswith("✗ δˡⱼ ≠ σ′(zˡⱼ) ∑ wˡ⁺¹ⱼₖ δˡ⁺¹ₖ")
    assert marked[-1] == "✗ here the equation as written takes another way"
    shown = text(PARTED, 80).splitlines()
    assert shown[shown.index(marked[-1]) + 2].startswith("      = ∑ δˡ⁺¹ₖ wˡ⁺¹ₖⱼ σ′(zˡⱼ)")
    ascii_marked = [plain(line) for line in render(PARTED, 80, ASCII) if any(part.style == "error" for part in line)]
    assert ascii_marked[0].startswith("! delta^l_j != sigma'(z^l_j)")


def test_a_parting_at_the_first_step_needs_no_words():
    shown = text(replace(PARTED, parting=0), 80)
    assert shown.count("✗") == 1
    assert "another way" not in shown
    assert text(replace(PARTED, parting=0, author=None), 80).count("another way") == 1


def test_the_last_step_of_a_proved_claim_is_green_and_reasons_have_a_colour_of_their_own():
    lines = render(HIDDEN_LAYER, 80)
    good = [segment.text.strip() for line in lines for segment in line if segment.style == "good"]
    assert good == ["= σ′(zˡⱼ) ∑ wˡ⁺¹ₖⱼ δˡ⁺¹ₖ", "k"]
    reasons = [segment.text for line in lines for segment in line if segment.style == "gutter"]
    assert reasons[0] == "definition of δˡⱼ"


def test_conditions_stand_below_the_steps():
    assert text(HIDDEN_LAYER, 80).endswith("\n\n  holds for l < L\n")


def test_a_left_side_that_is_wide_stands_above_the_steps():
    wide = read_side(
        r"\frac{\partial}{\partial w} \left( \sum_k w_{jk} a_k + b_j + \frac{1}{2} \lVert w \rVert^2 \right)"
    )
    derivation = type(WIDE)(
        "", (), WIDE.claim, wide, (step("", "a_1 + b_1 + c_1 + d_1", "the rest"), step("", "1", "really"))
    )
    lines = text(derivation, 60).splitlines()
    assert lines[-3].startswith("  = a₁ + b₁ + c₁ + d₁")
    assert lines[-1].startswith("  = 1")


def test_a_derivation_without_steps_is_its_title():
    assert text(type(WIDE)("7", ("nothing to do",), WIDE.claim, WIDE.left, ()), 60) == "7: nothing to do\n"


def test_labels_and_reasons_cannot_steer_the_terminal():
    derivation = type(WIDE)("\x1b[2J", ("a\x1b]0;b\x07c\u202e",), WIDE.claim, WIDE.left, (step("", "a", "\x1b[1m"),))
    assert not set(text(derivation, 60)) & set("\x1b\x07\u202e")


def test_what_is_not_derived_says_why():
    told = Untold("7", ("one layer off",), "it is wrong")
    shown = [plain(line) for line in render(told, 60, UNICODE, "note.md:7")]
    assert shown == ["7: one layer off  (note.md:7)", "", "  no derivation: it is wrong"]
    shown = [plain(line) for line in render(told, 30, UNICODE, written="a = " + "b" * 50)]
    assert shown[2:] == ["  a = bbbbbbbbbbbbbbbbbbbbbbb…", "  no derivation: it is wrong"]


def test_a_vector_is_derived_by_its_entries_and_put_together_at_the_end():
    entry = step("entry", "z_j", "entry ", "j", " of both sides")
    last = step("whole", "W a", "all entries together")
    left = read_side("z")
    vector = type(WIDE)("", (), WIDE.claim, left, (entry, step("", "w_{jk} a_k", "definition of ", "z"), last))
    assert text(vector, 60) == (
        "  entry j of both sides:\n\n  zⱼ = wⱼₖ aₖ   definition of z\n  z  = Wa       all entries together\n"
    )
    short = type(WIDE)("", (), WIDE.claim, left, (entry, last))
    assert text(short, 60) == "  z = Wa   entry j of both sides is zⱼ\n"


def test_a_reference_to_a_line_is_not_torn():
    derivation = type(WIDE)("", (), WIDE.claim, WIDE.left, (step("", "a", "see the definition on (line 25) and all"),))
    for width in range(40, 70):
        for alphabet in (UNICODE, ASCII):
            assert "(line 25)" in text(derivation, width, alphabet)
