"""Settings: each of them, good and bad, and every problem said at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.processes import ROOT, run_python
from support.schemas import iot_regions

from cdk_secure_iot.detection.account_logging import RETENTION_DAYS
from stacks.settings import REGIONS, DeviceClass, Settings, SettingsError

SENSOR = {"name": "sensor", "publishes": ["temperature"]}
KNOWN = (
    "application, account, region, fleet_size, always_on, emails, log_level, log_retention_days, keep_messages_days, "
    "account_settings, existing_log_group, account_already_uses_detect, keep_data, device_classes"
)


def read(**given: Any) -> Settings:  # noqa: ANN401 -- what stands in cdk.json or on the command line
    return Settings.from_context({f"fleet:{name}": value for name, value in given.items()})


def problem(**given: Any) -> str:  # noqa: ANN401 -- what stands in cdk.json or on the command line
    with pytest.raises(SettingsError) as refused:
        read(**given)
    return str(refused.value)


def test_without_settings_the_defaults_hold_and_other_keys_are_not_ours() -> None:
    assert Settings.from_context({"@aws-cdk/core:x": True, "region": "mars"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("application", "a-1", "a-1"),
        ("application", "a" * 32, "a" * 32),
        ("account", "012345678901", "012345678901"),
        ("region", "us-gov-west-1", "us-gov-west-1"),
        ("fleet_size", 1, 1),
        ("fleet_size", "100000000", 100_000_000),
        ("always_on", True, True),
        ("always_on", "true", True),
        ("always_on", "false", False),
        ("emails", ["a@example.com"], ("a@example.com",)),
        ("emails", [], ()),
        ("log_level", "ERROR", "ERROR"),
        ("log_retention_days", 1, 1),
        ("log_retention_days", "3653", 3653),
        ("keep_messages_days", 1, 1),
        ("keep_messages_days", "36500", 36_500),
        ("account_already_uses_detect", "true", True),
        ("keep_data", False, False),
        ("account_settings", "false", False),
        ("existing_log_group", True, True),
        (
            "device_classes",
            [{"name": "pump-2", "publishes": ["a", "b/c"], "commands": ["d"], "shadow": "true"}],
            (DeviceClass(name="pump-2", publishes=("a", "b/c"), commands=("d",), shadow=True),),
        ),
        ("device_classes", [SENSOR], (DeviceClass(name="sensor", publishes=("temperature",)),)),
    ],
)
def test_a_setting_is_read_from_the_file_and_from_the_text_of_the_command_line(
    name: str, value: object, expected: object
) -> None:
    assert read(**{name: value}) == replace(Settings(), **{name: expected})  # type: ignore[arg-type]  # by name


NUMBER_OF_DEVICES = "allowed is a whole number from 1 to 100,000,000"
DAYS = "allowed is one of " + ", ".join(map(str, RETENTION_DAYS))
KEEP = "allowed is a whole number of days from 1 to 36,500"
FLAG = "allowed is true or false"
APPLICATION = "allowed is 1 to 32 of a-z 0-9 -, a letter first"
ONE_CLASS = 'allowed is a list of at least one class, such as [{"name": "sensor", "publishes": ["temperature"]}]'
CLASS = "a class has name and publishes, and may have commands and shadow; found"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("application", "Acme", f'fleet:application is "Acme": {APPLICATION}'),
        ("application", "", f'fleet:application is "": {APPLICATION}'),
        ("application", "a" * 33, f'fleet:application is "{"a" * 33}": {APPLICATION}'),
        ("application", "1a", f'fleet:application is "1a": {APPLICATION}'),
        ("application", 7, f"fleet:application is 7: {APPLICATION}"),
        ("account", "1234", 'fleet:account is "1234": allowed is the 12 digits of an AWS account, as text'),
        ("account", 111122223333, "fleet:account is 111122223333: allowed is the 12 digits of an AWS account, as text"),
        ("region", "mars-1", f'fleet:region is "mars-1": allowed is one of {", ".join(REGIONS)}'),
        ("region", ["eu-west-1"], f'fleet:region is ["eu-west-1"]: allowed is one of {", ".join(REGIONS)}'),
        ("fleet_size", 0, f"fleet:fleet_size is 0: {NUMBER_OF_DEVICES}"),
        ("fleet_size", "many", f'fleet:fleet_size is "many": {NUMBER_OF_DEVICES}'),
        ("fleet_size", 1.5, f"fleet:fleet_size is 1.5: {NUMBER_OF_DEVICES}"),
        ("fleet_size", True, f"fleet:fleet_size is true: {NUMBER_OF_DEVICES}"),
        ("fleet_size", [1], f"fleet:fleet_size is [1]: {NUMBER_OF_DEVICES}"),
        ("always_on", "yes", f'fleet:always_on is "yes": {FLAG}'),
        ("always_on", 1, f"fleet:always_on is 1: {FLAG}"),
        ("always_on", ["true"], f'fleet:always_on is ["true"]: {FLAG}'),
        ("keep_data", {}, f"fleet:keep_data is {{}}: {FLAG}"),
        ("account_already_uses_detect", None, f"fleet:account_already_uses_detect is null: {FLAG}"),
        ("emails", "a@example.com", 'fleet:emails is "a@example.com": allowed is a list, such as ["name"]'),
        ("emails", ["example.com"], 'fleet:emails is ["example.com"]: allowed is e-mail addresses'),
        ("log_level", "DISABLED", 'fleet:log_level is "DISABLED": allowed is one of DEBUG, INFO, WARN, ERROR'),
        ("log_retention_days", -1, f"fleet:log_retention_days is -1: {DAYS}"),
        ("log_retention_days", "-1", f'fleet:log_retention_days is "-1": {DAYS}'),
        ("log_retention_days", 366, f"fleet:log_retention_days is 366: {DAYS}"),
        ("keep_messages_days", 0, f"fleet:keep_messages_days is 0: {KEEP}"),
        ("keep_messages_days", 36_501, f"fleet:keep_messages_days is 36501: {KEEP}"),
        ("device_classes", [], f"fleet:device_classes is []: {ONE_CLASS}"),
        ("device_classes", "sensor", f'fleet:device_classes is "sensor": {ONE_CLASS}'),
        ("device_classes", ["sensor"], f"fleet:device_classes is [\"sensor\"]: {CLASS} 'sensor'"),
        (
            "device_classes",
            [{"name": "sensor"}],
            f"fleet:device_classes is [{{\"name\": \"sensor\"}}]: {CLASS} {{'name': 'sensor'}}",
        ),
        (
            "device_classes",
            [SENSOR | {"jobs": True}],
            'fleet:device_classes is [{"name": "sensor", "publishes": ["temperature"], "jobs": true}]: '
            f"{CLASS} {{'name': 'sensor', 'publishes': ['temperature'], 'jobs': True}}",
        ),
        (
            "device_classes",
            [SENSOR | {"name": "Sensor"}],
            'fleet:device_classes is [{"name": "Sensor", "publishes": ["temperature"]}]: '
            "allowed is 1 to 32 of a-z 0-9 - for the name of a class",
        ),
        (
            "device_classes",
            [SENSOR | {"publishes": []}],
            'fleet:device_classes is [{"name": "sensor", "publishes": []}]: a class publishes at least one topic',
        ),
        (
            "device_classes",
            [SENSOR | {"shadow": []}],
            f'fleet:device_classes is [{{"name": "sensor", "publishes": ["temperature"], "shadow": []}}]: {FLAG}',
        ),
        (
            "device_classes",
            [SENSOR, SENSOR],
            "fleet:device_classes has 2 classes with the name 'sensor': each name stands once, as it is the level of topics "
            "that keeps the classes apart",
        ),
        (
            "device_classes",
            [SENSOR | {"publishes": ["a", "a"]}],
            "fleet:device_classes: sensor publishes ['a', 'a']: each name stands once, whatever its case",
        ),
        (
            "device_classes",
            [SENSOR | {"publishes": ["fooBar", "foobar"]}],
            "fleet:device_classes: sensor publishes ['fooBar', 'foobar']: each name stands once, whatever its case",
        ),
        (
            "device_classes",
            [SENSOR | {"name": "pump2"}, SENSOR | {"name": "pump-2"}],
            "fleet:device_classes: 'pump2' and 'pump-2' differ in hyphens only: the outputs of the two would have one name",
        ),
        (
            "device_classes",
            [SENSOR | {"publishes": [f"t{number}" for number in range(46)]}],
            "fleet:device_classes publish on 46 topics in all: allowed is up to 45, as each gets a rule of ten resources and "
            "CloudFormation takes 500 in a stack",
        ),
        (
            "device_classes",
            [SENSOR | {"publishes": ["#"]}],
            "fleet:device_classes: sensor publishes '#': topic 'dt/acme/sensor/{thing}/#': '#' in level '#' is an MQTT "
            "wildcard. A level is plain text, or {thing} as a whole",
        ),
        (
            "device_classes",
            [SENSOR | {"commands": ["a//b"]}],
            "fleet:device_classes: sensor commands 'a//b': topic 'cmd/acme/sensor/{thing}/a//b': an empty level; write no "
            "leading, trailing or double slash",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_name_its_value_and_what_is_allowed(
    name: str, value: object, message: str
) -> None:
    assert problem(**{name: value}) == message


def test_a_command_one_byte_too_long_is_refused_as_a_setting() -> None:
    fits = "c" * (256 - len("cmd/acme/sensor//") - 128)
    read(device_classes=[SENSOR | {"commands": [fits]}])
    found = problem(device_classes=[SENSOR | {"commands": [fits + "c"]}])
    assert found.startswith(
        f"fleet:device_classes: sensor commands '{fits}c': topic 'cmd/acme/sensor/{{thing}}/{fits}c': "
    )
    assert "it is 257 bytes long with a thing name of 128; AWS IoT allows 256" in found


def test_a_setting_that_does_not_exist_is_refused_and_the_one_that_was_meant_is_named() -> None:
    assert problem(regoin="eu-west-1") == (
        f"fleet:regoin is not a setting; did you mean fleet:region? There are: {KNOWN}"
    )
    assert problem(colour="red") == f"fleet:colour is not a setting. There are: {KNOWN}"


def test_all_problems_are_said_at_once() -> None:
    lines = problem(region="mars", log_retention_days=-1, colour="red", fleet_size="x").split("\n")
    assert [line.split()[0] for line in lines] == [
        "fleet:colour",
        "fleet:region",
        "fleet:fleet_size",
        "fleet:log_retention_days",
    ]


def test_the_regions_are_those_where_botocore_knows_an_endpoint_of_aws_iot() -> None:
    assert sorted(REGIONS) == sorted(iot_regions())


def test_a_bad_setting_stops_the_app_before_anything_is_written(tmp_path: Path) -> None:
    out = tmp_path / "cdk.out"
    context = '{"fleet:region": "mars", "fleet:fleet_size": "-1"}'
    done = run_python(ROOT / "app.py", cwd=tmp_path, CDK_CONTEXT_JSON=context, CDK_OUTDIR=str(out))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Nothing is synthesized, as these settings cannot be (see docs/settings.md):",
        f'fleet:region is "mars": allowed is one of {", ".join(REGIONS)}',
        f'fleet:fleet_size is "-1": {NUMBER_OF_DEVICES}',
    ]
    assert done.stdout == ""
    assert not out.exists()
