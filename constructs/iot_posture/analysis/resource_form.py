"""Whether a resource of an AWS IoT policy has a form that some request has.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html (resources), and
docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (ARNs and partitions).
"""

import re
from functools import lru_cache

from iot_posture.policy.action_use import Use, use_of
from iot_posture.policy.actions import ACTIONS
from iot_posture.policy.wildcards import Pattern
from iot_posture.template import MARK, Node, Resource, StatementView, arn_segments, with_known_arns
from iot_posture.template.memo import remembered

KINDS = tuple(dict.fromkeys(kind for action in ACTIONS for kind in action.resource_types))
"""The resource types that requests of devices have."""

_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_OPEN = re.compile(rf"[*?{MARK}]")
_PARTITION = re.compile(r"aws(-[a-z]+)*")
_REGION = re.compile(r"[a-z]+(-[a-z]+)+-\d+")
_ACCOUNT = re.compile(r"\d{12}")
_STARTS = [re.compile(start) for start in ("(a(rn?)?)?", "[a-z-]*", "(i(ot?)?)?", r"[a-z\d-]*", r"\d*")]
"""What may stand before a `*` that ends an ARN in each of its first five parts."""


def resource_faults(resource: Resource, statement: StatementView) -> list[tuple[Node, str | Node | None]]:
    """Each resource with why no request has it: None when one can, and the node when the template does not tell.

    Statements whose actions no device can use are left alone, and so are resources of another service beside its
    actions.
    """
    return _faults(statement, resource)


@remembered
def _faults(statement: StatementView, resource: Resource) -> list[tuple[Node, str | Node | None]]:
    actions = [action.literal for action in statement.actions]
    uses = {None if action is None else use_of(action) for action in actions}
    if not {None, Use.DEVICE} & uses:
        return [(node, None) for node in statement.resources]
    services = [Pattern.of((action or "").lower().partition(":")[0]) for action in dict.fromkeys(actions)]
    found: list[tuple[Node, str | Node | None]] = []
    for node in statement.resources:
        text = node.text
        if text is None:
            found.append((node, "it is not a text" if node.unknown_reason is None else node))
        else:
            masked = with_known_arns(resource, text).masked
            found.append((node, _fault(masked, node, services, every_type=uses != {Use.DEVICE})))
    return found


def _fault(masked: str, node: Node, services: list[Pattern], *, every_type: bool) -> str | Node | None:
    segments = arn_segments(masked)
    if len(segments) < 6:
        if MARK in masked:
            return node
        start, wildcard, _ = segments[-1].partition("*")
        if wildcard and ("?" in start or _STARTS[len(segments) - 1].fullmatch(start)):
            return None
        return f"it has {len(segments)} of the six parts of an ARN" if segments[0] == "arn" else "it is not an ARN"
    scheme, partition, service, region, account = (_VARIABLE.sub(MARK, segment) for segment in segments[:5])
    if service not in ("iot", "iotjobsdata") and any(known.matches(service) for known in services):
        return None
    said = _head_fault(scheme, partition, service, region, account)
    return said if said or every_type else _type_fault(segments[5], node)


@lru_cache(maxsize=256)
def _head_fault(scheme: str, partition: str, service: str, region: str, account: str) -> str | None:
    """What is wrong before the resource part; nearly all resources of an app begin alike."""
    for said, wrong in (
        (f"it begins with {scheme!r}, and not with arn", not _OPEN.search(scheme) and scheme != "arn"),
        (f"{partition!r} is no partition", not _OPEN.search(partition) and not _PARTITION.fullmatch(partition)),
        (f"its service is {service!r}, and not iot", not _OPEN.search(service) and service != "iot"),
        ("it has no region", region == ""),
        ("it has no account", account == ""),
        (f"{region!r} is no region", not _OPEN.search(region) and not _REGION.fullmatch(region)),
        (f"{_OPEN.sub('', account)!r} is no account ID", not _is_account(account)),
    ):
        if wrong:
            return said
    return None


def _is_account(account: str) -> bool:
    known = _OPEN.sub("", account)
    return _ACCOUNT.fullmatch(account) is not None if known == account else known == "" or known.isdecimal()


def _type_fault(rest: str, node: Node) -> str | Node | None:
    kind, slash, name = rest.partition("/")
    if kind == "" and slash:
        return "a stray slash stands before its type"
    opened = _OPEN.search(kind)
    if opened is not None:
        possible = any(f"{known}/".startswith(kind[: opened.start()]) for known in KINDS)
        return (node if opened[0] == MARK else None) if possible else f"{kind[: opened.start()]!r} begins no type"
    if kind not in KINDS:
        return f"its type {kind!r} is none of {', '.join(KINDS)}"
    return None if name else f"it names nothing after {kind}/"
