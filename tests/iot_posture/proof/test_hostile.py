"""Policies made to keep the prover busy: every question ends about when its budget does, and with an answer."""

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from fuzz.proof_oracle import PLACE
from iot_posture.policy import parse_policy_object
from iot_posture.proof import Verdict, prove_isolation, prove_never, prove_never_delivered, prove_refinement

SECONDS = 0.5
SLACK = 1.0
"""What is done before the first state is spent, on a machine that others use too."""
THING = "${iot:Connection.Thing.ThingName}"


def allow(action: str, *names: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": f"iot:{action}", "Resource": [PLACE + name for name in names]}


def deny(action: str, *names: str, element: str = "Resource") -> dict[str, Any]:
    return {"Effect": "Deny", "Action": f"iot:{action}", element: [PLACE + name for name in names]}


STARS = "*".join("ab" * 40)
HOSTILE = {
    "a pattern of stars at the size limit": [allow("Publish", f"topic/{'*a' * 900}")],
    "many denies of many stars": [
        allow("Publish", "topic/*"),
        *(deny("Publish", f"topic/*{'*'.join(f'{number:b}')}*") for number in range(40, 80)),
    ],
    "many denies with NotResource": [
        allow("Publish", "topic/*"),
        *(deny("Publish", f"topic/*a*{number}*b*", element="NotResource") for number in range(25)),
    ],
    "one variable many times": [allow("Publish", f"topic/*{f'{THING}*' * 30}")],
    "glued variables": [allow("Publish", f"topic/{(THING + '${iot:ClientId}') * 12}*", f"topic/*{STARS}*")],
    "wildcards in the account": [
        allow("Publish", f"topic/{STARS}").copy() | {"Resource": "arn:*:iot:*:*:*/*a*b*c*d*e*f*"}
    ],
    "hundreds of statements": [
        allow("Publish", *(f"topic/dt/{number}/*" for number in range(200))),
        allow("Receive", *(f"topic/*{number}/{THING}/*" for number in range(150))),
        allow("Subscribe", *(f"topicfilter/*/{number}*/{THING}*" for number in range(150))),
        deny("Receive", *(f"topic/*/secret{number}/*" for number in range(50))),
    ],
    "filters of many stars": [
        allow("Receive", f"topic/*{STARS}*"),
        allow("Subscribe", f"topicfilter/*{'*b*a' * 30}*"),
        deny("Subscribe", *(f"topicfilter/*{number}*a*b*" for number in range(30))),
    ],
    "defaults": [allow("Publish", "topic/" + "${iot:Certificate.Subject.Title,'a'}" * 40)],
    "many regions": [
        {
            "Effect": "Allow",
            "Action": "iot:*",
            "Resource": [f"arn:aws:iot:r{n}:{n:012}:topic/*a*b{n}*" for n in range(60)],
        },
        {"Effect": "Allow", "Action": "iot:*", "Resource": [f"arn:aws:iot:r*{n}:*:topic/*a*b{n}*" for n in range(10)]},
    ],
    "many characters": [
        allow("Publish", "topic/a*"),
        deny("Publish", *(f"topic/a{chr(0x100 + code)}*" for code in range(4500))),
    ],
}
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "isolation": lambda policy: prove_isolation(policy, owned=["dt/{thing}/#", "+/+/{thing}/#"], seconds=SECONDS),
    "implied isolation": lambda policy: prove_isolation(policy, shared=["news/+", "*a*"], seconds=SECONDS),
    "never": lambda policy: prove_never(policy, action="iot:Publish", resource="*a*a?b*", seconds=SECONDS),
    "delivered": lambda policy: prove_never_delivered(policy, "*a*/?b*", seconds=SECONDS),
    "refinement": lambda policy: prove_refinement(
        policy, {"iot:Publish": ["topic/*a*b*c", "topic/{thing}*a*b"]}, seconds=SECONDS
    ),
}


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_question_ends_about_when_its_budget_does(hostile: str, asked: str) -> None:
    policy = parse_policy_object({"Version": "2012-10-17", "Statement": HOSTILE[hostile]})
    before = _peak()
    started = time.process_time()
    answer = QUESTIONS[asked](policy)
    assert time.process_time() - started < SECONDS * 1.25 + SLACK
    assert answer.verdict in Verdict
    assert _peak() - before < 200 * 2**20


def _peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def test_a_character_beyond_those_that_are_denied_is_found() -> None:
    policy = parse_policy_object({"Version": "2012-10-17", "Statement": HOSTILE["many characters"]})
    answer = prove_never(policy, action="iot:Publish", resource="a?")
    assert answer.verdict is Verdict.REFUTED
