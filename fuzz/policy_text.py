"""Throws bytes at the policy language: whatever they are, it answers, and both evaluators agree.

`python -m fuzz.policy_text [SECONDS]` (default: 60) makes inputs with hypothesis: bytes, text, and a policy with
parts cut, doubled and overwritten. What it finds is printed with the smallest input that shows it.
"""

import contextlib
import json
import random
import sys
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iot_posture.policy import Context, Evaluator, PolicyError, Request, evaluate, parse_policy, parse_policy_object
from iot_posture.policy.cases import read_tests
from iot_posture.policy.json_text import load

CONTEXT = Context(client_id="pump7", thing_name="pump7", principal_attached=True, source_ip="203.0.113.9")
REQUESTS = [
    Request("iot:Publish", "arn:aws:iot:us-east-1:123456789012:topic/a/b"),
    Request("iot:ListNamedShadowsForThing", "arn:aws:iot:us-east-1:123456789012:thing/pump7"),
]
SEED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "One",
                "Effect": "Allow",
                "Action": ["iot:Publish", "iot:*"],
                "NotResource": "arn:aws:iot:*:*:topic/${iot:ClientId, 'x'}/*?${*}",
                "Condition": {
                    "ForAllValues:StringLike": {"iot:ConnectAttributes": ["a*", "b"]},
                    "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                    "DateLessThanIfExists": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
                    "NumericEquals": {"aws:EpochTime": 1},
                    "Null": {"iot:Certificate.Subject.Country.1": "true"},
                },
            },
            {"Effect": "Deny", "NotAction": "iot:Connect", "Resource": ["*", "arn:aws:iot:r:1:topic/$(*)"]},
        ],
    }
).encode()


def target(data: bytes) -> None:
    """One input. Raises only when something is wrong."""
    try:
        document = parse_policy(data)
    except PolicyError as error:
        if not error.path.startswith("$"):
            raise AssertionError(f"no path: {error}") from error
    else:
        if parse_policy_object(document.render()) != document:
            raise AssertionError("what is rendered is not what was read")
        evaluator = Evaluator([document])
        for request in REQUESTS:
            if evaluate([document], CONTEXT, request).decision is not evaluator.decide(CONTEXT, request):
                raise AssertionError(f"the evaluators disagree on {request}")
    with contextlib.suppress(PolicyError):
        read_tests(load(data.decode("utf-8", "replace")), lambda name: {"Statement": name})


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The input with some parts cut, doubled, moved or overwritten."""
    pieces = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(pieces) + 1)
        end = min(len(pieces), start + chance.choice([1, 2, 8, 40]))
        match chance.randrange(4):
            case 0:
                del pieces[start:end]
            case 1:
                pieces[start:start] = pieces[start:end] * chance.choice([1, 2, 50])
            case 2:
                pieces[start:end] = chance.choice(
                    [b'"', b"\\", b"{", b"}", b"[", b"]", b"*", b"${", b"\xff", b"\\ud800", b"1e9"]
                )
            case _:
                pieces[start:end] = bytes(reversed(pieces[start:end]))
    return bytes(pieces)


INPUTS = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    st.builds(mutated, st.just(SEED), st.randoms(use_true_random=True)),
)


def fuzz(seconds: float) -> int:
    """Inputs until the time is over; returns how many there were."""
    until, count = time.monotonic() + seconds, 0

    @settings(max_examples=2_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(INPUTS)
    def batch(data: bytes) -> None:
        nonlocal count
        count += 1
        target(data)

    while time.monotonic() < until:
        batch()
    return count


def main() -> None:
    """Fuzz for as many seconds as the first argument says."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    target(SEED)
    sys.stdout.write(f"{fuzz(seconds):,} inputs in {seconds:.0f} s, nothing found\n")


if __name__ == "__main__":
    main()
