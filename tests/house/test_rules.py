"""Every house rule holds in the project, reads something of it, and finds its breach."""

import pytest

from tests.house import code_rules, text_rules
from tests.house.rule import Rule, files

RULES = (*code_rules.RULES, *text_rules.RULES)


@pytest.fixture(params=RULES, ids=[rule.name for rule in RULES])
def rule(request) -> Rule:
    return request.param


def test_the_project_keeps_the_rule(rule):
    assert rule.in_project() == []


def test_the_rule_finds_its_breach(rule):
    path, text = rule.breach
    assert [found.split(": ")[0] for found in rule.findings(path, text)] == [f"{path}:{rule.line}"]


def test_the_rule_has_something_to_read(rule):
    assert any(rule.reads(path) for path in files())
