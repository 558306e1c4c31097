"""Settings of which AWS keeps one per account and region: two in one app would overwrite each other in silence."""

from weakref import WeakKeyDictionary

from aws_cdk import Stack
from constructs import Construct, IConstruct

_made: WeakKeyDictionary[IConstruct, dict[tuple[str, str], str]] = WeakKeyDictionary()


class SingletonError(ValueError):
    """A setting that exists once per account and region was declared twice in one app."""


def claim_singleton(construct: Construct, setting: str) -> None:
    """Note that this construct makes the setting for its account and region.

    Raises:
        SingletonError: another construct of the same app made it before; the message names that one.
    """
    stack = Stack.of(construct)
    node = stack.node
    claimed = _made.setdefault(node.root, {})
    place = (setting, stack.environment)
    if first := claimed.get(place):
        raise SingletonError(
            f"{setting} exists once per account and region, and {first!r} makes it for {stack.environment} already. "
            f"Remove {construct.node.path!r}, or give the two stacks different environments."
        )
    claimed[place] = construct.node.path
