import re

import pytest

from derive.cli.documents import load
from derive.network.layers import parse_layers
from derive.pipeline import Options, check
from derive.report.ignoring import selected
from derive.report.selection import Selection
from derive.rules import BY_CODE, RULES, name_of
from derive.verdict import Holds

NOT_SHOWN = ("D902",)
"""No document is meant to show a mistake of derive's own."""

COMMAND = "derive verify note.md --layers "


def test_every_rule_has_a_code_of_its_own_and_says_everything():
    assert len(BY_CODE) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"D\d{3}", rule.code)
        assert all((rule.name, rule.what, rule.why, rule.bad, rule.good)) and rule.bad != rule.good


def test_rules_stand_in_the_order_of_their_codes():
    assert [rule.code for rule in RULES] == sorted(BY_CODE)


def test_an_unknown_code_is_its_own_name():
    assert (name_of("D205"), name_of("D999")) == ("wrong layer", "D999")


def codes(rule, example, folder):
    """Return the rules that the example breaks: a document after what is given, or a command for what is given."""
    command = example.startswith(COMMAND)
    text = rule.given if command else f"{rule.given}\n\n{example}".strip()
    path = folder / ("main.tex" if example.startswith("\\input") else "note.md")
    path.write_text(text.replace("$$ $$", "$$\n\n$$"), encoding="utf-8")
    layers = parse_layers(example.removeprefix(COMMAND)) if command else None
    report = selected(check(load(str(path)), Options(layers=layers)), Selection())
    relations = [finding.verdict.rule for finding in report.findings if not isinstance(finding.verdict, Holds)]
    return relations + [said.rule for said in (*report.repaired, *report.warnings)]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code not in NOT_SHOWN], ids=lambda rule: rule.code)
def test_the_bad_example_of_a_rule_breaks_it_and_the_good_one_breaks_none(rule, tmp_path):
    (tmp_path / "chapter.tex").write_text("$z = w a + b$", encoding="utf-8")
    bad = codes(rule, rule.bad, tmp_path)
    assert bad[0] == rule.code and {*bad} <= {rule.code, "D102"}
    assert codes(rule, rule.good, tmp_path) == []
