"""What a role's statement means for those who hold the role: shared by the checks of role aliases and of Cognito."""

from collections.abc import Iterator

from iot_posture.analysis.findings import Outcome, Unresolved, Violation
from iot_posture.template import Held, Node, broad_rights


def judge_rights(held: Held, *, who: str, question: str, fix: str, reads_own_thing: bool = True) -> Iterator[Outcome]:
    """Judge what a role allows on AWS IoT.

    Args:
        held: a statement of the role, or the place where the templates stop telling.
        who: begins the message: who gets the role.
        question: completes "cannot tell ...".
        fix: the next step.
        reads_own_thing: whether the holder may read the registry's data of the things that a statement names.
    """
    holder, statement = held
    if isinstance(statement, Node):
        yield Unresolved(statement, question)
        return
    for right in broad_rights(holder, statement, reads_own_thing=reads_own_thing):
        if right.unsure is not None:
            yield Unresolved(right.unsure, question)
        else:
            yield Violation(right.where, f"{who}, and {right.said}.", fix)
