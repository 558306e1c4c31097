"""Answers: a verdict, and what it rests on."""

from dataclasses import dataclass, field
from enum import StrEnum

from iot_posture.policy.context import Context
from iot_posture.policy.evaluation import Request
from iot_posture.proof.rights import Source


class Verdict(StrEnum):
    """What was decided."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Witness:
    """A counterexample. Every request in it is allowed: the evaluator of `iot_posture.policy` has confirmed that.

    Args:
        sentence: what happens, for people.
        requests: what the device asks for, in order.
        context: who asks.
        topic: the topic, or what else the requests are about: a client ID, or a thing name.
        owner: the value of the identity that the topic belongs to, where it belongs to another device.
        owned: the template by which it does.
        values: what the variables stand for.
        sources: where each request is allowed.
    """

    sentence: str
    requests: tuple[Request, ...]
    context: Context
    topic: str
    owner: str | None = None
    owned: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def render(self) -> dict[str, object]:
        """The witness as JSON."""
        context = self.context
        return {
            "sentence": self.sentence,
            "requests": [{"action": request.action, "resource": request.resource} for request in self.requests],
            "protocol": context.protocol,
            "clientId": context.client_id,
            "thingName": context.thing_name,
            "topic": self.topic,
            "owner": self.owner,
            "owned": self.owned,
            "values": dict(self.values),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, what was decided, and why.

    Args:
        query: the question, for people.
        verdict: the decision.
        witnesses: counterexamples, when refuted; the first is the plainest.
        reason: why it is undecided.
        assumptions: what the proof rests on.
        notes: what is worth knowing besides.
        unowned: rights on topics of which nothing tells whose they are, with their action.
        elapsed_ms: how long it took.
    """

    query: str
    verdict: Verdict
    witnesses: tuple[Witness, ...] = ()
    reason: str = ""
    assumptions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unowned: tuple[tuple[str, Source], ...] = ()
    elapsed_ms: float = 0.0

    @property
    def witness(self) -> Witness | None:
        """The plainest counterexample."""
        return self.witnesses[0] if self.witnesses else None

    @property
    def statements(self) -> tuple[Source, ...]:
        """The statements that let it happen."""
        return tuple(dict.fromkeys(source for witness in self.witnesses for source in witness.sources))

    def render(self) -> dict[str, object]:
        """The answer as JSON."""
        return {
            "verdict": str(self.verdict),
            "query": self.query,
            "witness": None if self.witness is None else self.witness.render(),
            "witnesses": [witness.render() for witness in self.witnesses],
            "statements": [
                {"policy": source.policy, "statement": source.statement, "resource": source.resource}
                for source in self.statements
            ],
            "reason": self.reason,
            "assumptions": list(self.assumptions),
            "notes": list(self.notes),
            "elapsed_ms": round(self.elapsed_ms, 3),
        }
