"""Policy variables: which resolve when, what stands in for them, and why some do not."""

from dataclasses import replace

import pytest
from policy_questions import PUMP7, ask, decision, statement

from iot_posture.policy import Certificate, Context
from iot_posture.policy.keys import RequestKeys
from iot_posture.policy.uncertainties import Reading
from iot_posture.policy.variables import (
    ALTERNATIVE_NAMES,
    KNOWN_KEYS,
    NAME_ATTRIBUTES,
    VARIABLES,
    is_known,
    key_of,
)

NAMES = {name: (f"{name}-1", f"{name}-2") for name in NAME_ATTRIBUTES}
ALTERNATIVES = {name: (f"{name}-1",) for name in ALTERNATIVE_NAMES}
FULL = Context(
    client_id="pump7",
    thing_name="pump7",
    thing_type_name="Pump",
    thing_attributes={"Site": "north", "a,b": "comma"},
    principal_attached=True,
    certificate=Certificate("c0ffee", "42", NAMES, NAMES, ALTERNATIVES, ALTERNATIVES),
    source_ip="203.0.113.9",
    domain_name="iot.example.com",
    source_vpc="vpc-1",
    source_vpce="vpce-1",
    vpc_source_ip="10.0.0.1",
    current_time="2026-11-22T12:00:00Z",
    connect_attributes=("LastWill",),
    last_will_topic="arn:aws:iot:us-east-1:123456789012:topic/will",
    direct_message_topic="hello",
)


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_catalogued_variable_has_a_value_in_a_full_context(variable: object) -> None:
    name = variable.name  # type: ignore[attr-defined]
    action = variable.action or "iot:Publish"  # type: ignore[attr-defined]
    assert RequestKeys(FULL, action, Reading()).values(name)
    assert RequestKeys(Context(), action, Reading()).values(name) in {None, ("false",)}


@pytest.mark.parametrize("variable", [v for v in VARIABLES if v.action], ids=lambda variable: variable.name)
def test_request_variables_come_with_their_action_alone(variable: object) -> None:
    assert RequestKeys(FULL, "iot:Subscribe", Reading()).values(variable.name) is None  # type: ignore[attr-defined]


def test_there_are_as_many_variables_as_the_pages_list() -> None:
    assert len(NAME_ATTRIBUTES) == 13
    assert len(ALTERNATIVE_NAMES) == 5
    assert len(VARIABLES) == len(KNOWN_KEYS) == 11 + 3 + 3 + 2 * 2 * (13 + 5)


def substituted(variable: str, context: Context = FULL) -> str | None:
    """What `${variable}` stands for, found by publishing to it; None when it has no value."""
    for value in ("pump7", "Pump", "north", "comma", "c0ffee", "42", "203.0.113.9", "Country-1", "Country-2", "none"):
        if (
            decision(statement(resource=f"topic/x/${{{variable}}}"), f"iot:Publish topic/x/{value}", context)
            == "ALLOWED"
        ):
            return value
    return None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("iot:ClientId", "pump7"),
        ("IOT:clientID", "pump7"),
        (" iot:ClientId ", "pump7"),
        ("aws:SourceIp", "203.0.113.9"),
        ("iot:Connection.Thing.ThingName", "pump7"),
        ("iot:Connection.Thing.ThingTypeName", "Pump"),
        ("iot:Connection.Thing.Attributes[Site]", "north"),
        ("iot:Connection.Thing.Attributes[site]", None),
        ("iot:Connection.Thing.Attributes[a,b]", "comma"),
        ("iot:Thing.ThingName", None),
        ("iot:CertificateId", "c0ffee"),
        ("iot:Certificate.SerialNumber", "42"),
        ("iot:Certificate.Subject.Country", "Country-1"),
        ("iot:Certificate.Issuer.Country.0", "Country-1"),
        ("iot:Certificate.Subject.Country.1", "Country-2"),
        ("iot:Certificate.Subject.Country.2", None),
        ("iot:Certificate.Subject.Country.List", None),
        ("iot:ConnectAttributes", None),
        ("credentials-iot:ThingName", None),
        ("aws:username", None),
        ("aws:username, 'none'", "none"),
        ("iot:ClientId, 'none'", "pump7"),
    ],
)
def test_value(variable: str, value: str | None) -> None:
    assert substituted(variable) == value


THING = ["ThingName", "ThingTypeName", "Attributes[Site]"]


@pytest.mark.parametrize("name", THING)
@pytest.mark.parametrize(
    ("changes", "resolves"),
    [
        ({}, True),
        ({"protocol": "MQTT_WSS"}, True),
        ({"protocol": "HTTPS"}, False),
        ({"principal_attached": False}, False),
        ({"client_id": "other"}, False),
        ({"client_id": None}, False),
        ({"client_id": "other", "attachment_type": "EXCLUSIVE_THING"}, True),
        ({"attachment_type": "EXCLUSIVE_THING", "principal_attached": False}, False),
        ({"thing_name": None}, False),
    ],
)
def test_thing_variables(name: str, changes: dict[str, object], resolves: bool) -> None:
    context = replace(FULL, **changes)  # type: ignore[arg-type]
    assert (substituted(f"iot:Connection.Thing.{name}", context) is not None) == resolves


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, ("true",)),
        ({"principal_attached": False}, ("false",)),
        ({"client_id": "other"}, ("false",)),
        ({"client_id": "other", "attachment_type": "EXCLUSIVE_THING"}, ("true",)),
        ({"thing_name": None}, ("false",)),
        ({"protocol": "HTTPS"}, None),
    ],
)
def test_is_attached(changes: dict[str, object], value: object) -> None:
    keys = RequestKeys(replace(FULL, **changes), "iot:Connect", Reading())  # type: ignore[arg-type]
    assert keys.values("iot:Connection.Thing.IsAttached") == value


def test_over_https_there_is_no_client_id() -> None:
    assert substituted("iot:ClientId", replace(FULL, protocol="HTTPS")) is None


@pytest.mark.parametrize("value", ["a*", "a$b", "+", "a?", "#", "x" * 1025])
def test_certificate_values_that_stay_out(value: str) -> None:
    context = replace(FULL, certificate=Certificate(subject={"CommonName": (value,)}))
    result = ask(
        statement(resource="topic/${iot:Certificate.Subject.CommonName}"), f"iot:Publish topic/{value}", context
    )
    assert not result.allowed
    (unresolved,) = result.explanation.unresolved
    assert unresolved.variable == "${iot:Certificate.Subject.CommonName}"
    assert "substituted" in unresolved.reason


def test_the_longest_certificate_value_that_is_substituted() -> None:
    value = "x" * 1024
    context = replace(FULL, certificate=Certificate(subject={"CommonName": (value,)}))
    policy = statement(resource="topic/${iot:Certificate.Subject.CommonName}")
    assert ask(policy, f"iot:Publish topic/{value}", context).allowed


def test_a_sixth_certificate_value_is_not_seen() -> None:
    context = replace(FULL, certificate=Certificate(subject={"Country": tuple("ABCDEF")}))
    keys = RequestKeys(context, "iot:Publish", Reading())
    assert keys.values("iot:Certificate.Subject.Country.List") == tuple("ABCDE")
    assert keys.values("iot:Certificate.Subject.Country.4") == ("E",)
    assert keys.values("iot:Certificate.Subject.Country.5") is None


def test_special_characters_of_certificate_values_are_escaped() -> None:
    context = replace(FULL, certificate=Certificate(subject={"Organization": ('a,"\\+=<>;b',)}))
    keys = RequestKeys(context, "iot:Publish", Reading())
    assert keys.values("iot:Certificate.Subject.Organization") == ('a\\,\\"\\\\\\+\\=\\<\\>\\;b',)


@pytest.mark.parametrize(
    ("variable", "context", "reason"),
    [
        ("iot:ClientId", replace(FULL, protocol="HTTPS"), "it exists only over MQTT, and this is HTTPS"),
        ("iot:ClientId", Context(), "the context has no client ID"),
        ("iot:Connection.Thing.ThingName", Context(client_id="a"), "the principal is not attached to a thing"),
        (
            "iot:Connection.Thing.ThingName",
            replace(FULL, client_id="a"),
            "the client ID is not the name of the thing, and the attachment is not exclusive",
        ),
        ("iot:Connection.Thing.Attributes[x]", FULL, "the thing has no such value"),
        ("iot:CertificateId", PUMP7, "the request has no certificate"),
        ("iot:Certificate.Subject.Country.4", FULL, "the certificate has no such value"),
        ("iot:Certificate.Subject.Country.List", FULL, "a key with several values cannot be a variable"),
        ("credentials-iot:ThingName", FULL, "it exists only in IAM role policies of the credential provider"),
        ("iot:Thing.ThingName", FULL, "AWS IoT defines no such variable"),
        ("aws:SourceVpc", PUMP7, "the request does not carry it"),
    ],
)
def test_why_a_variable_has_no_value(variable: str, context: Context, reason: str) -> None:
    result = ask(statement(resource=f"topic/${{{variable}}}"), "iot:Publish topic/x", context)
    assert [(item.variable, item.reason) for item in result.explanation.unresolved] == [(f"${{{variable}}}", reason)]


def test_no_variable_is_substituted_before_the_fifth_colon() -> None:
    arn = "arn:aws:iot:us-east-1:${iot:ClientId}:topic/a"
    context = replace(PUMP7, client_id="123456789012")
    result = ask(statement(resource=arn), "iot:Publish topic/a", context)
    assert not result.allowed
    assert result.explanation.unresolved[0].reason == "no variable is substituted before the fifth colon of an ARN"


def test_a_deny_that_hangs_on_a_variable_without_a_value_warns_that_it_fails_open() -> None:
    policy = [statement(), statement("Deny", resource="topic/${iot:CertificateId}")]
    result = ask(policy, "iot:Publish topic/c0ffee")
    assert result.allowed
    assert result.explanation.warnings == (
        (
            "policy $.Statement[1]: this Deny fails open, "
            "${iot:CertificateId} has no value: the request has no certificate"
        ),
    )
    assert ask(policy, "iot:Publish topic/c0ffee", FULL).decision.value == "EXPLICIT_DENY"


def test_an_allow_without_a_value_does_not_warn() -> None:
    assert ask(statement(resource="topic/${iot:CertificateId}"), "iot:Publish topic/x").explanation.warnings == ()


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("iot:ClientId", True),
        ("iot:Connection.Thing.Attributes[x]", True),
        ("iot:Certificate.Issuer.Title.3", True),
        ("iot:Thing.ThingName", False),
        ("iot:Certificate.Subject.Nope.1", False),
        ("", False),
    ],
)
def test_known_names(name: str, known: bool) -> None:
    assert is_known(name) == known


def test_names_have_one_form() -> None:
    assert key_of("Iot:Connection.Thing.ATTRIBUTES[Ab]") == "iot:connection.thing.attributes[Ab]"
