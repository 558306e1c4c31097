"""SecurityBaseline under a real synth: what the report and the record say, and what stops a deployment."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from aws_cdk import Acknowledgment, App, Environment, NestedStack, Stack, Stage, Validations
from aws_cdk import aws_iot as iot
from aws_cdk import aws_sns as sns
from constructs import Construct
from support.apps import BROKEN, write
from support.lint import lint
from support.processes import ROOT, cdk_cli, run, run_python

from cdk_secure_iot import (
    DynamoDbDestination,
    ErrorQueue,
    S3Destination,
    SecurityBaseline,
    ThingPolicy,
    Topic,
    TopicRule,
)

Json = dict[str, Any]
PACKS = ["AwsSolutions", "NIST.800.53.R5", "IotSecurityChecks"]
ANY_CLIENT = "arn:aws:iot:eu-west-1:111122223333:client/*"
OPEN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "iot:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iot:Connect", "Resource": ANY_CLIENT},
    ],
}
IDS_OF_OPEN = ["IOT201", "IOT202"]


def open_policy(scope: Construct, name: str = "Open") -> iot.CfnPolicy:
    return iot.CfnPolicy(scope, name, policy_document=OPEN)


def synthesize(build: Callable[[App], object], *, first: bool = True) -> tuple[bool, Path]:
    """Whether the synth passes, and its folder."""
    app = App(outdir=mkdtemp())
    if first:
        SecurityBaseline.apply(app)
    build(app)
    if not first:
        SecurityBaseline.apply(app)
    try:
        app.synth()
    except RuntimeError as error:
        assert str(error).startswith("ValidationFailed: "), error  # noqa: PT017 -- both outcomes are results here
        return False, Path(app.outdir)
    return True, Path(app.outdir)


def report(folder: Path) -> list[Json]:
    found: list[Json] = json.loads((folder / "validation-report.json").read_text(encoding="utf-8"))["pluginReports"]
    return found


def findings(folder: Path, kind: str = "violations") -> list[tuple[str, str, str]]:
    """(pack, rule, path of the construct) of every finding."""
    return sorted(
        (each["pluginName"], violation["ruleName"], construct["constructPath"])
        for each in report(folder)
        for violation in each.get(kind, [])
        for construct in violation["violatingConstructs"]
    )


def record(folder: Path) -> Json:
    found: Json = json.loads((folder / "security-baseline.json").read_text(encoding="utf-8"))
    return found


def test_a_pack_that_found_nothing_is_still_in_the_record() -> None:
    passed, folder = synthesize(lambda app: ThingPolicy(Stack(app, "Stack"), "Sensor"))
    assert passed
    assert record(folder) == {"plugins": PACKS, "templates": 1}
    assert findings(folder) == []


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_stacks_are_judged_whether_made_before_or_after(first: bool) -> None:
    passed, folder = synthesize(lambda app: open_policy(Stack(app, "Stack")), first=first)
    assert not passed
    assert findings(folder) == [("IotSecurityChecks", each, "Stack/Open") for each in IDS_OF_OPEN]
    assert record(folder) == {"plugins": PACKS, "templates": 1}


def test_a_nested_stack_is_no_hiding_place() -> None:
    def build(app: App) -> None:
        open_policy(NestedStack(NestedStack(Stack(app, "Stack"), "Outer"), "Inner"))

    passed, folder = synthesize(build)
    assert not passed
    assert [(pack, rule) for pack, rule, _ in findings(folder)] == [("IotSecurityChecks", each) for each in IDS_OF_OPEN]


def test_a_stage_is_no_hiding_place_and_the_record_stands_beside_the_report() -> None:
    passed, folder = synthesize(lambda app: open_policy(Stack(Stage(app, "Production"), "Stack")))
    assert not passed
    assert findings(folder) == [("IotSecurityChecks", each, "Production/Stack/Open") for each in IDS_OF_OPEN]
    assert record(folder) == {"plugins": PACKS, "templates": 1}


def acknowledge(construct: Construct, *ids: str) -> None:
    reason = "A laboratory of one device"
    Validations.of(construct).acknowledge(
        *(Acknowledgment(id=f"IotSecurityChecks::{each}", reason=reason) for each in ids)
    )


def test_an_acknowledgement_on_one_construct_passes_and_its_reason_is_kept() -> None:
    passed, folder = synthesize(lambda app: acknowledge(open_policy(Stack(app, "Stack")), *IDS_OF_OPEN))
    assert passed
    assert findings(folder) == []
    (ours,) = [each for each in report(folder) if each["pluginName"] == "IotSecurityChecks"]
    assert [(each["ruleName"], each["reason"]) for each in ours["suppressedViolations"]] == [
        (each, "A laboratory of one device") for each in IDS_OF_OPEN
    ]


def test_an_acknowledgement_on_one_construct_releases_no_other_construct_and_no_other_finding() -> None:
    def build(app: App) -> None:
        stack = Stack(app, "Stack")
        acknowledge(open_policy(stack, "One"), "IOT201")
        open_policy(stack, "Two")

    passed, folder = synthesize(build)
    assert not passed
    left = [("IOT201", "Two"), *((each, name) for each in IDS_OF_OPEN[1:] for name in ("One", "Two"))]
    assert findings(folder) == [("IotSecurityChecks", each, f"Stack/{name}") for each, name in left]


def test_the_baseline_is_applied_once() -> None:
    app = App()
    SecurityBaseline.apply(app)
    with pytest.raises(ValueError, match=r"^SecurityBaseline\.apply") as refused:
        SecurityBaseline.apply(app)
    assert str(refused.value) == (
        "SecurityBaseline.apply: this app has the baseline already; call it once, where the app is made"
    )
    SecurityBaseline.apply(App())


def test_constructs_that_stand_in_several_stacks_are_clean() -> None:
    def build(app: App) -> None:
        env = Environment(account="111122223333", region="eu-west-1")
        data, rules = Stack(app, "Data", env=env), Stack(app, "Rules", env=env)
        topic = sns.Topic.from_topic_arn(rules, "Alarms", "arn:aws:sns:eu-west-1:111122223333:alarms")
        errors = ErrorQueue(data, "Errors", alarm_topic=sns.Topic.from_topic_arn(data, "Alarms", topic.topic_arn))
        TopicRule(
            rules,
            "Rule",
            alarm_topic=topic,
            destinations=[S3Destination(data, "Archive"), DynamoDbDestination(data, "Recent")],
            error_queue=errors,
            topic=Topic("dt/acme/{thing}/state"),
        )

    passed, folder = synthesize(build)
    # That the app leaves logging and audit to another one is an info, and the only thing that is said.
    assert [check for _, check, _ in findings(folder)] == ["IOT501", "IOT504"]
    assert passed


def test_an_app_without_stacks_passes() -> None:
    assert synthesize(lambda _: None)[0]


POLICY_SAID = (
    "ERROR policy-allows-any-action: The action iot:* allows everything that AWS IoT offers to devices. (IotSecurityChecks)\n"
    "   Broken/Open (Open) aws-cdk-lib.aws_iot.CfnPolicy\n"
    "   Suggested fix: Name the actions that the device uses, for example iot:Connect, iot:Publish, iot:Subscribe and "
    "iot:Receive.\n"
    "   Acknowledge with 'IotSecurityChecks::IOT201'\n"
)
BUCKET_SAID = (
    "   Broken/Bare aws-cdk-lib.aws_s3.CfnBucket\n"
    "   Acknowledge with 'NIST.800.53.R5::NIST.800.53.R5-S3BucketVersioningEnabled'\n"
)
# The CDK on its own says this as a warning, and exits with 0.
REFUSED_SAID = (
    "ERROR Frequency: 'HOURLY' is not one of ['DAILY', 'WEEKLY', 'BIWEEKLY', 'MONTHLY'] (CloudFormation-Validate)\n"
    "   Broken/Hourly (Hourly) aws-cdk-lib.aws_iot.CfnScheduledAudit\n"
)


def test_an_open_policy_and_a_bare_bucket_and_an_audit_that_cannot_be_stop_python_with_path_fact_and_fix(
    tmp_path: Path,
) -> None:
    done = run_python(write(tmp_path, BROKEN), cwd=tmp_path, CDK_OUTDIR="cdk.out", CDK_VALIDATION=None)
    assert done.returncode == 1
    for said in (POLICY_SAID, BUCKET_SAID, REFUSED_SAID):
        assert said in done.stdout + done.stderr
    assert record(tmp_path / "cdk.out")["plugins"] == [*PACKS[:2], "CloudFormation-Validate", PACKS[2]]


@pytest.mark.skipif(cdk_cli() is None, reason="the CDK command line is not installed: `make setup` installs it")
def test_an_open_policy_and_a_bare_bucket_stop_the_cdk_command_line_with_path_fact_and_fix(tmp_path: Path) -> None:
    write(tmp_path, BROKEN)
    done = run([cdk_cli() or "cdk", "synth", "--quiet"], cwd=tmp_path)
    assert done.returncode == 1
    assert POLICY_SAID in done.stdout + done.stderr
    assert BUCKET_SAID in done.stdout + done.stderr


APPS = ["app.py", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.py"))]


@pytest.mark.parametrize("app", APPS)
def test_every_app_of_the_project_is_clean_under_every_pack(app: str, tmp_path: Path) -> None:
    context = json.dumps(json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"])
    out = tmp_path / "cdk.out"
    done = run_python(ROOT / app, cwd=tmp_path, CDK_CONTEXT_JSON=context, CDK_OUTDIR=str(out), CDK_VALIDATION=None)
    assert done.returncode == 0, done.stdout + done.stderr
    assert findings(out) == []
    assert sorted(record(out)["plugins"]) == sorted([*PACKS, "CloudFormation-Validate"])
    if app != "app.py":  # whose templates tests/stacks/test_fleet.py lints
        assert [found for template in out.glob("*.template.json") for found in lint(template)] == []
    suppressed = [each for pack in report(out) for each in pack.get("suppressedViolations", [])]
    assert all(len(each["reason"]) > 40 for each in suppressed), "an acknowledgement has a reason that says something"
