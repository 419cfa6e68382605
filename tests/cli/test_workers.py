"""A document that takes too long or too much memory, or kills its process, costs one relation and nothing else."""

import os
import time

import pytest

from derive.cli.examined import Checked
from derive.cli.workers import Limits, available, examine_all
from derive.source import Source, Span
from derive.verdict import DocumentReport, Finding, Holds, Unchecked

pytestmark = pytest.mark.skipif(not available(), reason="the system cannot copy a process")

LIMITS = Limits(document=2, relation=0.4, memory=1 << 28)
RELATIONS = 5


def endless():
    """Work that no signal handler of Python can interrupt."""
    return pow(9, 9**9)


def greedy():
    return [bytearray(1 << 24) for _ in range(1 << 12)]


def deadly():
    os._exit(1)


def judging(bomb, at):
    """Return a check of five relations, one of which is a bomb."""

    def check(source, advance, excused):
        findings = []
        for number in range(RELATIONS):
            advance(number, RELATIONS)
            late = number in excused.relations or (excused.until is not None and number >= excused.until)
            if number == at and source.path == "bomb.md" and not late:
                bomb()
            verdict = Unchecked("D901", "given up") if late else Holds("every size")
            span = Span(source, 0, 1)
            findings.append(Finding(str(number), span, span, span, "claim", verdict, {}))
        return Checked(DocumentReport(source, tuple(findings), (), ()))

    return check


def words(examined):
    return [type(finding.verdict).__name__ for finding in examined.checked.report.findings]


@pytest.mark.parametrize("bomb", [endless, greedy, deadly])
@pytest.mark.parametrize("at", [0, 3])
def test_a_bomb_costs_its_relation_and_the_others_are_judged(bomb, at):
    began = time.monotonic()
    (found,) = examine_all([Source("bomb.md", "x")], judging(bomb, at), LIMITS, 1, lambda *_: None)
    assert words(found) == ["Unchecked" if number == at else "Holds" for number in range(RELATIONS)]
    assert time.monotonic() - began < 8


def test_what_dies_twice_at_one_place_is_given_up_from_there_on():
    def check(source, advance, excused):
        if excused.until is None:
            advance(2, RELATIONS)
            deadly()
        return judging(deadly, 2)(source, advance, excused)

    (found,) = examine_all([Source("bomb.md", "x")], check, LIMITS, 1, lambda *_: None)
    assert words(found) == ["Holds"] * 2 + ["Unchecked"] * 3


def test_what_dies_before_its_first_relation_is_a_problem_of_its_own():
    def check(source, advance, excused):
        deadly()

    (found,) = examine_all([Source("bomb.md", "x")], check, LIMITS, 1, lambda *_: None)
    assert found.checked is None and found.problem.path == "bomb.md"
    assert "not finished after 2 s" in found.problem.message


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_other_documents_are_checked_and_keep_their_order(jobs):
    sources = [Source(name, "x") for name in ("a.md", "bomb.md", "b.md", "c.md")]
    found = list(examine_all(sources, judging(endless, 1), LIMITS, jobs, lambda *_: None))
    assert [examined.checked.report.source.path for examined in found] == ["a.md", "bomb.md", "b.md", "c.md"]
    assert [words(examined).count("Unchecked") for examined in found] == [0, 1, 0, 0]


def test_no_process_is_left_when_the_run_is_broken_off():
    running = examine_all(
        [Source("a.md", "x"), Source("bomb.md", "x")], judging(endless, 0), LIMITS, 2, lambda *_: None
    )
    next(running)
    running.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
