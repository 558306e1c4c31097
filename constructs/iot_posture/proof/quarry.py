"""What is looked for: words, and the requests that a device would make with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from iot_posture.proof.characters import TOPIC, CharacterClass
from iot_posture.proof.owners import Owned
from iot_posture.proof.patterns import Side, Tokens, bind
from iot_posture.proof.policies import NamedPolicy
from iot_posture.proof.rights import Source
from iot_posture.proof.ways import Way


@dataclass(frozen=True, slots=True)
class Quarry:
    """What is looked for.

    Args:
        way: how the device comes.
        topic: patterns for the topic, or what stands in its place.
        filter: patterns for the filter; empty when there is none.
        requests: from the words found to the requests that have to be allowed, each with its action, kind and name.
        sources: where they are allowed.
        owned: by which template the topic is another's.
        not_topic: what the topic must not match.
        not_filter: what the filter must not match.
        of: what the topic is made of.
        must_fail: policies that must not allow the last request, for refinement.
    """

    way: Way
    topic: tuple[Tokens, ...]
    requests: Callable[[str, str], Sequence[tuple[str, str, str]]]
    sources: tuple[Source, ...]
    filter: tuple[Tokens, ...] = ()
    owned: Owned | None = None
    not_topic: tuple[Tokens, ...] = ()
    not_filter: tuple[Tokens, ...] = ()
    of: CharacterClass = TOPIC
    must_fail: tuple[NamedPolicy, ...] = ()

    def within(self, patterns: Iterable[Tokens], outside: Iterable[Tokens]) -> "Quarry":
        """The same, but also matching these patterns, and none of those."""
        return replace(self, topic=(*self.topic, *patterns), not_topic=(*self.not_topic, *outside))


def sharing(quarry: Quarry) -> tuple[bool, ...]:
    """Whether the filter is that of a shared subscription: where there is a filter, it may be."""
    return (False, True) if quarry.filter else (False,)


def bound(quarry: Quarry, values: Mapping[tuple[Side, str], str]) -> Quarry:
    """The same with values in place of the variables."""

    def all_of(patterns: Iterable[Tokens]) -> tuple[Tokens, ...]:
        return tuple(bind(tokens, values) for tokens in patterns)

    return Quarry(
        quarry.way,
        all_of(quarry.topic),
        quarry.requests,
        quarry.sources,
        all_of(quarry.filter),
        quarry.owned,
        all_of(quarry.not_topic),
        all_of(quarry.not_filter),
        quarry.of,
        quarry.must_fail,
    )
