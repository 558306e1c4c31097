"""Two resources set the same setting of the account.

### Why it matters

AWS IoT keeps logging, the audit configuration, encryption and the certificate provider once for each account and
Region. The second resource fails the deployment or takes over the setting of the first, and deleting either of them
switches it off for both.

### How to fix it

Keep one of the resources, and let everything else refer to it.

### Examples

Non-compliant:

```json
{
  "Resources": {
    "Logging": {
      "Type": "AWS::IoT::Logging",
      "Properties": {"AccountId": {"Ref": "AWS::AccountId"}, "DefaultLogLevel": "ERROR", "RoleArn": "arn:aws:iam::1:role/a"}
    },
    "MoreLogging": {
      "Type": "AWS::IoT::Logging",
      "Properties": {"AccountId": {"Ref": "AWS::AccountId"}, "DefaultLogLevel": "WARN", "RoleArn": "arn:aws:iam::1:role/b"}
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IoT::Logging",
  "Properties": {"AccountId": {"Ref": "AWS::AccountId"}, "DefaultLogLevel": "ERROR", "RoleArn": "arn:aws:iam::1:role/a"}
}
```

### Limits

A template and its nested stacks are judged together. Two stacks of an app may go to two accounts or Regions, which no
template tells, so they are not compared; there the second deployment fails. The constructs of this library refuse a
second one in the same environment.
"""

from collections.abc import Iterator, Sequence

from iot_posture.analysis import Check, Outcome, Severity, Unresolved, Violation, WholeApp
from iot_posture.facts.account_settings import SINGLETONS
from iot_posture.template import Resource, Template, unknown_node


def judge(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
    """Look for a second resource of the same type in what is deployed as one."""
    parents = {file: template for template in templates for file in template.nested.values()}
    first: dict[tuple[Template, str], Resource] = {}
    for template in templates:
        root = template
        for _ in templates:  # a nested stack may be nested itself
            root = parents.get(root.file, root)
        for resource in template.resources(*SINGLETONS):
            other = first.setdefault((root, resource.type), resource)
            if other is not resource and not _differ(other, resource):
                yield resource, _outcome(other, resource)


def _outcome(first: Resource, second: Resource) -> Outcome:
    conditions = [first.raw.get("Condition"), second.raw.get("Condition")]
    if None not in conditions and conditions[0] != conditions[1]:
        reason = f"the conditions {conditions[0]} and {conditions[1]} are decided at deployment"
        return Unresolved(unknown_node(reason, ("Condition",)), f"whether {first.logical_id} exists beside this one")
    what = SINGLETONS[second.type]
    message = f"An account has one {what} in a Region, and {first.logical_id} declares it already."
    return Violation(second.place("Type"), message, "Keep one of the two.")


def _differ(first: Resource, second: Resource) -> bool:
    accounts = [each.properties.get("AccountId").literal for each in (first, second)]
    return None not in accounts and accounts[0] != accounts[1]


CHECK = Check(
    id="IOT512",
    name="singleton-declared-twice",
    severity=Severity.WARNING,
    since="0.1.0",
    scope=WholeApp(judge),
    page=__doc__,
    references=(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iot-logging.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iot-accountauditconfiguration.html",
    ),
)
