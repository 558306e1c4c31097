"""Short ways to put a question to a policy, for tests."""

from collections.abc import Mapping, Sequence

from iot_posture.policy import Context, PolicyDocument, Request, Result, evaluate, parse_policy_object

HERE = "arn:aws:iot:us-east-1:123456789012:"

PUMP7 = Context(client_id="pump7", thing_name="pump7", principal_attached=True)
"""A device as it should be: its client ID is the name of the thing that its certificate is attached to."""


def statement(
    effect: str = "Allow", action: object = "iot:Publish", resource: object = "*", **rest: object
) -> dict[str, object]:
    """A statement; resources without an ARN lie `HERE`. `NotAction` and `NotResource` replace what they negate."""
    parts: dict[str, object] = {"Effect": effect, "Action": action, "Resource": resource, **rest}
    for name in ("Action", "Resource"):
        if f"Not{name}" in parts:
            del parts[name]
    for name in ("Resource", "NotResource"):
        if name in parts:
            parts[name] = _placed(parts[name])
    return parts


def document(*statements: Mapping[str, object], version: str | None = "2012-10-17") -> dict[str, object]:
    """A policy document, as JSON."""
    return {"Statement": list(statements)} | ({} if version is None else {"Version": version})


def ask(
    statements: Mapping[str, object] | Sequence[Mapping[str, object]],
    request: str,
    context: Context = PUMP7,
    *,
    version: str | None = "2012-10-17",
    role_policies: Sequence[PolicyDocument] | None = None,
) -> Result:
    """What a policy of these statements says to a request such as `iot:Publish topic/a`."""
    listed = [statements] if isinstance(statements, Mapping) else statements
    action, _, resource = request.partition(" ")
    policy = parse_policy_object(document(*listed, version=version))
    return evaluate([policy], context, Request(action, str(_placed(resource))), role_policies=role_policies)


def decision(
    statements: Mapping[str, object] | Sequence[Mapping[str, object]],
    request: str,
    context: Context = PUMP7,
    *,
    version: str | None = "2012-10-17",
) -> str:
    """The decision alone, by its name."""
    return ask(statements, request, context, version=version).decision.value


def _placed(resource: object) -> object:
    if isinstance(resource, list):
        return [_placed(item) for item in resource]
    return resource if resource == "*" or str(resource).startswith("arn:") else f"{HERE}{resource}"
