"""What checks of a whole app see across its templates."""

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.template import Template

LOGGING = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "ERROR", "RoleArn": "r"}}
CLAIM = {"Type": "AWS::IoT::Certificate", "Properties": {"Status": "ACTIVE"}}
AUDIT = {
    "Type": "AWS::IoT::AccountAuditConfiguration",
    "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT502", "reason": "one check"}]}},
    "Properties": {"AuditCheckConfigurations": {"LoggingDisabledCheck": {"Enabled": True}}},
}
DAILY = {"Type": "AWS::IoT::ScheduledAudit", "Properties": {"Frequency": "DAILY", "TargetCheckNames": []}}


def template(file: str, **resources: object) -> Template:
    return Template.from_dict({"Resources": resources}, file=file)


def found(*templates: Template) -> list[tuple[str, str, str]]:
    return [
        (item.check_id, item.file, item.resource) for item in analyse(templates, CHECKS) if item.acknowledged is None
    ]


def test_what_one_stack_lacks_another_stack_of_the_app_may_have() -> None:
    account = template("account.json", Logging=LOGGING, Audit=AUDIT)
    assert found(account, template("devices.json", Claim=CLAIM)) == [("IOT506", "account.json", "Audit")]
    assert found(account, template("devices.json", Claim=CLAIM), template("audits.json", Daily=DAILY)) == []


def test_settings_in_one_stack_and_devices_in_another_are_an_app_without_an_audit() -> None:
    apart = [template("account.json", Logging=LOGGING), template("devices.json", Claim=CLAIM)]
    assert found(*apart) == [("IOT504", "devices.json", "Claim")]


def test_a_single_resource_is_a_part_of_an_app_and_four_are_one() -> None:
    rows = {f"Claim{number}": CLAIM for number in range(4)}
    one = template("one.json", Claim=CLAIM)
    assert found(one) == []
    four = [(check, "four.json", "Claim0") for check in ("IOT501", "IOT504")]
    assert [each for each in found(template("four.json", **rows)) if each[0] in ("IOT501", "IOT504")] == four


def test_two_stacks_may_be_two_accounts() -> None:
    assert found(template("one.json", Logging=LOGGING), template("two.json", Logging=LOGGING)) == []


def test_a_nested_stack_is_in_the_account_of_its_parent_however_deep() -> None:
    stack = {"Type": "AWS::CloudFormation::Stack"}
    root = template("root.json", Logging=LOGGING, Child=stack)
    child = template("child.json", Deeper=stack)
    deeper = template("deeper.json", Logging=LOGGING)
    root.nested["Child"] = child.file
    child.nested["Deeper"] = deeper.file
    assert found(root, child, deeper) == [("IOT512", "deeper.json", "Logging")]
