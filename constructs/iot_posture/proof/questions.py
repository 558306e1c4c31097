"""What all questions have in common: the policies, the ways to come in, the budget, and the answer they come to."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from iot_posture.policy.arns import Arn
from iot_posture.policy.documents import PolicyDocument
from iot_posture.policy.errors import PolicyError
from iot_posture.proof.answers import Answer, Verdict, Witness
from iot_posture.proof.budget import Budget, BudgetSpentError
from iot_posture.proof.hunting import Hunter, UndecidedError
from iot_posture.proof.patterns import Tokens
from iot_posture.proof.policies import NamedPolicy, places, resources
from iot_posture.proof.quarry import Quarry
from iot_posture.proof.rights import Right, Rights
from iot_posture.proof.ways import THING_NAME, Way

Policies = PolicyDocument | Sequence[PolicyDocument] | Sequence[NamedPolicy] | Sequence[PolicyDocument | NamedPolicy]

DEFAULT_SECONDS = 2.0
"""How long one question may take before it is undecided."""

_ACROSS = (
    "a `*` stands for the region or the account of an ARN, and AWS does not say for AWS IoT whether it may reach across "
    "colons, as it may in IAM. Next: write region and account out"
)


def named(policies: Policies) -> list[NamedPolicy]:
    """Policies with names; documents without one are named by their number when there are several.

    Raises:
        PolicyError: there is none.
    """
    listed = [policies] if isinstance(policies, PolicyDocument) else list(policies)
    if not listed:
        raise PolicyError("found no policy, expected at least one")
    return [
        policy
        if isinstance(policy, NamedPolicy)
        else NamedPolicy.of("" if len(listed) == 1 else f"policy {number}", policy)
        for number, policy in enumerate(listed, 1)
    ]


class Situation:
    """Policies attached together, in one account and region, and the ways to come in under them."""

    def __init__(
        self, policies: Sequence[NamedPolicy], place: Arn, budget: Budget, *, exclusive: bool, across: bool = False
    ) -> None:
        self.policies = policies
        self.place = place
        self.across = across
        self.says_connect = any(policy.about("iot:Connect", "Allow") for policy in policies)
        # Nothing here refers to itself: what does is freed by the garbage collector alone, which then takes its time.
        clients = partial(_clients, policies, place, across=across)
        self.hunter = Hunter(policies, place, budget, self.says_connect, clients)
        self._exclusive = exclusive
        self._rights: dict[Way, Rights] = {}

    def rights(self, way: Way) -> Rights:
        """What the policies give to a device that comes in a way."""
        if way not in self._rights:
            self._rights[way] = Rights(self.policies, way, self.place, across=self.across)
        return self._rights[way]

    @cached_property
    def mqtt_ways(self) -> tuple[Way, ...]:
        """The ways to connect."""
        if self._exclusive:
            connects = self.rights(Way.EXCLUSIVE).allowed("iot:Connect", "client")
            pinned = self.says_connect and all(_is_own_name(right) for right in connects)
            return (Way.OWN,) if pinned else (Way.OWN, Way.EXCLUSIVE)
        if self.says_connect and not self.rights(Way.OTHER).allowed("iot:Connect", "client"):
            return (Way.OWN,)
        return (Way.OWN, Way.OTHER)

    def ways(self, *protocols: str) -> tuple[Way, ...]:
        """The ways that use one of these protocols."""
        return (*(self.mqtt_ways if "MQTT" in protocols else ()), *((Way.HTTPS,) if "HTTPS" in protocols else ()))


def _clients(policies: Sequence[NamedPolicy], place: Arn, way: Way, *, across: bool) -> list[Tokens]:
    """The client IDs under which a device that comes in a way may connect."""
    return [right.patterns[0] for right in Rights(policies, way, place, across=across).allowed("iot:Connect", "client")]


def _is_own_name(right: Right) -> bool:
    """Whether a right to connect is one under the name of the own thing, and so is like a non-exclusive attachment."""
    return right.patterns[0] == (Way.EXCLUSIVE.stands_for(THING_NAME),)


def unique(rights: Iterable[Right]) -> Iterator[Right]:
    """Rights, each once however often it is given."""
    seen = set()
    for right in rights:
        if right.key not in seen:
            seen.add(right.key)
            yield right


def decide(
    query: str,
    policies: Policies,
    ask: Callable[[Situation], Iterator[Quarry]],
    *,
    describe: Callable[[Witness, Quarry], str],
    seconds: float = DEFAULT_SECONDS,
    exclusive: bool = False,
    most: int = 1,
    assumptions: tuple[str, ...] = (),
    beside: Sequence[NamedPolicy] = (),
) -> Answer:
    """Hunt for all that a question asks about, in every account and region that the policies name.

    Args:
        query: the question, for people.
        policies: all that one device has.
        ask: what to look for.
        describe: a witness in a sentence.
        seconds: the budget.
        exclusive: whether things are attached exclusively.
        most: how many witnesses are wanted.
        assumptions: what a proof rests on, besides what is always assumed.
        beside: further policies whose accounts and regions count.
    """
    started = time.perf_counter()
    listed = named(policies)
    budget = Budget(seconds)
    witnesses: list[Witness] = []
    doubts: dict[str, None] = {}
    try:
        where = places((*listed, *beside))
        for place in where:
            budget.check()
            situation = Situation(listed, place, budget, exclusive=exclusive)
            for found in _hunted(situation, ask, doubts):
                witnesses.append(replace(found[0], sentence=describe(*found)))
                if len(witnesses) >= most:
                    break
            if witnesses:
                break
        for place in where if any(resource.head.is_open for resource in resources(listed)) else ():
            if witnesses or doubts:
                break
            budget.check()
            wide = Situation(listed, place, budget, exclusive=exclusive, across=True)
            if any(wide.hunter.exists(quarry) for quarry in ask(wide)):
                doubts[_ACROSS] = None
    except BudgetSpentError:
        doubts[f"the budget of {budget.seconds:g} s is spent. Next: give more seconds, or ask about fewer policies"] = (
            None
        )
    verdict = Verdict.REFUTED if witnesses else Verdict.UNDECIDED if doubts else Verdict.PROVED
    return Answer(
        query,
        verdict,
        tuple(witnesses),
        reason="" if witnesses else "; ".join(list(doubts)[:3]),
        assumptions=(*assumptions, *_always(exclusive)),
        notes=tuple(doubts) if witnesses else (),
        elapsed_ms=(time.perf_counter() - started) * 1000,
    )


def _hunted(
    situation: Situation, ask: Callable[[Situation], Iterator[Quarry]], doubts: dict[str, None]
) -> Iterator[tuple[Witness, Quarry]]:
    """Each witness with what was looked for; what stays open is noted."""
    for quarry in ask(situation):
        try:
            found = situation.hunter.hunt(quarry)
        except UndecidedError as doubt:
            doubts[str(doubt)] = None
            continue
        if found is not None:
            yield found, quarry


def _always(exclusive: bool) -> tuple[str, ...]:
    attached = (
        "each certificate is attached exclusively to one thing"
        if exclusive
        else "certificates are attached to their things non-exclusively, which is AWS's default"
    )
    return (attached, "each device has a certificate of its own, and its thing a name of its own")
