"""Each pinned uncertainty is real: its other reading changes the answer to some question, and that answer says so."""

from dataclasses import replace

import pytest
from policy_questions import HERE, PUMP7, ask, document, statement

from iot_posture.policy import AttachedPolicy, Certificate, Context, Decision, Request, evaluate, parse_policy_object
from iot_posture.policy.uncertainties import UNCERTAINTIES

WITH_CERTIFICATE = replace(
    PUMP7, certificate=Certificate(subject={"Country": ("US", "CA"), "Organization": ("Acme, Inc.",)})
)
ELSEWHERE = replace(PUMP7, client_id="other", attachment_type="EXCLUSIVE_THING")
ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
COUNTRY_1 = "topic/${iot:Certificate.Subject.Country.1}"
NAMES_ACME = {"StringEquals": {"iot:Certificate.Subject.Organization": "Acme, Inc."}}
UNRESOLVED = "topic/${iot:CertificateId}"

QUESTIONS = {
    "U2 real topic": (statement(action="iot:Receive", resource="topic/a"), "iot:Receive topic/$share/g/a", PUMP7),
    "U3": (statement(resource="topic/${iot:ClientId}/x"), "iot:Publish topic/abc/x", Context(client_id="a*")),
    "U4 allow": (statement(resource=["topic/a", UNRESOLVED]), "iot:Publish topic/a", PUMP7),
    "U5 allow": (statement(NotResource=UNRESOLVED), "iot:Publish topic/a", PUMP7),
    "U5 deny": (statement("Deny", NotResource=UNRESOLVED), "iot:Publish topic/a", PUMP7),
    "U5 condition": (
        statement(Condition={"StringNotEquals": {"iot:ClientId": "${iot:CertificateId}"}}),
        "iot:Publish topic/a",
        PUMP7,
    ),
    "U6 https": (statement(Condition=ATTACHED), "iot:Publish topic/a", replace(PUMP7, protocol="HTTPS")),
    "U6 exclusive": (statement(Condition=ATTACHED), "iot:Publish topic/a", ELSEWHERE),
    "U6 thing type": (
        statement(resource="topic/${iot:Connection.Thing.ThingTypeName}"),
        "iot:Publish topic/Pump",
        replace(ELSEWHERE, thing_type_name="Pump"),
    ),
    "U7 NotAction": (statement(NotAction="iot:Connect"), "iot:Publish topic/a", PUMP7),
    "U7 IfExists": (
        statement(Condition={"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}),
        "iot:Publish topic/a",
        PUMP7,
    ),
    "U7 default": (statement(resource="topic/${aws:SourceVpc, 'none'}"), "iot:Publish topic/none", PUMP7),
    "U8": (statement(resource=COUNTRY_1), "iot:Publish topic/CA", WITH_CERTIFICATE),
    "U8 from one": (statement(resource=COUNTRY_1), "iot:Publish topic/US", WITH_CERTIFICATE),
    "U10 connection": (statement(action="iot:*"), "iot:GetConnection client/pump7", PUMP7),
    "U10 subscriptions": (statement(action="iot:*"), "iot:ListSubscriptions client/pump7", PUMP7),
    "U11": (
        statement(action="iot:ListNamedShadowsForThing", resource="thing/pump7"),
        "iot:ListNamedShadowsForThing thing/pump7",
        replace(PUMP7, protocol="HTTPS"),
    ),
    "U13": (statement(resource="topic/a$(*)b"), "iot:Publish topic/a*b", PUMP7),
    "U13 pinned": (statement(resource="topic/a$(*)b"), "iot:Publish topic/a$(x)b", PUMP7),
    "U14": (statement(Condition=NAMES_ACME), "iot:Publish topic/a", WITH_CERTIFICATE),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_other_reading_changes_the_decision(question: str) -> None:
    result = ask(*QUESTIONS[question])
    assert [dependency.id for dependency in result.explanation.depends_on] == [question.split(maxsplit=1)[0]]
    assert result.explanation.depends_on[0].otherwise is not result.decision
    assert f"depends on {question.split(maxsplit=1)[0]}: " in str(result.explanation)


@pytest.mark.parametrize(("context", "id_"), [(ELSEWHERE, "U12"), (replace(PUMP7, principal_attached=False), "U17")])
def test_thing_group_policies(context: Context, id_: str) -> None:
    policy = AttachedPolicy(parse_policy_object(document(statement())), target="THING_GROUP")
    result = evaluate([policy], context, Request("iot:Publish", f"{HERE}topic/a"))
    assert result.decision is Decision.IMPLICIT_DENY
    assert [(hang.id, hang.otherwise) for hang in result.explanation.depends_on] == [(id_, Decision.ALLOWED)]


def test_actions_that_the_cognito_page_does_not_list() -> None:
    everything = parse_policy_object(document(statement(action="*")))
    context = Context(protocol="HTTPS", principal_type="COGNITO_AUTHENTICATED")
    request = Request("iot:GetRetainedMessage", f"{HERE}topic/a")
    result = evaluate([], context, request, role_policies=[everything])
    assert result.decision is Decision.IMPLICIT_DENY
    assert [hang.id for hang in result.explanation.depends_on] == ["U18"]


def test_every_uncertainty_that_evaluate_tries_has_a_question_here() -> None:
    asked = {question.split()[0] for question in QUESTIONS} | {"U12", "U17", "U18"}
    assert asked == {uncertainty.id for uncertainty in UNCERTAINTIES if uncertainty.evaluated}


def test_the_numbers_are_in_order() -> None:
    assert [uncertainty.id for uncertainty in UNCERTAINTIES] == [f"U{number}" for number in range(1, 19)]


def test_two_uncertainties_that_only_together_change_the_decision_are_both_named() -> None:
    both = [
        statement(NotAction="iot:Connect"),
        statement(resource=["topic/a", UNRESOLVED]),
    ]
    result = ask(both, "iot:Publish topic/a")
    assert result.allowed
    assert [hang.id for hang in result.explanation.depends_on] == ["U4", "U7"]


def test_a_question_that_hangs_on_nothing_says_so() -> None:
    result = ask(statement(), "iot:Publish topic/a")
    assert result.explanation.depends_on == ()
    assert result.explanation.considered == ()


def test_an_uncertainty_that_comes_up_without_effect_is_listed_apart() -> None:
    result = ask([statement(), statement(resource=COUNTRY_1)], "iot:Publish topic/CA", WITH_CERTIFICATE)
    assert result.explanation.depends_on == ()
    assert result.explanation.considered == ("U8",)
    assert "holds either way: U8" in str(result.explanation)


def test_an_unresolved_variable_in_not_resource_leaves_the_question_undetermined_and_closed() -> None:
    allow = ask(statement(NotResource=UNRESOLVED), "iot:Publish topic/a")
    deny = ask([statement(), statement("Deny", NotResource=UNRESOLVED)], "iot:Publish topic/a")
    assert (allow.decision, allow.determined) == (Decision.IMPLICIT_DENY, False)
    assert (deny.decision, deny.determined) == (Decision.EXPLICIT_DENY, False)
    assert ask(statement(), "iot:Publish topic/a").determined


def test_an_unresolved_variable_in_a_negated_condition_is_closed_too() -> None:
    condition = {"StringNotEquals": {"iot:ClientId": "${iot:CertificateId}"}}
    allow = ask(statement(Condition=condition), "iot:Publish topic/a")
    deny = ask([statement(), statement("Deny", Condition=condition)], "iot:Publish topic/a")
    assert (allow.decision, allow.determined) == (Decision.IMPLICIT_DENY, False)
    assert (deny.decision, deny.determined) == (Decision.EXPLICIT_DENY, False)


def test_what_the_cognito_page_lists_is_settled() -> None:
    everything = parse_policy_object(document(statement(action="*")))
    context = Context(protocol="MQTT_WSS", client_id="u1", principal_type="COGNITO_AUTHENTICATED")
    result = evaluate([], context, Request("iot:Publish", f"{HERE}topic/a"), role_policies=[everything])
    assert result.decision is Decision.IMPLICIT_DENY
    assert result.explanation.depends_on == ()
