"""Policy documents from text: checked element by element, every refusal with its JSON path."""

import re
from collections.abc import Callable, Mapping

from iot_posture.policy import json_text
from iot_posture.policy.documents import Conditions, Effect, Origin, PolicyDocument, Statement
from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.json_text import Number
from iot_posture.policy.operators import Condition, parse_operator
from iot_posture.policy.variables import key_of

VERSIONS = ("2012-10-17", "2008-10-17")
_ACTION = re.compile(r"\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+")
_ACTION_FORM = "* or service:Action, for example iot:Publish"
_RESOURCE_FORM = "* or an ARN, for example arn:aws:iot:us-east-1:123456789012:topic/dt/pump7"
_ATTACHED = "an AWS IoT policy has none: whom it applies to is decided by what it is attached to. Next: remove it"


def parse_policy(text: str | bytes) -> PolicyDocument:
    """Read a policy document. The size of 2,048 characters is not checked here: see `PolicyDocument.validate`.

    Args:
        text: JSON; bytes are read as UTF-8.

    Raises:
        PolicyError: anything that AWS IoT would not take, with its JSON path. Never another error, whatever the text.

    Example:
        >>> parse_policy('{"Version": "2012-10-17", "Statement": {"Effect": "Permit"}}')
        Traceback (most recent call last):
        iot_posture.policy.errors.PolicyError: $.Statement.Effect: found 'Permit', expected 'Allow' or 'Deny'
    """
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            raise PolicyError(f"not UTF-8: {error.reason} at byte {error.start}. Next: save it as UTF-8", "$") from None
    return parse_policy_object(json_text.load(text))


def parse_policy_object(value: object, path: str = "$") -> PolicyDocument:
    """Read a policy document that is objects and lists already, for example a part of a template.

    Args:
        value: what JSON or YAML text meant.
        path: where the document stands, put before the paths of messages and of statements. Default: `$`.

    Raises:
        PolicyError: as `parse_policy`.
    """
    document = _object(value, path, "a policy document")
    _refuse_unknown(document, ("Version", "Id", "Statement"), path)
    version = document.get("Version")
    if "Version" in document and (type(version) is not str or version not in VERSIONS):
        expected = f"'{VERSIONS[0]}', or '{VERSIONS[1]}' in which variables are plain text"
        raise PolicyError(f"found {found(version)}, expected {expected}", f"{path}.Version")
    if "Statement" not in document:
        raise PolicyError("found no Statement, expected one or a list of them", path)
    written = document["Statement"]
    place = f"{path}.Statement"
    if isinstance(written, list | tuple):
        statements = tuple(_statement(item, f"{place}[{number}]") for number, item in enumerate(written))
    else:
        statements = (_statement(written, place),)
    id_ = _text(document["Id"], f"{path}.Id") if "Id" in document else None
    return PolicyDocument(statements, version if isinstance(version, str) else None, id_)


def _statement(value: object, path: str) -> Statement:
    statement = _object(value, path, "a statement")
    for element in ("Principal", "NotPrincipal"):
        if element in statement:
            raise PolicyError(f"found {element}; {_ATTACHED}", f"{path}.{element}")
    elements = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")
    _refuse_unknown(statement, elements, path)
    if "Effect" not in statement:
        raise PolicyError("found no Effect, expected 'Allow' or 'Deny'", path)
    effect = statement["Effect"]
    if type(effect) is not str or effect not in {"Allow", "Deny"}:
        raise PolicyError(f"found {found(effect)}, expected 'Allow' or 'Deny'", f"{path}.Effect")
    actions, not_actions = _either(statement, "Action", path, _check_action)
    resources, not_resources = _either(statement, "Resource", path, _check_resource)
    return Statement(
        _EFFECTS[effect],
        actions,
        resources,
        _conditions(statement["Condition"], f"{path}.Condition") if "Condition" in statement else {},
        _text(statement["Sid"], f"{path}.Sid") if "Sid" in statement else None,
        not_actions,
        not_resources,
        Origin(path, frozenset(name for name, part in statement.items() if isinstance(part, list | tuple))),
    )


_EFFECTS: dict[str, Effect] = {"Allow": "Allow", "Deny": "Deny"}


def _either(
    statement: Mapping[str, object], element: str, path: str, check: Callable[[str, str], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values of an element and of its `Not` form, of which exactly one must stand there."""
    negated = f"Not{element}"
    if (element in statement) == (negated in statement):
        shown = f"both {element} and {negated}" if element in statement else f"neither {element} nor {negated}"
        raise PolicyError(f"found {shown}, expected exactly one of them", path)
    name = element if element in statement else negated
    values = _texts(statement[name], f"{path}.{name}", check)
    if not values:
        raise PolicyError("found an empty list, expected at least one value", f"{path}.{name}")
    return (values, ()) if name == element else ((), values)


def _texts(value: object, path: str, check: Callable[[str, str], None]) -> tuple[str, ...]:
    listed = isinstance(value, list | tuple)
    values: list[str] = []
    for number, item in enumerate(value if isinstance(value, list | tuple) else (value,)):
        place = f"{path}[{number}]" if listed else path
        text = _text(item, place)
        check(text, place)
        values.append(text)
    return tuple(values)


def _check_action(text: str, path: str) -> None:
    if not _ACTION.fullmatch(text):
        raise PolicyError(f"found the action {found(text)}, expected {_ACTION_FORM}", path)


def _check_resource(text: str, path: str) -> None:
    if not text.startswith(("*", "?", "arn:")):
        raise PolicyError(f"found the resource {found(text)}, expected {_RESOURCE_FORM}", path)


def _conditions(value: object, path: str) -> Conditions:
    conditions: dict[str, dict[str, str | tuple[str, ...]]] = {}
    for name, keys in _object(value, path, "operators and their conditions").items():
        place = f"{path}.{name}"
        operator = parse_operator(_text(name, path), place)
        seen: set[str] = set()
        conditions[name] = {}
        for key, values in _object(keys, place, "condition keys and their values").items():
            _check_key(_text(key, place), seen, place)
            conditions[name][key] = _condition_values(values, operator, f"{place}.{key}")
    return conditions


def _check_key(key: str, seen: set[str], path: str) -> None:
    if ":" not in key:
        raise PolicyError(f"found the condition key {found(key)}, expected service:key, for example iot:ClientId", path)
    if key_of(key) in seen:
        raise PolicyError(f"found the condition key {found(key)} twice; key names are not case-sensitive", path)
    seen.add(key_of(key))


def _condition_values(value: object, condition: Condition, path: str) -> str | tuple[str, ...]:
    operator = condition.operator
    listed = isinstance(value, list | tuple)
    values: list[str] = []
    for number, item in enumerate(value if isinstance(value, list | tuple) else (value,)):
        place = f"{path}[{number}]" if listed else path
        text = (
            str(item).lower() if isinstance(item, bool) else str(item) if type(item) in {int, float, Number} else item
        )
        text = _text(text, place)
        try:
            operator.check(text)
        except ValueError:
            raise PolicyError(f"found {found(text)}, {operator.name} expects {operator.expects}", place) from None
        values.append(text)
    return values[0] if len(values) == 1 else tuple(values)


def _object(value: object, path: str, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PolicyError(f"found {found(value)}, expected {what}", path)
    json_text.refuse_duplicates(value, path)
    return value


def _refuse_unknown(value: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
    for key in value:
        if key not in known:
            raise PolicyError(f"found the element {found(key)}, expected {', '.join(known)}", path)


def _text(value: object, path: str) -> str:
    if type(value) is not str:
        raise PolicyError(f"found {found(value)}, expected a string", path)
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise PolicyError(
            "found half of a surrogate pair, expected Unicode text. Next: write the character itself", path
        )
    return value
