"""Which names a policy's resource stands for: what follows the type in its ARN, with wildcards and variables.

Sources: docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html and .../pub-sub-policy.html, read
2026-11-22.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from iot_posture.template.memo import remembered
from iot_posture.template.nodes import Node
from iot_posture.template.resource import Resource
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches

THING_NAME = "${iot:Connection.Thing.ThingName}"
_ONE, _LONG, _LETTERS = "\ue001", "\ue002", 0xE100
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WILDCARD = re.compile(r"[*?]")
_OPEN = re.compile(rf"[*?{MARK}]")
_RUN = re.compile(r"[*?]{2,}")
_COLON = re.compile(r"\$\{[^{}]*\}|(:)")
_OWN_PART = re.compile(rf"\$\{{iot:connection\.thing\.thingname\}}[^\w:*?{MARK}-]", re.IGNORECASE | re.ASCII)
"""The thing name with a character behind it that no thing name has: no other thing name goes on like this."""
_ENDS_NAME = re.compile(r"[^\w:*?-]", re.ASCII)
_IDENTITY = re.compile(
    r"iot:connection\.thing\.(?:thingname$|attributes\[)|iot:certificateid$|iot:certificate\.serialnumber$"
    r"|iot:certificate\.subject\.(?:commonname|serialnumber|distinguishednamequalifier|alternativename\.)"
    r"|iot:clientid$|cognito-identity\.amazonaws\.com:sub$",
    re.IGNORECASE,
)
"""Variables whose value is one device's own. Devices share their thing type, organization and issuer."""


@dataclass(frozen=True, slots=True)
class NamePattern:
    """Names of one resource type, such as the topics `dt/${iot:Connection.Thing.ThingName}/*`.

    Example:
        >>> NamePattern("dt/${iot:Connection.Thing.ThingName}/*").unbounded_prefix() is None
        True
        >>> NamePattern("dt/*/temperature").unbounded_prefix()
        'dt/'
    """

    masked: str

    @property
    def variables(self) -> list[str]:
        """The names of its policy variables."""
        return _VARIABLE.findall(self.masked)

    @property
    def has_wildcard(self) -> bool:
        """Whether it holds a policy wildcard; `${*}` is how policies write a literal star."""
        return _wildcard_at(self.masked, mqtt=False) is not None

    def unbounded_prefix(self, *, mqtt: bool = False) -> str | None:
        """What stands before the first wildcard that no variable of the device bounds; None if there is none.

        A variable bounds a wildcard from a level of its own: in `${iot:Connection.Thing.ThingName}*` the wildcard
        stands in the same level, so the thing `a` reaches the thing `ab`, and with a `#` between them it does not.
        With `mqtt`, the levels `+` and `#` count as wildcards too.
        """
        return _unbounded_prefix(self.masked, mqtt)

    def covers(self, other: "NamePattern") -> bool:
        """Whether all names of the other pattern are names of this one; False where only deployment tells.

        Example:
            >>> NamePattern("dt/*").covers(NamePattern("dt/${iot:ClientId}/?")), NamePattern("?").covers(NamePattern("*"))
            (True, False)
        """
        if MARK in self.masked:
            return False
        variables = sorted({name.lower() for name in [*self.variables, *other.variables]})
        mine, theirs = (_opaque(pattern.masked, variables) for pattern in (self, other))
        unknown = "".join(map(_letter, range(len(variables)))) + _LONG
        return matches(mine, theirs.replace(MARK, "*").replace("*", _LONG).replace("?", _ONE), unknown)


@lru_cache(maxsize=1024)
def _unbounded_prefix(masked: str, mqtt: bool) -> str | None:
    levels = masked.split("/")
    wild = [index for index, level in enumerate(levels) if _wildcard_at(level, mqtt=mqtt) is not None]
    if not wild:
        return None
    fixed = levels[: wild[0]] + levels[wild[-1] + 1 :]
    if any(_IDENTITY.match(name) for level in fixed for name in _VARIABLE.findall(level)):
        return None
    first = levels[wild[0]]
    before = first[: _wildcard_at(first, mqtt=mqtt)]
    return None if _OWN_PART.search(before) else "/".join([*levels[: wild[0]], before])


def _opaque(masked: str, variables: list[str]) -> str:
    """The text with a letter of its own for each variable. Of wildcards in a row, `?` comes first: `*?` is `?*`."""
    opaque = _VARIABLE.sub(lambda found: _letter(variables.index(found[1].lower())), masked)
    return _RUN.sub(lambda run: "?" * run[0].count("?") + "*" * ("*" in run[0]), opaque)


def _letter(number: int) -> str:
    return chr(_LETTERS + number)


def names_of(
    resource: Resource, node: Node, kind: str, own: Collection[tuple[str | Hole, ...]] = ()
) -> NamePattern | Node | None:
    """The names of this type (`topic`, `client`, ...) that a policy resource stands for.

    None when it stands for none, and the node itself when the template does not tell. A reference to an AWS::IoT::Thing
    counts as the thing name: such a policy is written for that one thing. So does a level that is one of `own`.
    """
    found = _names(node, resource, kind)
    return _with_own(node, found, own) if own and isinstance(found, NamePattern) else found


@remembered
def _names(node: Node, resource: Resource, kind: str) -> NamePattern | Node | None:
    rest = _resource_part(node, resource)
    return _after_type(rest, kind, node) if isinstance(rest, str) else rest


def _with_own(node: Node, names: NamePattern, own: Collection[tuple[str | Hole, ...]]) -> NamePattern:
    """The names, with the thing name for each level that is the device's own."""
    levels = [] if node.text is None else node.text.split("/")[1:]
    masked = names.masked.split("/")
    if len(levels) != len(masked):
        return names
    known = zip(levels, masked, strict=True)
    return NamePattern("/".join(_own_level(level, own) or name for level, name in known))


def _own_level(level: Text, own: Collection[tuple[str | Hole, ...]]) -> str | None:
    """The level with the thing name for one of `own`, where nothing stands behind that a thing name can go on with."""
    if level.parts in own:
        return THING_NAME
    last = level.parts[-1] if level.parts else None
    if isinstance(last, str):
        for parts in own:
            end = parts[-1] if isinstance(parts[-1], str) and len(parts) == len(level.parts) else ""
            rest = last.removeprefix(end)
            if (*level.parts[:-1], *([end] if end else [])) == parts and _ENDS_NAME.match(rest):
                return f"{THING_NAME}{rest}"
    return None


@remembered
def _resource_part(node: Node, resource: Resource) -> str | NamePattern | Node | None:
    """What stands in the last part of the ARN; or, where that is the same for every type, what `names_of` answers."""
    text = node.text
    if text is None:
        return node if node.unknown_reason is not None else None
    masked = with_known_arns(resource, text).masked
    segments = arn_segments(masked)
    fixed = {0: "arn", 2: "iot"}
    for index, segment in enumerate(segments[:-1] if len(segments) == 6 else segments):
        expected = fixed.get(index)
        wild = _WILDCARD.search(segment)
        if wild is not None and len(segments) < 6 and index == len(segments) - 1:
            start = segment[: wild.start()]
            possible = "/" not in start if expected is None else expected.startswith(start)
            return NamePattern("*") if possible else None
        if expected is not None and segment != expected and wild is None:
            return node if MARK in segment else None
    if len(segments) < 6:
        return node if MARK in masked else None
    return segments[5]


@lru_cache(maxsize=512)
def arn_segments(masked: str) -> tuple[str, ...]:
    """The up to six parts of an ARN in a policy: colons of variables do not count, and wildcards stand for colons too.

    Example:
        >>> arn_segments("arn:aws:iot:*:topic/${iot:ClientId}")
        ('arn', 'aws', 'iot', '*', '*', 'topic/${iot:ClientId}')
    """
    segments: list[str] = []
    start = 0
    for found in _COLON.finditer(masked):
        if found[1] and len(segments) < 5:
            segments.append(masked[start : found.start()])
            start = found.end()
    segments.append(masked[start:])
    wild = next((index for index, segment in enumerate(segments[:-1]) if index and _WILDCARD.search(segment)), None)
    if wild is not None:
        segments[wild : wild + 1] = [segments[wild]] * (7 - len(segments))
    return tuple(segments)


def with_known_arns(resource: Resource, text: Text) -> Text:
    """The text with the form of what it refers to: the name or the ARN of a thing, or the ARN of a role alias."""
    if not any(hole.target for hole in text.holes):
        return text
    return Text.of(*(piece for part in text.parts for piece in _known_form(resource, part)))


def _known_form(resource: Resource, part: str | Hole) -> tuple[str | Hole, ...]:
    target = None if isinstance(part, str) or part.target is None else resource.template.resource(part.target)
    if isinstance(part, str) or target is None:
        return (part,)
    _, _, attribute = part.name.partition(".")
    arn = ("arn:", Hole("AWS::Partition"), ":iot:", Hole("AWS::Region"), ":", Hole("AWS::AccountId"))
    match target.type, attribute:
        case "AWS::IoT::Thing", "Arn":
            return (*arn, f":thing/{THING_NAME}")
        case "AWS::IoT::Thing", "":
            return (THING_NAME,)
        case "AWS::IoT::RoleAlias", "RoleAliasArn":
            return (*arn, ":rolealias/", part)
    return (part,)


def _after_type(rest: str, kind: str, node: Node) -> NamePattern | Node | None:
    found, slash, name = rest.partition("/")
    if slash and found == kind:
        return NamePattern(name)
    literal = _OPEN.split(found, maxsplit=1)[0]
    if literal == found or not f"{kind}/".startswith(literal):
        return None
    if found[len(literal)] == MARK:
        return node
    return NamePattern(f"*/{name}" if slash else "*")


def _wildcard_at(text: str, *, mqtt: bool) -> int | None:
    if mqtt and text in ("+", "#"):
        return 0
    if "*" not in text and "?" not in text:
        return None
    blanked = _VARIABLE.sub(lambda variable: " " * len(variable.group()), text) if "${" in text else text
    found = _WILDCARD.search(blanked)
    return None if found is None else found.start()
