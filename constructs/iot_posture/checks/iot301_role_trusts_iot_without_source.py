"""The role lets AWS IoT assume it on behalf of any account or any feature.

### Why it matters

AWS IoT is one service for all customers. A role that trusts `iot.amazonaws.com` without a condition on the source can
be used by AWS IoT on somebody else's behalf, when they name your role in a rule of theirs: the confused deputy
problem. `aws:SourceAccount` limits the role to your account, which ends that; `aws:SourceArn` limits it to one feature
of your account besides, so that not every rule can use every role.

### How to fix it

Add both conditions to the trust policy: `StringEquals` on `aws:SourceAccount` with your account, and `ArnLike` on
`aws:SourceArn` with the rule, role alias, provisioning template, mitigation action or security profile that uses the
role.

### Examples

Non-compliant:

```json
{
  "Type": "AWS::IAM::Role",
  "Properties": {
    "AssumeRolePolicyDocument": {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "iot.amazonaws.com"}, "Action": "sts:AssumeRole"}
      ]
    }
  }
}
```

Compliant:

```json
{
  "Type": "AWS::IAM::Role",
  "Properties": {
    "AssumeRolePolicyDocument": {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {"Service": "iot.amazonaws.com"},
          "Action": "sts:AssumeRole",
          "Condition": {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
            "ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/readings"}}
          }
        }
      ]
    }
  }
}
```

### Limits

One of the two conditions is enough: each names your account, so nobody else can use the role. That `aws:SourceArn` would
narrow it further is not reported; the fix names it where AWS documents that it is sent, which is where the template shows
a topic rule, role alias, provisioning template, CA certificate, mitigation action, security profile or encryption
configuration using the role, and nothing else of AWS IoT. Conditions in Deny statements are not considered.
"""

from collections.abc import Iterator

from iot_posture.analysis import Check, EachResource, Outcome, Severity, Unresolved, Violation
from iot_posture.template import MARK, Node, Resource, StatementView, read_document, references_to, statements

_SERVICES = ("iot.", "credentials.iot.")
_OPERATORS = frozenset(("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"))
SENDS_SOURCE_ARN = {
    "AWS::IoT::CACertificate": "RegistrationConfig",
    "AWS::IoT::EncryptionConfiguration": "KmsAccessRoleArn",
    "AWS::IoT::MitigationAction": "RoleArn",
    "AWS::IoT::ProvisioningTemplate": "ProvisioningRoleArn",
    "AWS::IoT::RoleAlias": "RoleArn",
    "AWS::IoT::SecurityProfile": "AlertTargets",
    "AWS::IoT::TopicRule": "TopicRulePayload",
}
"""The property under which each resource takes a role that AWS IoT assumes with `aws:SourceArn`."""


def judge(resource: Resource) -> Iterator[Outcome]:
    """Look at the trust policy for AWS IoT without a bound source."""
    for statement in statements(read_document(resource.properties.get("AssumeRolePolicyDocument"))):
        if statement.unknown is not None:
            yield Unresolved(statement.unknown, "whom this role trusts")
        elif statement.allows:
            for service in statement.node.get("Principal").get("Service").elements():
                if service.text is not None and _is_iot(service.text.masked):
                    yield from _judge_source(resource, statement, service)


def _judge_source(resource: Resource, statement: StatementView, service: Node) -> Iterator[Outcome]:
    bound = {
        key for operator, key, values in statement.conditions() if operator in _OPERATORS and _is_bound(key, values)
    }
    if bound:
        return
    unknown = next(
        (values for _, _, values in statement.conditions() if values.text is None and values.unknown_reason), None
    )
    condition = statement.node.get("Condition")
    if condition.unknown_reason is not None:
        unknown = condition
    if unknown is not None:
        yield Unresolved(unknown, f"whether {service.text} may use this role for others")
    else:
        message = f"{service.text} may assume this role on behalf of any account: no condition binds the source."
        fix = "Add StringEquals on aws:SourceAccount"
        user = _documented_user(resource)
        fix += f", and ArnLike on aws:SourceArn that names {user}." if user else "."
        yield Violation(condition, message, fix)


def _is_iot(service: str) -> bool:
    return any(service.startswith((f"{prefix}amazonaws.com", f"{prefix}{MARK}")) for prefix in _SERVICES)


def _is_bound(key: str, values: Node) -> bool:
    bound = {"aws:sourceaccount": _names_one, "aws:sourcearn": _names_account}.get(key)
    texts = [value.text for value in values.elements()]
    return bound is not None and bool(texts) and all(text is not None and bound(text.masked) for text in texts)


def _names_one(account: str) -> bool:
    return account != "" and "*" not in account and "?" not in account


def _names_account(arn: str) -> bool:
    segments = arn.split(":", 5)
    return arn == MARK or (len(segments) == 6 and _names_one(segments[4]))


def _documented_user(role: Resource) -> str | None:
    """The one kind of use that the template shows, when AWS documents that it sends the source ARN."""
    users = [
        (user, path[1])
        for user, path in references_to(role.template, role.logical_id)
        if user.type.startswith("AWS::IoT::") and len(path) > 1
    ]
    if users and all(SENDS_SOURCE_ARN.get(user.type) == step for user, step in users):
        return f"{users[0][0].type} {users[0][0].logical_id}"
    return None


CHECK = Check(
    id="IOT301",
    name="role-trusts-iot-without-source",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IAM::Role",), judge),
    page=__doc__,
    controls=(
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",
    ),
)
