"""The policy lets one device reach what belongs to another.

### Why it matters

Testing a policy on examples finds the mistakes one thought of. This check decides for all things and all topics whether a
device can write to, read or fetch what is another's, and names a device, a topic and a statement when it can. It finds what
no list of patterns does: a thing name without a `/` behind it (`dt/${iot:Connection.Thing.ThingName}*` lets `pump` write to
`dt/pump7/...`), a level that two templates read differently, a Deny that has no effect over HTTPS, a filter whose `+` is
live although the policy takes it as text. Device Defender looks at reserved topics and literal wildcards only.

In the example below, a thing that is called `dt` may publish on `dt/state/now`, which is what the thing `state` publishes on.

### How to fix it

Put the variable on a level of its own, with literal text before it and a `/` behind it. Where the topic is meant for all
devices, declare it in the metadata of the policy: `"iot_posture": {"shared_topics": {"news/#": "the reason"}}`.

### Examples

Non-compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/${iot:Connection.Thing.ThingName}/state/now",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/now"
      ]
    }
  ]
}
```

Compliant:

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iot:Publish",
      "Resource": [
        "arn:aws:iot:us-east-1:123456789012:topic/st/${iot:Connection.Thing.ThingName}/now",
        "arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/now"
      ]
    }
  ]
}
```

### Limits

A topic belongs to the device whose name stands in it where the policy itself uses the variable; nothing else is known of
who owns what. What other checks say of single patterns is not said twice: connections and what `${iot:ClientId}` stands for
where they are open, resources that are open from their first character, reserved topics without a variable, shadows and
jobs over HTTPS, values that the template does not tell, variables without version 2012-10-17. What takes a `/` in a thing
attribute or a certificate field is unresolved. Each policy is judged alone.
docs/concepts/what-is-proved.md has the assumptions.
"""

from collections.abc import Iterator

from iot_posture.analysis import (
    ON_TOPICS,
    Check,
    EachResource,
    Outcome,
    Severity,
    Unresolved,
    Violation,
    said_elsewhere,
)
from iot_posture.policy.documents import LANGUAGE_VERSION
from iot_posture.proof import Answer, Witness, prove_isolation
from iot_posture.proof.causes import connects_as_sent, is_by_client, needs_a_slash
from iot_posture.proof.from_template import TemplatePolicy, policy_of
from iot_posture.proof.policies import NamedPolicy, resources
from iot_posture.template import Node, Resource, StatementView, policy_document, statements

_FIX = (
    "Put the variable on a level of its own with literal text before it and a / behind it, or declare the topic in the "
    "policy's metadata as shared, with a reason."
)
_WITNESSES = 8


def judge(resource: Resource) -> Iterator[Outcome]:
    """Prove isolation for the policy; what cannot be proved is said."""
    found = policy_of(resource)
    if found.policy is None or _is_of_another_version(found.policy):
        return  # IOT101 and IOT107 say it
    elsewhere = said_elsewhere(resource, found.policy)
    answer = found.ask(
        lambda policies: prove_isolation(policies, shared=found.shared, leaving_out=elsewhere, witnesses=_WITNESSES)
    )
    places = statements(policy_document(resource))
    beyond = [witness for witness in answer.witnesses if witness.requests[-1].action in ON_TOPICS]
    if any(map(is_by_client, beyond)) and _connects_as_sent(found.policy):
        beyond = [witness for witness in beyond if not is_by_client(witness)]  # IOT202 says it
    for witness in sorted(beyond, key=needs_a_slash)[:1]:
        where = _place(resource, places, witness)
        if needs_a_slash(witness):
            reason = f"if a thing attribute or a certificate field may hold a /, {witness.sentence}"
            yield Unresolved(where, "whether devices are kept apart", reason)
        else:
            yield Violation(where, f"{witness.sentence[0].upper()}{witness.sentence[1:]}.", _FIX)
    if not beyond and answer.reason:
        yield from _open(resource, found, answer, places)


def _connects_as_sent(policy: NamedPolicy) -> bool:
    """Whether a device can connect under whatever client ID it sends."""
    answer = prove_isolation([policy], owned=[], leaving_out=lambda action, _written: action != "iot:Connect")
    return answer.witness is not None and connects_as_sent(answer.witness)


def _is_of_another_version(policy: NamedPolicy) -> bool:
    """Whether variables stand in a document of a version in which they are plain text."""
    variables = any("${" in resource.text for resource in resources([policy]))
    return variables and policy.document.version != LANGUAGE_VERSION


def _open(resource: Resource, found: TemplatePolicy, answer: Answer, places: list[StatementView]) -> Iterator[Outcome]:
    if found.unsure:
        return  # the checks of single statements name what they cannot read
    unowned = [source for action, source in answer.unowned if action != "iot:Publish"]
    if answer.unowned and not unowned:
        return  # IOT204 says it of Publish
    node = places[unowned[0].statement - 1].node if unowned else policy_document(resource)
    yield Unresolved(node, "whether devices are kept apart", answer.reason)


def _place(resource: Resource, places: list[StatementView], witness: Witness) -> Node:
    source = witness.sources[-1]
    view = places[source.statement - 1]
    for node in view.resources:
        if node.text is not None and node.literal == source.resource:
            return node
    return view.node if view.node.present else policy_document(resource)


CHECK = Check(
    id="IOT215",
    name="device-reaches-another",
    severity=Severity.ERROR,
    since="0.1.0",
    scope=EachResource(("AWS::IoT::Policy",), judge),
    page=__doc__,
    controls=(
        "iot-lens:IOTSEC04-BP01",
        "nistir-8259a:Logical Access to Interfaces",
        "owasp:I3",
        "cra:Part I (2)(d)",
        "cra:Part I (2)(e)",
        "cra:Part I (2)(f)",
    ),
    references=(
        "https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html",
        "https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html",
    ),
)
