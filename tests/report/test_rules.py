import re

from derive.rules import BY_CODE, RULES, name_of


def test_every_rule_has_a_code_of_its_own_and_says_everything():
    assert len(BY_CODE) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"D\d{3}", rule.code)
        assert all((rule.name, rule.what, rule.why, rule.bad, rule.good)) and rule.bad != rule.good


def test_rules_stand_in_the_order_of_their_codes():
    assert [rule.code for rule in RULES] == sorted(BY_CODE)


def test_an_unknown_code_is_its_own_name():
    assert (name_of("D205"), name_of("D999")) == ("wrong layer", "D999")
