"""IotSecurityChecks on its own under a real synth: what the report file says."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from aws_cdk import Acknowledgment, App, CfnResource, Fn, NestedStack, Stack, Validations
from aws_cdk import aws_iot as iot
from constructs import Construct

from cdk_secure_iot import IotSecurityChecks
from iot_posture.analysis import Check, EachResource, Outcome, Severity
from iot_posture.template import Resource

Json = dict[str, Any]


def synthesize(app: App) -> tuple[bool, list[Json], list[Json]]:
    """Whether the synth passes; the violations, and those that are acknowledged."""
    Validations.of(app).add_plugins(IotSecurityChecks(app))
    try:
        app.synth()
        passed = True
    except RuntimeError as error:
        assert str(error).startswith("ValidationFailed: "), error  # noqa: PT017 -- both outcomes are results here
        passed = False
    report = json.loads(Path(app.outdir, "validation-report.json").read_text(encoding="utf-8"))["pluginReports"]
    ours = [each for each in report if each["pluginName"] == "IotSecurityChecks"]
    return (
        passed,
        [violation for each in ours for violation in each["violations"]],
        [violation for each in ours for violation in each.get("suppressedViolations", [])],
    )


def rules(violations: list[Json]) -> list[tuple[str, str, str]]:
    """(rule, severity, path of the construct)"""
    return [
        (each["ruleName"], each["severity"], place["constructPath"])
        for each in violations
        for place in each["violatingConstructs"]
    ]


def acknowledge(construct: Construct, *ids: str) -> None:
    for each in ids:
        Validations.of(construct).acknowledge(Acknowledgment(id=f"IotSecurityChecks::{each}", reason="A laboratory"))


def app() -> App:
    return App(outdir=mkdtemp())


def logging(scope: Construct, level: str) -> iot.CfnLogging:
    return iot.CfnLogging(scope, "Logging", account_id="111122223333", default_log_level=level, role_arn="arn")


def test_a_crash_of_a_check_stops_the_synth_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(resource: Resource) -> Iterator[Outcome]:
        raise KeyError(resource.type)

    scope = EachResource(("AWS::IoT::Logging",), crash)
    check = Check(
        id="IOT999", name="breaks", severity=Severity.INFO, since="0", scope=scope, page="A fact.", references=()
    )
    monkeypatch.setattr("iot_posture.checks.CHECKS", (check,))
    made = app()
    logging(Stack(made, "Stack"), "ERROR")
    passed, violations, _ = synthesize(made)
    assert not passed
    assert rules(violations) == [("IOT999", "error", "Stack/Logging")]
    assert violations[0]["description"] == (
        "breaks: The check crashed, so it judged nothing here (KeyError: 'AWS::IoT::Logging')."
    )
    assert violations[0]["ruleMetadata"] == {"verdict": "crash"}


def test_an_acknowledgement_that_nothing_needed_is_found() -> None:
    made = app()
    stack = Stack(made, "Stack")
    acknowledge(logging(stack, "ERROR"), "IOT501", "IOT999")
    acknowledge(stack, "IOT401")
    passed, violations, _ = synthesize(made)
    assert passed
    assert sorted(rules(violations)) == [
        ("IOT002", "warning", "Stack"),
        ("IOT002", "warning", "Stack/Logging"),
        ("IOT002", "warning", "Stack/Logging"),
    ]
    assert violations[0]["description"].startswith("acknowledgement-not-needed: IOT")


@pytest.mark.parametrize("above", [False, True])
def test_one_that_a_finding_needed_is_not_even_where_it_stands_above_in_a_nested_stack(above: bool) -> None:
    made = app()
    nested = NestedStack(Stack(made, "Stack"), "Inner")
    found = logging(nested, "DISABLED")
    acknowledge(nested if above else found, "IOT501")
    passed, violations, acknowledged = synthesize(made)
    assert passed
    assert violations == []
    assert rules(acknowledged) == [("IOT501", "error", "Stack/Inner/Logging")]


def test_each_check_that_cannot_tell_is_acknowledged_by_its_own_id() -> None:
    def policy(made: App) -> iot.CfnPolicy:
        return iot.CfnPolicy(Stack(made, "Stack"), "Policy", policy_document=Fn.import_value("Document"))

    bare = app()
    policy(bare)
    _, open_questions, _ = synthesize(bare)
    ids = [rule for rule, _, _ in rules(open_questions)]
    assert len(set(ids)) == len(ids) > 3
    made = app()
    acknowledge(policy(made), *ids[1:])
    _, violations, acknowledged = synthesize(made)
    assert [rule for rule, _, _ in rules(violations)] == ids[:1]
    assert sorted(rule for rule, _, _ in rules(acknowledged)) == sorted(ids[1:])


def test_a_nested_stack_outside_the_assembly_is_a_warning() -> None:
    made = app()
    template = {"TemplateURL": "https://s3.amazonaws.com/acme/fleet.json"}
    CfnResource(Stack(made, "Stack"), "Nested", type="AWS::CloudFormation::Stack", properties=template)
    passed, violations, _ = synthesize(made)
    assert passed
    assert rules(violations) == [("IOT517", "warning", "Stack/Nested")]
