"""What is proved of the policies of a cloud assembly, and who can write what to whom: parts of the summary.

Reads templates only; it loads neither the CDK nor Node.js.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from iot_posture.proof import FlowMatrix, NamedPolicy, Verdict, flows, prove_isolation
from iot_posture.proof.from_template import TemplatePolicy, policies_in
from iot_posture.template import load_template

_HASH = re.compile(r"[0-9A-F]{8}$")
_THING = "${iot:Connection.Thing.ThingName}"


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One policy: its name, whether devices are kept apart under it, and the counterexample or the doubt if not."""

    name: str
    isolation: str
    why: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """All policies of an assembly, each as a class of devices, with the flow matrix between them."""

    lines: tuple[ProofLine, ...]
    matrix: FlowMatrix

    @property
    def refuted(self) -> bool:
        """Whether a device can reach what is another's."""
        return any(line.isolation == Verdict.REFUTED for line in self.lines)

    def tables(self) -> list[Sequence[Sequence[str]]]:
        """The policies with what is proved, and the topics with who writes and reads them."""
        policies = [("policy", "isolation", ""), *((line.name, line.isolation, line.why) for line in self.lines)]
        header, *rows = self.matrix.rows()
        topics = [header, *((topic.replace(_THING, "{thing}"), *cells) for topic, *cells in rows)]
        return [policies, topics]

    def notes(self) -> list[str]:
        """What goes from one device to another, in sentences."""
        return [
            f"a {flow.writer} reaches {_whom(flow.reach)} {flow.reader} on {flow.topic.replace(_THING, '{thing}')}"
            for flow in self.matrix.flows
            if flow.others or flow.writer != flow.reader
        ]


def prove(templates: Sequence[Path]) -> Proofs | None:
    """Decide isolation of every policy in these templates; None when there is no policy."""
    found = [policy for file in templates for policy in policies_in(load_template(file)) if policy.policy is not None]
    if not found:
        return None
    named = dict(zip(_names(found), found, strict=True))
    classes: dict[str, list[NamedPolicy]] = {
        name: [policy.policy] for name, policy in named.items() if policy.policy is not None
    }
    return Proofs(tuple(_line(name, policy) for name, policy in named.items()), flows(classes))


def _line(name: str, found: TemplatePolicy) -> ProofLine:
    answer = found.ask(lambda policies: prove_isolation(policies, shared=found.shared))
    why = answer.witness.sentence if answer.witness is not None else answer.reason
    return ProofLine(name, str(answer.verdict), why or "for all things and all topics")


def _names(found: Sequence[TemplatePolicy]) -> list[str]:
    """Logical IDs without the CDK's hash, where that tells them apart."""
    ids = [policy.resource.logical_id for policy in found]
    short = [_HASH.sub("", logical_id) or logical_id for logical_id in ids]
    return short if len(set(short)) == len(short) else ids


def _whom(reach: str) -> str:
    return {"any": "any", "others": "every other", "itself": "its own"}[reach]
