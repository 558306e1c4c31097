"""What the checks say a policy gives, against the plain evaluator: nothing that is allowed may get lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_questions import HERE, document, statement

from iot_posture.analysis import analyse
from iot_posture.checks import CHECKS
from iot_posture.policy import Context, Decision, Request, evaluate, parse_policy_object
from iot_posture.template import Template, accesses, grants_any_action, matches, policy_document, statements

ME = Context(client_id="me", thing_name="me", principal_attached=True)
THING = "${iot:Connection.Thing.ThingName}"
actions = st.sampled_from(["iot:Publish", "iot:P*", "iot:*", "*", "iot:Receive", ["iot:Receive", "IOT:PUBLISH"]])
conditions = st.sampled_from([{}, {}, {"Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}}])


def statements_on(resources: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, object]]]:
    listed = st.lists(resources, min_size=1, max_size=2)
    return st.lists(
        st.builds(
            lambda effect, action, where, what, which, more: statement(
                effect, **{which[0]: action, which[1]: where if what else where[0], **more}
            ),
            st.sampled_from(["Allow", "Allow", "Deny"]),
            actions,
            listed,
            st.booleans(),
            st.sampled_from([("action", "resource")] * 6 + [("NotAction", "resource"), ("action", "NotResource")]),
            conditions,
        ),
        min_size=1,
        max_size=3,
    )


def allowed(policy: list[dict[str, object]], action: str, resource: str) -> bool:
    asked = Request(action, HERE + resource)
    return evaluate([parse_policy_object(document(*policy))], ME, asked).decision is Decision.ALLOWED


def template_of(policy: list[dict[str, object]]) -> Template:
    resource = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document(*policy)}}
    return Template.from_dict({"Resources": {"P": resource}}, file="a.json")


short = st.sampled_from(
    ["*", "a", "a/*", "a?", "?", "*/a", f"a/{THING}", f"{THING}/*", "a/b", "??", "a/me", "[a]", "b/*"]
)


@settings(max_examples=400)
@given(
    statements_on(st.one_of(short.map("topic/{}".format), st.sampled_from(["*", "topicfilter/*"]))),
    st.sampled_from(["a", "b", "me", "a/b", "a/me", "me/a", "a/b/a", "ab", "b/me"]),
)
def test_every_topic_that_is_allowed_lies_in_what_the_checks_look_at(
    policy: list[dict[str, object]], topic: str
) -> None:
    (resource,) = template_of(policy).resources()
    found = [access.names for access in accesses(resource, "topic", ("iot:Publish",))]
    seen = any(names is not None and matches(re.sub(r"\$\{.*?\}", "me", names.masked), topic) for names in found)
    owned = any(
        view.allows and (view.inverts_actions or view.inverts_resources or grants_any_action(resource, view))
        for view in statements(policy_document(resource))
    )
    if allowed(policy, "iot:Publish", f"topic/{topic}"):
        assert seen or owned


things = st.sampled_from(["*", "pu*", "?ump", "pump*", THING, f"{THING}*", "+"])
below = st.sampled_from(
    ["*", "shadow/update", "jobs/get", "shadow/*", "*/update", "*/get", "???s/get", f"*/{THING}/get"]
)
reserved = st.one_of(
    st.builds("topic/$aws/things/{}/{}".format, things, below),
    st.sampled_from(
        ["topic/*", "topic/$aws/*", "topic/$aws/*/update", "topic/$aws/t*", f"topic/*/{THING}/*", "topic/?aws/*"]
    ),
)
denied = st.sampled_from(["topic/$aws/things/*/jobs/*", f"topic/$aws/things/{THING}/*", "topic/$aws/things/pump*"])


@pytest.mark.parametrize("topic", ["$aws/things/pump/shadow/update", "$aws/things/pump/jobs/get"])
@settings(max_examples=300)
@given(
    where=st.lists(reserved, min_size=1, max_size=2), deny=denied, which=st.sampled_from(["resource", "NotResource"])
)
def test_what_a_device_may_do_to_another_thing_is_found(where: list[str], deny: str, which: str, topic: str) -> None:
    policy = [statement(resource=where), statement("Deny", **{which: deny})]
    if allowed(policy, "iot:Publish", f"topic/{topic}"):
        ids = {found.check_id for found in analyse([template_of(policy)], CHECKS)}
        assert ids & {"IOT203", "IOT206", "IOT207", "IOT210"}
