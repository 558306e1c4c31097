"""Every check documents itself: ids, names, headings, and examples that do what they say."""

import json
import re

import pytest

from iot_posture.analysis import Check, Severity, analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

HEADINGS = ["Why it matters", "How to fix it", "Examples", "Limits"]
EXAMPLE = re.compile(r"^(Non-compliant|Compliant):\n\n```json\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


def template_of(example: str) -> Template:
    """An example is a template, a resource, or the document of an AWS IoT policy."""
    body = json.loads(example)
    if "Resources" not in body:
        policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": body}}
        body = {"Resources": {"Example": body if "Type" in body else policy}}
    return Template.from_dict(body, file="example.json")


def test_ids_names_and_facts_are_unique_and_in_order() -> None:
    assert [check.id for check in CHECKS] == sorted({check.id for check in CHECKS})
    for facts in ([check.name for check in CHECKS], [check.title for check in CHECKS]):
        assert len(set(facts)) == len(facts)


@every_check
def test_the_page_begins_with_the_fact_and_has_all_headings(check: Check) -> None:
    assert re.fullmatch(r"IOT\d{3}", check.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", check.name)
    assert check.page.partition("\n")[0].endswith(".")
    assert re.findall(r"^### (.+)$", check.page, re.MULTILINE) == HEADINGS
    assert check.severity in Severity


def found_in(example: str, check: Check) -> set[str]:
    """What is found in an example, which is a part of an app: the account is set up elsewhere."""
    found = {finding.check_id for finding in analyse([template_of(example)], CHECKS) if finding.acknowledged is None}
    return found - ({"IOT501", "IOT504"} - {check.id})


@every_check
def test_the_examples_do_what_they_say(check: Check) -> None:
    examples = dict(EXAMPLE.findall(check.page))
    assert list(examples) == ["Non-compliant", "Compliant"]
    assert found_in(examples["Non-compliant"], check) == {check.id}
    assert found_in(examples["Compliant"], check) == set()


@every_check
def test_references_are_pages_of_aws(check: Check) -> None:
    assert all(reference.startswith("https://docs.aws.amazon.com/") for reference in check.references)
