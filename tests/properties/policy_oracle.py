"""A slow, obvious evaluator of AWS IoT policies, for questions without open points.

It shares no code with the package: patterns are regular expressions made naively, variables are replaced in the
text, every value is looked up in a plain dictionary. It knows the part of the language that `policy_strategies` makes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Keys = Mapping[str, Sequence[str]]


def naive_match(pattern: str, text: str) -> bool:
    """`*` is any text and `?` one character: the regular expression everybody would write."""
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def decide(documents: Sequence[Mapping[str, Any]], keys: Keys, action: str, resource: str) -> str:
    """The decision on a request, by the words of the guide: a Deny, else an Allow, else nothing."""
    effects = {
        statement["Effect"]
        for document in documents
        for statement in document["Statement"]
        if _applies(statement, document["Version"] == "2012-10-17", keys, action, resource)
    }
    if "Deny" in effects:
        return "EXPLICIT_DENY"
    return "ALLOWED" if "Allow" in effects else "IMPLICIT_DENY"


def _applies(statement: Mapping[str, Any], variables: bool, keys: Keys, action: str, resource: str) -> bool:
    named = any(naive_match(pattern.lower(), action.lower()) for pattern in _listed(statement, "Action"))
    covered = False
    for pattern in _listed(statement, "Resource"):
        bound = _bound(pattern, keys) if variables else pattern
        covered = covered or (bound is not None and naive_match(bound, resource))
    if named == ("NotAction" in statement) or covered == ("NotResource" in statement):
        return False
    return all(
        _holds(operator, keys.get(key.lower(), ()), values)
        for operator, conditions in statement.get("Condition", {}).items()
        for key, values in conditions.items()
    )


def _listed(statement: Mapping[str, Any], name: str) -> list[str]:
    values = statement.get(name, statement.get(f"Not{name}"))
    return [values] if isinstance(values, str) else list(values or ())


def _bound(pattern: str, keys: Keys) -> str | None:
    """The pattern with values put in; None when a variable has none. The values that are made hold no wildcards."""
    for name in re.findall(r"\$\{([^}]*)\}", pattern):
        if not keys.get(name.lower()):
            return None
        pattern = pattern.replace(f"${{{name}}}", keys[name.lower()][0])
    return pattern


def _holds(operator: str, values: Sequence[str], policy: Sequence[str]) -> bool:
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return ("false" if values else "true") in policy
    if name.endswith("IfExists"):
        return not values or _holds(operator.removesuffix("IfExists"), values, policy)
    if name == "StringEquals":
        meets = [value in policy for value in values]
    elif name == "StringNotEquals":
        meets = [value not in policy for value in values]
    elif name == "StringLike":
        meets = [any(naive_match(pattern, value) for pattern in policy) for value in values]
    else:
        meets = [not any(naive_match(pattern, value) for pattern in policy) for value in values]
    if quantifier == "ForAllValues":
        return all(meets)
    if quantifier == "ForAnyValue":
        return any(meets)
    return all(meets) if "Not" in name else any(meets)
