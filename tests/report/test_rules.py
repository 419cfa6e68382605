import re

import pytest

from derive.pipeline import Options, check
from derive.report.ignoring import selected
from derive.report.selection import Selection
from derive.rules import BY_CODE, RULES, name_of
from derive.source import Source
from derive.verdict import Holds

SHOWN_OTHERWISE = {
    "D102": "the last line of a report says it of a document without formulas",
    "D106": "the good example needs a second file",
    "D402": "the statements are not judged alike in every document",
    "D503": "its example is a command line",
    "D901": "its example depends on the machine",
    "D902": "no document is meant to show it",
}


def test_every_rule_has_a_code_of_its_own_and_says_everything():
    assert len(BY_CODE) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"D\d{3}", rule.code)
        assert all((rule.name, rule.what, rule.why, rule.bad, rule.good)) and rule.bad != rule.good


def test_rules_stand_in_the_order_of_their_codes():
    assert [rule.code for rule in RULES] == sorted(BY_CODE)


def test_an_unknown_code_is_its_own_name():
    assert (name_of("D205"), name_of("D999")) == ("wrong layer", "D999")


def codes(rule, example):
    """Return the rules that the example breaks, after what is given."""
    text = f"{rule.given}\n\n{example}".strip()
    report = selected(check(Source("note.md", text.replace("$$ $$", "$$\n\n$$")), Options()), Selection())
    relations = [finding.verdict.rule for finding in report.findings if not isinstance(finding.verdict, Holds)]
    return relations + [said.rule for said in (*report.repaired, *report.warnings)]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code not in SHOWN_OTHERWISE], ids=lambda rule: rule.code
)
def test_the_bad_example_of_a_rule_breaks_it_and_the_good_one_breaks_none(rule):
    assert codes(rule, rule.bad) == [rule.code]
    assert codes(rule, rule.good) == []
