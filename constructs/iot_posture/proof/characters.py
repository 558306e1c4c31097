"""Classes of characters: which characters a wildcard or the value of a policy variable may hold.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/apireference/API_CreateThing.html (names of things, values of
attributes), docs.aws.amazon.com/iot/latest/developerguide/use-policy-variables.html (certificate values).
"""

import string
from collections.abc import Iterator
from dataclasses import dataclass

PREFERRED = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
"""Characters for witnesses, the most readable first. All of them may stand in names, topics and client IDs."""

_FRESH = range(0x100, 0x1100)


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """A set of characters: those allowed, or all but those excluded.

    Example:
        >>> "/" in NAME, "/" in ANY, "+" in TOPIC
        (False, True, False)
    """

    allowed: frozenset[str] | None
    excluded: frozenset[str] = frozenset()

    def __contains__(self, character: str) -> bool:
        return character not in self.excluded if self.allowed is None else character in self.allowed

    def members(self) -> Iterator[str]:
        """Its characters, the most readable first; of an endless class more than any policy can name."""
        yield from (character for character in PREFERRED if character in self)
        if self.allowed is not None:
            yield from sorted(self.allowed - set(PREFERRED))
        else:
            yield from (chr(code) for code in _FRESH)


def _all_but(characters: str) -> CharacterClass:
    return CharacterClass(None, frozenset(characters))


def _only(characters: str) -> CharacterClass:
    return CharacterClass(frozenset(characters))


ANY = _all_but("")
"""What `*` and `?` stand for."""

NAME = _only(string.ascii_letters + string.digits + ":_-")
"""Names of things and thing types."""

THING_RESOURCE = _only(string.ascii_letters + string.digits + ":_-/")
"""A thing, and perhaps one of its shadows."""

ATTRIBUTE = _only(string.ascii_letters + string.digits + "_.,@/:#=[]-")
"""Values of thing attributes: a `/` or `#` in one crosses levels or opens a filter."""

CERTIFICATE_VALUE = _all_but("*$+?#\0")
"""Values of certificate fields that are substituted."""

HEXADECIMAL = _only("0123456789abcdef")
"""Certificate IDs."""

PLAIN_TEXT = _all_but("*?${}+#\0")
"""What a template fills in at deployment: some text, no pattern."""

CLIENT_ID = _all_but("\0")
"""Client IDs, which devices choose: `/`, `+`, `#` and `*` are among them."""

TOPIC = _all_but("+#\0")
"""What a topic is made of."""

LEVEL = _all_but("/+#\0")
"""What one level of a topic is made of."""
