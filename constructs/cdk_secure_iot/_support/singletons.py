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
    others = _made.setdefault(stage, {}).setdefault(setting, [])
    environment = Stack.of(construct).environment if others else ""
    for other in others:
        if Stack.of(other).environment == environment:
            raise SingletonError(
                f"{setting} exists once per account and region, and {other.node.path!r} makes it for {environment} already. "
                f"Remove {construct.node.path!r}, or give the two stacks different environments"
            )
    others.append(construct)
