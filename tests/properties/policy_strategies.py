"""Random policies over a small world of names, so that they meet the requests often."""

from typing import Any

from hypothesis import strategies as st

from iot_posture.policy import Certificate, Context

PREFIX = "arn:aws:iot:us-east-1:123456789012:"
ACTIONS = ["iot:Publish", "iot:Receive", "iot:Subscribe", "iot:Connect"]
TOPICS = ["a", "b", "a/b", "a/a/b", "pump7", "pump7/a", "a/pump7", "+", "a/#", ""]
KINDS = ["topic", "topicfilter", "client"]

pieces = st.sampled_from(
    [
        *["a", "b", "/", "*", "?", "pump7", "+", "${iot:ClientId}", "${IOT:clientid}", "${iot:DomainName}"],
        *["${iot:Connection.Thing.ThingName}", "${iot:Certificate.Subject.CommonName}"],
    ]
)
names = st.lists(pieces, max_size=5).map("".join)
resources = st.one_of(
    st.just("*"),
    st.builds(lambda kind, name: f"{PREFIX}{kind}/{name}", st.sampled_from(KINDS), names),
    st.builds(lambda name: f"arn:aws:iot:*:*:topic/{name}", names),
)
actions = st.sampled_from([*ACTIONS, "*", "iot:*", "IOT:pub*", "iot:?eceive", "iotjobsdata:*"])
operators = st.builds(
    lambda quantifier, name, suffix: quantifier + name + suffix,
    st.sampled_from(["", "ForAllValues:", "ForAnyValue:"]),
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]),
    st.sampled_from(["", "", "IfExists"]),
)
values = st.lists(st.sampled_from(["true", "pump7", "pump8", "x", "p*", "*", "?", "iot.example.com"]), max_size=3)
keys = st.sampled_from(
    ["iot:Connection.Thing.IsAttached", "iot:ClientId", "iot:DomainName", "my:List", "my:Nothing", "MY:list"]
)


@st.composite
def statements(
    draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny"), *, open_points: bool = False
) -> dict[str, Any]:
    """A statement; with open points also what AWS's documents do not settle (NotAction, variables in NotResource)."""
    statement: dict[str, Any] = {"Effect": draw(st.sampled_from(effects))}
    listed = st.lists(actions, min_size=1, max_size=3)
    statement["NotAction" if open_points and draw(st.booleans()) else "Action"] = draw(listed)
    places = st.lists(resources, min_size=1, max_size=3)
    if draw(st.integers(0, 3)):
        statement["Resource"] = draw(places)
    else:
        plain = places if open_points else places.filter(lambda texts: not any("${" in text for text in texts))
        statement["NotResource"] = draw(plain)
    if draw(st.booleans()):
        conditions: dict[str, dict[str, list[str]]] = {}
        for operator, key, listed_values in draw(st.lists(st.tuples(operators, keys, values), max_size=2)):
            if not any(other.lower() == key.lower() for other in conditions.get(operator, {})):
                conditions.setdefault(operator, {})[key] = listed_values
        if draw(st.integers(0, 4)) == 0:
            conditions["Null"] = {draw(keys): [draw(st.sampled_from(["true", "false"]))]}
        statement["Condition"] = conditions
    return statement


@st.composite
def documents(
    draw: st.DrawFn, *, open_points: bool = False, effects: tuple[str, ...] = ("Allow", "Deny")
) -> dict[str, Any]:
    """A policy document of up to four statements."""
    versions = ["2012-10-17"] * 5 + ["2008-10-17"] * open_points
    listed = draw(st.lists(statements(effects, open_points=open_points), max_size=4))
    return {"Version": draw(st.sampled_from(versions)), "Statement": listed}


requests = st.builds(
    lambda action, kind, name: (action, f"{PREFIX}{kind}/{name}"),
    st.sampled_from(ACTIONS),
    st.sampled_from(KINDS),
    st.sampled_from(TOPICS),
)

contexts = st.builds(
    Context,
    protocol=st.sampled_from(["MQTT", "MQTT", "MQTT_WSS", "HTTPS"]),
    client_id=st.sampled_from([None, "pump7", "pump8"]),
    thing_name=st.sampled_from([None, "pump7"]),
    principal_attached=st.booleans(),
    attachment_type=st.sampled_from(["NON_EXCLUSIVE_THING", "EXCLUSIVE_THING"]),
    certificate=st.sampled_from([None, Certificate(subject={"CommonName": ("pump7", "pump8")})]),
    domain_name=st.sampled_from([None, "iot.example.com", "a"]),
    condition_keys=st.sampled_from([{}, {"my:List": ("pump7",)}, {"my:List": ("pump7", "x")}]),
)


def keys_of(context: Context) -> dict[str, list[str]]:
    """The condition keys of a context of `contexts`, for the oracle."""
    mqtt = context.protocol != "HTTPS"
    attached = context.principal_attached and context.thing_name is not None
    known = attached and (
        context.attachment_type == "EXCLUSIVE_THING" or (mqtt and context.client_id == context.thing_name)
    )
    found = {
        "iot:clientid": context.client_id if mqtt else None,
        "iot:domainname": context.domain_name,
        "iot:connection.thing.thingname": context.thing_name if mqtt and known else None,
        "iot:connection.thing.isattached": ("true" if known else "false") if mqtt else None,
        "iot:certificate.subject.commonname": "pump7" if context.certificate else None,
    }
    present = {key: [value] for key, value in found.items() if value is not None}
    return present | {key.lower(): list(listed) for key, listed in context.condition_keys.items()}
