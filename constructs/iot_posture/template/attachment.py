"""Whether a statement demands that the connection's thing is attached to its certificate.

Source: docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html, read 2026-11-22.
"""

from iot_posture.template.policies import StatementView

_ATTACHED = "iot:connection.thing.isattached"


def demands_attachment(statement: StatementView) -> bool:
    """Whether `iot:Connection.Thing.IsAttached` has to be true; an operator that holds without the key demands nothing."""
    return any(
        operator == "bool"
        and key == _ATTACHED
        and [(value.literal or "").lower() for value in values.elements()] == ["true"]
        for operator, key, values in statement.conditions()
    )
