"""Whether grants keep devices apart, decided when they are made and not when they are deployed."""

from collections.abc import Iterable, Mapping

from iot_posture.policy import PolicyDocument, Statement

_PLACE = "arn:aws:iot:us-east-1:123456789012:"


def breach(grants: Mapping[str, Iterable[str]], shared_topics: Iterable[str]) -> str | None:
    """A counterexample in a sentence, or None when it is proved that no device reaches what is another's.

    Args:
        grants: for each action the resources, after the fifth colon of their ARN.
        shared_topics: topics that belong to nobody.
    """
    from iot_posture.proof import prove_isolation  # noqa: PLC0415 -- an app without policies does not load the prover

    statements = (
        Statement("Allow", (action,), tuple(_PLACE + resource for resource in resources))
        for action, resources in grants.items()
    )
    answer = prove_isolation(PolicyDocument(tuple(statements)), shared=tuple(shared_topics))
    return None if answer.witness is None else answer.witness.sentence.partition(", through ")[0]
