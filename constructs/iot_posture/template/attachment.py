"""Whether a statement demands that the connection's thing is attached to its certificate.

Source: docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html, read 2026-11-22.
"""

from collections.abc import Iterator

from iot_posture.template.policies import StatementView

_ATTACHED = "iot:connection.thing.isattached"


def demands_attachment(statement: StatementView) -> bool:
    """Whether `iot:Connection.Thing.IsAttached` has to be true; an operator that holds without the key demands nothing."""
    return any(_asks_for(statement, "true"))


def is_about_unattached(statement: StatementView) -> bool:
    """Whether the only condition is that `iot:Connection.Thing.IsAttached` is false."""
    return list(_asks_for(statement, "false")) == [True]


def _asks_for(statement: StatementView, wanted: str) -> Iterator[bool]:
    for operator, key, values in statement.conditions():
        given = [(value.literal or "").lower() for value in values.elements()]
        yield operator == "bool" and key == _ATTACHED and given == [wanted]
