"""Whom the policy of a key lets use it, and through which service.

Source: docs.aws.amazon.com/kms/latest/developerguide/key-policies.html and .../conditions-kms.html, read 2026-11-22.
"""

from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView
from iot_posture.template.rules import RuleAction
from iot_posture.template.values import MARK


def admits(statement: StatementView, name: str, service: str, action: RuleAction) -> bool | Node:
    """Whether a statement of a key's policy admits the role of a rule action, or what keeps one from telling.

    A statement for the account admits the roles to which IAM policies of the account give the permission.
    """
    if statement.unknown is not None:
        return statement.unknown
    means, principal = statement.means(name), statement.node.get("Principal")
    if not statement.allows or means is not True:
        return means if statement.allows else False
    if principal.text is None and principal.unknown_reason is not None:
        return principal
    callers = [principal] if principal.text is not None else principal.get("AWS").elements()
    through = [values for _, key, values in statement.conditions() if key == "kms:viaservice"]
    services = [value.text.masked for values in through for value in values.elements() if value.text is not None]
    via = not through or any(value.startswith((f"{service}.", "*", MARK)) for value in services)
    return via and any(_is_caller(caller, action) for caller in callers)


def _is_caller(caller: Node, action: RuleAction) -> bool:
    text, role = caller.text, action.role
    if text is None or str(text) == str(action.settings.get("RoleArn").text):
        return True
    if role is not None and any(hole.target == role.logical_id for hole in text.holes):
        return True
    if any(hole.target is None and not hole.name.startswith("AWS::") for hole in text.holes):
        return True
    masked = text.masked
    account = text.whole_hole.name == "AWS::AccountId" if text.whole_hole is not None else masked.isdecimal()
    return account or masked == "*" or masked.endswith(":root")
