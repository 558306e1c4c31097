"""The reference fleet as it is synthesized: reviewed as text, the same every time, and valid CloudFormation."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from aws_cdk import App
from support.lint import lint
from support.processes import ROOT, run_python
from support.templates import Json, Made, read
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cdk_secure_iot import SecurityBaseline
from stacks.fleet import compose
from stacks.settings import Settings

STACKS = ("detection", "identity", "ingestion")
CONTEXT: Json = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
every_stack = pytest.mark.parametrize("stack", STACKS)


def synthesize(context: Json) -> Path:
    """The folder of the fleet, with the baseline on, as `app.py` makes it."""
    app = App(context=context, outdir=mkdtemp())
    SecurityBaseline.apply(app)
    compose(app, Settings.from_context(context))
    return Path(app.synth().directory)


@cache
def folder() -> Path:
    return synthesize(CONTEXT)


@cache
def fleet(stack: str) -> Made:
    return read(folder() / f"acme-iot-{stack}.template.json")


class TextExtension(SingleFileSnapshotExtension):
    """Snapshots that a review can read: one text file for each."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def as_text(made: Made) -> str:
    """Each resource as `type name`, then a line for each of its properties; asset hashes masked."""

    def lines() -> Iterator[str]:
        for name, resource in sorted(made.resources.items(), key=lambda item: (item[1]["Type"], item[0])):
            yield f"{resource['Type']} {name}"
            for key in ("DependsOn", "DeletionPolicy", "UpdateReplacePolicy"):
                if key in resource:
                    yield f"  {key}: {resource[key]}"
            for key, value in sorted(resource.get("Properties", {}).items()):
                yield f"  {key}: {json.dumps(value, sort_keys=True)}"

    return re.sub(r"\b[0-9a-f]{64}\b", "<asset>", "\n".join(lines())) + "\n"


@every_stack
def test_the_stack_is_the_one_that_was_reviewed(stack: str, snapshot: SnapshotAssertion) -> None:
    text = as_text(fleet(stack))
    assert text.count("\n") < 400, "too long to review: see what the stack came to hold"
    assert text == snapshot(extension_class=TextExtension, name=stack)


@every_stack
def test_the_template_is_valid_cloudformation(stack: str) -> None:
    assert lint(folder() / f"acme-iot-{stack}.template.json") == []


@every_stack
def test_every_alarm_can_fire_and_is_heard(stack: str) -> None:
    for name, alarm in fleet(stack).of("AWS::CloudWatch::Alarm").items():
        assert alarm.get("AlarmActions"), name
        assert alarm.get("ActionsEnabled") is True, name
        assert alarm.get("TreatMissingData") in {"breaching", "notBreaching"}, name
        assert bool(alarm.get("Dimensions")) != bool(alarm.get("Metrics")), name


def test_the_fleet_has_alarms_to_hear() -> None:
    assert {stack: len(fleet(stack).of("AWS::CloudWatch::Alarm")) for stack in STACKS} == {
        "detection": 22,
        "identity": 0,
        "ingestion": 10,
    }


def test_no_role_of_the_fleet_can_be_used_for_another_account() -> None:
    for stack in STACKS:
        for name, role in fleet(stack).of("AWS::IAM::Role").items():
            (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
            assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "<AWS::AccountId>"}, name


def files(outdir: Path) -> dict[str, bytes]:
    return {str(path.relative_to(outdir)): path.read_bytes() for path in sorted(outdir.rglob("*")) if path.is_file()}


def templates(outdir: Path) -> dict[str, bytes]:
    return {name: content for name, content in files(outdir).items() if name.endswith(".template.json")}


def run(outdir: Path, seed: int) -> int:
    """Run `app.py` in a process of its own and count its round trips."""
    counter = ROOT / "tests/support/count_calls.py"
    done = run_python(
        counter,
        ROOT / "app.py",
        cwd=outdir.parent,
        CDK_CONTEXT_JSON=json.dumps(CONTEXT),
        CDK_OUTDIR=str(outdir),
        PYTHONHASHSEED=str(seed),
    )
    assert done.returncode == 0, done.stderr
    calls: int = json.loads(done.stdout.splitlines()[-1])["calls"]
    return calls


def test_two_syntheses_give_the_same_bytes_and_few_round_trips(tmp_path: Path) -> None:
    calls = [run(tmp_path / str(seed), seed) for seed in (1, 2)]
    first, second = files(tmp_path / "1"), files(tmp_path / "2")
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert templates(tmp_path / "1") == templates(folder()), "a process that made other apps before gives other templates"
    resources = sum(len(json.loads(content)["Resources"]) for content in templates(tmp_path / "1").values())
    assert max(calls) <= 1.5 * resources, (
        f"{max(calls)} round trips to the jsii kernel for {resources} resources; 1.5 for each is the most. Each L1, each L2 "
        "and each attribute read is one: make resources in a Fragment, and read an ARN once (docs/adr/0002-fragments.md)"
    )


def test_two_syntheses_in_one_process_give_the_same_bytes() -> None:
    assert files(synthesize(CONTEXT)).keys() == files(folder()).keys()
    assert templates(synthesize(CONTEXT)) == templates(folder())


def with_settings(**chosen: Any) -> dict[str, Made]:  # noqa: ANN401 -- settings
    outdir = synthesize(CONTEXT | {f"fleet:{name}": value for name, value in chosen.items()})
    application = chosen.get("application", "acme")
    return {stack: read(outdir / f"{application}-iot-{stack}.template.json") for stack in STACKS}


def test_a_fleet_that_is_to_be_thrown_away_leaves_nothing_behind() -> None:
    for made in with_settings(keep_data=False).values():
        assert {each.get("DeletionPolicy", "Delete") for each in made.resources.values()} == {"Delete"}
        for table in made.of("AWS::DynamoDB::Table").values():
            assert table["DeletionProtectionEnabled"] is False


def test_a_fleet_that_is_kept_outlives_its_stacks() -> None:
    kinds = {"AWS::IoT::Policy", "AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SQS::Queue", "AWS::Logs::LogGroup"}
    for stack in STACKS:
        for name, each in fleet(stack).resources.items():
            if each["Type"] in kinds:
                assert each["DeletionPolicy"] in {"Retain", "RetainExceptOnCreate"}, name
                assert each["UpdateReplacePolicy"] == "Retain", name


def test_every_setting_reaches_its_stack_and_the_baseline_stays_clean() -> None:
    made = with_settings(
        account="111122223333",
        account_already_uses_detect=True,
        always_on=True,
        application="other",
        emails=["a@example.com"],
        fleet_size=100_000,
        keep_messages_days=30,
        log_level="ERROR",
        log_retention_days=30,
        region="us-gov-west-1",
    )
    detection, ingestion = made["detection"], made["ingestion"]
    assert sorted(detection.of("AWS::IoT::SecurityProfile")) == ["BehaviorsResourcesProfile"]
    assert "AlarmsResourcesSilenceAlarm" in detection.resources
    assert [each["Endpoint"] for each in detection.of("AWS::SNS::Subscription").values()] == ["a@example.com"]
    assert detection["AlarmsResourcesConnectAuthErrorMqttAlarm"]["Threshold"] == 105
    assert detection.only("AWS::IoT::Logging")["DefaultLogLevel"] == "ERROR"
    assert detection.only("AWS::Logs::LogGroup")["RetentionInDays"] == 30
    lifecycle = ingestion["ArchiveResourcesBucket"]["LifecycleConfiguration"]["Rules"]
    assert lifecycle[0]["ExpirationInDays"] == 30


@pytest.mark.parametrize(
    "classes",
    [
        [{"name": "a", "publishes": ["b-c"]}, {"name": "a-b", "publishes": ["c"]}],
        [{"name": "sensor", "publishes": ["a/b", "ab", "ü"]}],
    ],
    ids=["hyphen", "slash"],
)
def test_names_that_differ_little_make_different_rules_and_policies(classes: list[Json]) -> None:
    made = with_settings(device_classes=classes)
    topics = [f"SELECT * FROM 'dt/acme/{each['name']}/+/{topic}'" for each in classes for topic in each["publishes"]]
    rules = made["ingestion"].of("AWS::IoT::TopicRule").values()
    assert sorted(rule["TopicRulePayload"]["Sql"] for rule in rules) == sorted(topics)
    assert len(made["identity"].of("AWS::IoT::Policy")) == len(classes)
