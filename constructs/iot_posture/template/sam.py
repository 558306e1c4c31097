"""AWS SAM: the resources that a deployment makes from functions, at the places of the file that they come from.

Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-iotrule.html,
.../sam-resource-function.html and .../sam-specification-template-anatomy-globals.html, read 2026-11-22.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from iot_posture.template.contents import Entry

if TYPE_CHECKING:
    from iot_posture.template.nodes import Path

_FUNCTION = "AWS::Serverless::Function"


def with_made(entries: Sequence[Entry], body: Mapping[str, object]) -> Iterator[Entry]:
    """Each resource, and after a function what SAM makes from it: a topic rule per IoTRule event, and its role."""
    shared = _mapping(_mapping(body.get("Globals")).get("Function"))
    for entry in entries:
        yield entry
        if entry.type == _FUNCTION:
            properties = _mapping(entry.raw.get("Properties"))
            yield from _rules(entry, properties, shared)
            yield from _role(entry, properties)


def _rules(function: Entry, properties: Mapping[str, object], shared: Mapping[str, object]) -> Iterator[Entry]:
    tags = [
        {"Key": key, "Value": value}
        for given in (shared.get("Tags"), properties.get("Tags"))
        for key, value in _mapping(given).items()
    ]
    tagged = properties.get("PropagateTags", shared.get("PropagateTags")) is True
    for name, event in _mapping(properties.get("Events")).items():
        if _mapping(event).get("Type") == "IoTRule":
            place: Path = ("Properties", "Events", name)
            given = _mapping(_mapping(event).get("Properties"))
            payload = {key: given[key] for key in ("Sql", "AwsIotSqlVersion") if key in given}
            target = {"Lambda": {"FunctionArn": {"Fn::GetAtt": [function.logical_id, "Arn"]}}}
            made = _made(
                function, {"TopicRulePayload": {**payload, "Actions": [target]}, **({"Tags": tags} if tagged else {})}
            )
            places: dict[Path, Path] = {
                ("Properties",): place,
                ("Properties", "TopicRulePayload"): (*place, "Properties"),
            }
            yield Entry(function.logical_id, "AWS::IoT::TopicRule", made, function.root, places)


def _role(function: Entry, properties: Mapping[str, object]) -> Iterator[Entry]:
    policies = properties.get("Policies")
    if "Role" in properties or policies is None:
        return
    listed = policies if isinstance(policies, list) else [policies]
    at: Path = ("Properties", "Policies")
    # The trust policy is SAM's own and has no place.
    places: dict[Path, Path] = {("Properties", "ManagedPolicyArns"): at, ("Properties", "Policies"): at}
    managed: list[object] = []
    inline: list[object] = []
    for index, policy in enumerate(listed):
        where: Path = (*at, index) if isinstance(policies, list) else at
        if isinstance(policy, Mapping) and "Statement" in policy:
            places["Properties", "Policies", len(inline), "PolicyDocument"] = where
            inline.append({"PolicyName": str(index), "PolicyDocument": policy})
        elif (
            isinstance(policy, str)
            or "Ref" in _mapping(policy)
            or any(key.startswith("Fn::") for key in _mapping(policy))
        ):
            places["Properties", "ManagedPolicyArns", len(managed)] = where
            managed.append(_arn(policy))
        # What remains is a policy template, which AWS writes: it is scoped to the resource that its parameters name.
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    made = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "ManagedPolicyArns": managed,
        "Policies": inline,
    }
    yield Entry(function.logical_id, "AWS::IAM::Role", _made(function, made), function.root, places)


def _made(function: Entry, properties: Mapping[str, object]) -> Mapping[str, object]:
    condition = {"Condition": function.raw["Condition"]} if "Condition" in function.raw else {}
    return {"Properties": properties, **condition}


def _arn(policy: object) -> object:
    """The ARN of a managed policy; SAM also takes the name of one of AWS."""
    if isinstance(policy, str) and not policy.startswith("arn:"):
        return {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::aws:policy/{policy}"}
    return policy


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
