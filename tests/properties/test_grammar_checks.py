"""What the grammar checks call dead is dead: without it, no request that AWS IoT gets is decided otherwise."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from properties.policy_strategies import PREFIX, contexts, names, statements

from iot_posture.analysis import Finding, Verdict, analyse
from iot_posture.checks import CHECKS
from iot_posture.policy import Context, Decision, Request, evaluate, parse_policy_object
from iot_posture.policy.actions import find_action, never_asked
from iot_posture.template import Template

DEAD = ("IOT102", "IOT103", "IOT104", "IOT105", "IOT106", "IOT108", "IOT113")
"""Checks that say that what they found has no effect."""
JUDGES = [check for check in CHECKS if check.id in DEAD]

actions = st.sampled_from(
    [
        *["iot:Publish", "IOT:publish", "iot:Receive", "iot:Subscribe", "iot:Connect", "iot:GetThingShadow"],
        *["iot:ListRetainedMessages", "iot:*Shadow", "iot:*", "*", "iot:Publsh", "iot:CreateThing", "s3:*"],
    ]
)
odd_places = st.sampled_from(
    [
        *["*", "arn:aws:iot:*", "arn:*:topic/a", "arn:aws:iot:us-east-1:*:t*", "?*", f"{PREFIX}/topic/a"],
        *[f"{PREFIX}topics/a", f"{PREFIX}topic", "arn:aws:iot:us-east-1:topic/a", "arn:aws:iot:::topic/a"],
        *["arn:aws:iot:us-east-1:topic/*", f"{PREFIX}thing/${{iot:Connection.Thing.ThingName}}", f"{PREFIX}thing/a"],
        *["arn:aws:iot:us-east-1:${iot:ClientId}:topic/a", "arn:aws:sns:us-east-1:123456789012:topic/a"],
        *[
            f"{PREFIX}topic/${{iot:Thing.ThingName}}",
            f"{PREFIX}topic/${{iot:Certificate.Subject.CommonName.List}}",
            f"{PREFIX}topic/a",
            "?",
        ],
    ]
)
places = odd_places | st.builds(lambda kind, name: f"{PREFIX}{kind}/{name}", st.sampled_from(["topic", "thing"]), names)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document of plain statements, and of repetitions of them."""
    plain = st.builds(
        lambda effect, listed, resources: {"Effect": effect, "Action": listed, "Resource": resources},
        st.sampled_from(["Allow", "Allow", "Deny"]),
        st.lists(actions, min_size=1, max_size=2),
        st.lists(places, min_size=1, max_size=3),
    )
    listed = draw(st.lists(plain | statements(), min_size=1, max_size=4))
    repeated = [copy.deepcopy(draw(st.sampled_from(listed)))] if draw(st.booleans()) else []
    return {"Version": "2012-10-17", "Statement": listed + repeated}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str]:
    """A request that AWS IoT can get."""
    name = draw(
        st.sampled_from(["Publish", "Receive", "Subscribe", "Connect", "GetThingShadow", "ListRetainedMessages"])
    )
    action = find_action(f"iot:{name}")
    assert action is not None
    if not action.resource_types:
        return action.name, "*"
    topic = draw(st.sampled_from(["a", "a/b", "pump7", "pump7/a", "b", "a/a/b"]))
    return action.name, f"{PREFIX}{action.resource_types[0]}/{topic}"


def without(document: dict[str, Any], finding: Finding) -> dict[str, Any]:
    """The document without what a finding is about."""
    _, _, _, number, *rest = finding.path.split(".")
    cut = copy.deepcopy(document)
    statement = cut["Statement"][int(number)]
    if rest and len(statement[rest[0]]) > 1:
        del statement[rest[0]][int(rest[1])]
    else:
        del cut["Statement"][int(number)]
    return cut


def is_dead(finding: Finding) -> bool:
    # An exception that excepts nothing can only be taken out with another effect, and conditions are not judged here.
    named = not any(step in finding.path for step in ("NotResource", "NotAction", "Condition"))
    return finding.check_id in DEAD and finding.verdict is Verdict.VIOLATION and named


@settings(max_examples=200)
@given(documents(), contexts, st.lists(requests(), min_size=1, max_size=6))
def test_what_is_called_dead_decides_nothing(
    document: dict[str, Any], context: Context, asked: list[tuple[str, str]]
) -> None:
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}
    findings = analyse([Template.from_dict({"Resources": {"P": policy}}, file="a.json")], JUDGES)
    for finding in filter(is_dead, findings):
        for action, resource in asked:
            assert not never_asked(action, resource)
            if not find_action(action) or never_asked(action, resource, context.protocol):
                continue
            before, after = (
                evaluate([parse_policy_object(body)], context, Request(action, resource)).decision
                for body in (document, without(document, finding))
            )
            # A Deny that repeats another, or an Allow below a Deny, leaves the decision as it is; so does the rest.
            assert (before is Decision.ALLOWED) == (after is Decision.ALLOWED), (finding, action, resource)
