"""Which statements of a document say what an earlier one has said."""

from collections.abc import Mapping, Sequence

from iot_posture.analysis.denials import depends
from iot_posture.template import Node, StatementView


def repetitions(found: Sequence[StatementView]) -> Mapping[int, int]:
    """The place of each statement that repeats another, with the place of the first that says the same.

    A statement on whose parts a condition of the template decides repeats nothing.
    """
    first: dict[object, int] = {}
    repeated: dict[int, int] = {}
    for place, statement in enumerate(found):
        if statement.unknown is None and not depends(statement):
            earlier = first.setdefault(_content(statement), place)
            if earlier != place:
                repeated[place] = earlier
    return repeated


def _content(statement: StatementView) -> object:
    """What a statement says, whatever its Sid, its order, and the case where that does not matter."""
    effect, condition = statement.node.get("Effect"), statement.node.get("Condition")
    return (
        str(effect.text),
        (statement.inverts_actions, statement.inverts_resources),
        frozenset(_written(action, lower=True) for action in statement.actions),
        frozenset(_written(resource) for resource in statement.resources),
        repr(condition.value),
    )


def _written(node: Node, *, lower: bool = False) -> object:
    text = node.text
    if text is None:
        return repr(node.value)
    return (text.masked.lower(), text.holes) if lower else text
