"""Policies made by hand, with the answer worked out from AWS's documents before the prover was asked.

A statement is written `Allow|Deny ACTION RESOURCE`, or with names for its parts; a resource without `arn:` is in the
account of the tests. Every witness is confirmed by the evaluator once more.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from fuzz.proof_oracle import PLACE, World, objection
from iot_posture.policy import Decision, PolicyDocument, evaluate, parse_policy_object
from iot_posture.proof import (
    Answer,
    Witness,
    difference,
    prove_isolation,
    prove_never,
    prove_never_delivered,
    prove_refinement,
)

CASES = Path(__file__).parent / "cases"
SHORT = {
    "thing": "iot:Connection.Thing.ThingName",
    "client": "iot:ClientId",
    "certificate": "iot:CertificateId",
    "attribute": "iot:Connection.Thing.Attributes[site]",
    "name": "iot:Certificate.Subject.CommonName",
}
NAMES = {
    "allow": "Action",
    "deny": "Action",
    "allow-not": "NotAction",
    "resource": "Resource",
    "not-resource": "NotResource",
}


def cases(name: str) -> list[Any]:
    """The cases of a file; `x{250}` is as many characters. One with a `bug` is expected to fail until that is mended."""
    text = re.sub(r"x\{(\d+)\}", lambda match: "x" * int(match[1]), (CASES / f"{name}.yaml").read_text("utf-8"))
    return [
        pytest.param(
            case,
            id=case["why"],
            marks=[pytest.mark.xfail(reason=case["bug"], raises=AssertionError)] if "bug" in case else [],
        )
        for case in yaml.safe_load(text)
    ]


def long(text: str) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda match: f"${{{SHORT[match[1]]}}}", text)


def arn(text: str) -> str:
    return long(text if text.startswith("arn:") or text == "*" else PLACE + text)


def statement(written: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(written, str):
        effect, action, resource = written.split(" ", 2)
        return {"Effect": effect, "Action": action, "Resource": arn(resource)}
    made: dict[str, Any] = {"Effect": "Deny" if "deny" in written else "Allow"}
    for name, value in written.items():
        if name == "if":
            made["Condition"] = yaml.safe_load(long(yaml.safe_dump(value)))
        else:
            named = [value] if isinstance(value, str) else value
            made[NAMES[name]] = list(map(arn, named)) if name.endswith("resource") else value
    return made


def document(statements: list[Any], version: str = "2012-10-17") -> PolicyDocument:
    return parse_policy_object({"Version": version, "Statement": list(map(statement, statements))})


def documents(case: dict[str, Any]) -> list[PolicyDocument]:
    version = case.get("version", "2012-10-17")
    return [document(statements, version) for statements in case.get("policies") or [case["policy"]]]


def confirmed(policies: list[PolicyDocument], witness: Witness) -> bool:
    return bool(witness.requests) and all(
        evaluate(policies, witness.context, request).decision is Decision.ALLOWED for request in witness.requests
    )


def check(case: dict[str, Any], answer: Answer) -> None:
    assert str(answer.verdict) == case["expect"], answer.witness or answer.reason
    assert all(confirmed(documents(case), witness) for witness in answer.witnesses)


@pytest.mark.parametrize("case", cases("isolation"))
def test_isolation(case: dict[str, Any]) -> None:
    owned = None if "owned" not in case else tuple(case["owned"])
    shared, exclusive = tuple(case.get("shared", ())), case.get("exclusive", False)
    answer = prove_isolation(documents(case), owned=owned, shared=shared, exclusive=exclusive)
    check(case, answer)
    world = World(tuple(documents(case)), owned, shared, exclusive)
    assert [problem for witness in answer.witnesses if (problem := objection(world, witness))] == []


@pytest.mark.parametrize("case", cases("never"))
def test_never(case: dict[str, Any]) -> None:
    check(case, prove_never(documents(case), action=case["action"], resource=case["resource"]))


@pytest.mark.parametrize("case", cases("delivered"))
def test_never_delivered(case: dict[str, Any]) -> None:
    answer = prove_never_delivered(documents(case), case["topic"])
    check(case, answer)
    world = World(tuple(documents(case)))
    assert [problem for witness in answer.witnesses if (problem := objection(world, witness, isolated=False))] == []


@pytest.mark.parametrize("case", cases("refinement"))
def test_refinement(case: dict[str, Any]) -> None:
    within = case["within"]
    limit = [document(within)] if isinstance(within, list) else within
    answer = prove_refinement(documents(case), limit)
    check(case, answer)
    if isinstance(limit, list):
        assert not any(confirmed(limit, witness) for witness in answer.witnesses)


@pytest.mark.parametrize("case", cases("difference"))
def test_difference(case: dict[str, Any]) -> None:
    old, new = document(case["old"]), document(case["new"])
    changes = difference(old, new)
    assert [change.pattern for change in changes.gained] == list(map(long, case["gained"]))
    assert [change.pattern for change in changes.lost] == list(map(long, case["lost"]))
    assert changes.doubts == ()
    for one, other, listed in ((new, old, changes.gained), (old, new, changes.lost)):
        assert all(confirmed([one], change.witness) for change in listed)
        assert not any(confirmed([other], change.witness) for change in listed)
