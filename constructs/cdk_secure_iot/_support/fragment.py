"""Fragment: the resources of one construct as CloudFormation JSON, made in one round trip to the jsii kernel.

A CDK app in Python pays for every call into the Node.js process behind it: one for each L1, one for each attribute read,
and again for each typed property on the way. A fragment is plain data until it is made, so its resources refer to one another
with CloudFormation's own functions and cost one call together. See docs/adr/0002-fragments.md for the figures.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from aws_cdk import CfnResource, RemovalPolicy
from aws_cdk.cloudformation_include import CfnInclude
from constructs import Construct

Json = Mapping[str, object]
_L1 = TypeVar("_L1", bound=CfnResource)

_REMOVAL = {
    RemovalPolicy.RETAIN: "Retain",
    RemovalPolicy.DESTROY: "Delete",
    RemovalPolicy.SNAPSHOT: "Snapshot",
    RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: "RetainExceptOnCreate",
}


def ref(name: str) -> Json:
    """A Ref to a resource of the same fragment."""
    return {"Ref": name}


def att(name: str, attribute: str = "Arn") -> Json:
    """An attribute of a resource of the same fragment."""
    return {"Fn::GetAtt": [name, attribute]}


class Fragment:
    """Resources of one construct. Values may hold CDK tokens as strings, of other stacks too."""

    def __init__(self) -> None:
        self._resources: dict[str, Json] = {}
        self._made: CfnInclude | None = None
        self._l1s: dict[str, CfnResource] = {}

    def add(
        self,
        name: str,
        type: str,  # noqa: A002 -- CloudFormation's own name for it
        properties: Json,
        *,
        removal_policy: RemovalPolicy | None = None,
        depends_on: Sequence[str] = (),
    ) -> None:
        """Add a resource; properties are named as in CloudFormation, and those that are None are left out."""
        resource: dict[str, object] = {"Type": type, "Properties": _without_none(properties)}
        if removal_policy is not None:
            resource |= {"DeletionPolicy": _REMOVAL[removal_policy], "UpdateReplacePolicy": _REMOVAL[removal_policy]}
        if depends_on:
            resource["DependsOn"] = list(depends_on)
        self._resources[name] = resource

    def make(self, scope: Construct) -> None:
        """Create the resources under the scope."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "fragment.json")
            file.write_text(json.dumps({"Resources": self._resources}), encoding="utf-8")
            self._made = CfnInclude(scope, "Resources", template_file=str(file), preserve_logical_ids=False)

    def l1(self, name: str, kind: type[_L1]) -> _L1:
        """The L1 of a resource, once the fragment is made."""
        if self._made is not None and name not in self._l1s:
            self._l1s[name] = self._made.get_resource(name)
        found = self._l1s.get(name)
        if not isinstance(found, kind):
            raise TypeError(f"{name} is not a {kind.__name__} of this fragment")
        return found

    def remove(self, name: str) -> None:
        """Take a resource back, for an L2 that makes it in its stead."""
        if self._made is not None:
            self._made.node.try_remove_child(name)
            self._l1s.pop(name, None)


def _without_none(properties: Json) -> Json:
    return {
        key: _without_none(value) if isinstance(value, Mapping) else value
        for key, value in properties.items()
        if value is not None
    }
