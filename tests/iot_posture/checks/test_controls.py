"""Checks name controls that exist, every control is spoken to by a check, and its id has the form of its framework."""

import re

import pytest

from iot_posture.analysis import Check
from iot_posture.checks import CHECKS
from iot_posture.facts.audit_checks import AUDIT_CHECKS
from iot_posture.facts.controls import CONTROLS, FRAMEWORKS

FORMS = {
    "security-hub": r"[A-Z][A-Za-z0-9]+\.\d+",
    "config": r"[a-z0-9]+(-[a-z0-9]+)+",
    "iot-lens": r"IOT(SEC|OPS|REL|COST|PERF|SUS)\d\d-BP\d\d",
    "etsi": r"(5\.([1-9]|1[0-3])|6)-\d+",
    "nistir-8259a": r"[A-Z][a-z]+( [A-Za-z]+)+",
    "owasp": r"I([1-9]|10)",
    "cra": r"Part I \(2\)\([a-m]\)|Part II \([1-8]\)",
}
UNMAPPED = {
    *("IOT001", "IOT002", "IOT003", "IOT517"),  # about the analysis itself
    *("IOT101", "IOT110", "IOT512"),  # what AWS refuses at deployment
    "IOT511",  # services that are no longer there
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_controls_exist_and_stand_once_in_the_order_of_the_frameworks(check: Check) -> None:
    named = [CONTROLS[key] for key in check.controls]
    order = list(FRAMEWORKS)
    assert len(set(check.controls)) == len(named)
    assert [control.framework for control in named] == sorted((each.framework for each in named), key=order.index)


def test_every_control_and_every_framework_is_used() -> None:
    assert {key for check in CHECKS for key in check.controls} == set(CONTROLS)
    assert {control.framework for control in CONTROLS.values()} == set(FRAMEWORKS) == set(FORMS)


@pytest.mark.parametrize("key", CONTROLS)
def test_a_control_has_an_id_of_its_framework_a_title_and_a_source(key: str) -> None:
    control = CONTROLS[key]
    assert re.fullmatch(FORMS[control.framework], control.id)
    assert key == f"{control.framework}:{control.id}"
    assert re.fullmatch(r"\S.*[^.\s]", control.title)
    assert control.source.startswith("https://")


def test_the_audit_checks_that_findings_name_are_those_of_device_defender() -> None:
    assert {check.device_defender for check in CHECKS if check.device_defender} <= set(AUDIT_CHECKS.values())


def test_only_checks_of_the_template_itself_or_of_what_no_framework_asks_for_map_to_nothing() -> None:
    unmapped = {check.id for check in CHECKS if not check.controls}
    assert unmapped == UNMAPPED & {check.id for check in CHECKS}
