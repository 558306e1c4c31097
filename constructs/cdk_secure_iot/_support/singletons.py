"""Settings of which AWS keeps one per account and region: two in one app would overwrite each other in silence."""

from weakref import WeakKeyDictionary

from aws_cdk import Stack, Stage
from constructs import Construct

_made: WeakKeyDictionary[Stage, dict[str, list[Construct]]] = WeakKeyDictionary()


class SingletonError(ValueError):
    """A setting that exists once per account and region was declared twice in one app."""


def claim_singleton(construct: Construct, setting: str) -> None:
    """Note that this construct makes the setting for its account and region.

    Raises:
        SingletonError: another construct of the same app, or stage, made it before; the message names that one.
    """
    stage = Stage.of(construct)
    if stage is None:
        return  # a stack without an app, as some tests make it, is never deployed
    claims = _made.setdefault(stage, {})
    others = claims.get(setting, [])
    # Stages of one app are told apart only where there is more than one, as each question costs a round trip.
    others = others + [
        other
        for elsewhere, theirs in _made.items()
        if setting in theirs and elsewhere is not stage and elsewhere.node.root is stage.node.root
        for other in theirs[setting]
    ]
    environment = Stack.of(construct).environment if others else ""
    for other in others:
        same_stage = other in claims.get(setting, [])
        if Stack.of(other).environment == environment and (same_stage or "unknown" not in environment):
            raise SingletonError(
                f"{setting} exists once per account and region, and {other.node.path!r} makes it for {environment} already. "
                f"Remove {construct.node.path!r}, or give the two stacks different environments"
            )
    claims.setdefault(setting, []).append(construct)
