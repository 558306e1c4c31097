"""What holds of every policy, request and context."""

import json
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from properties import policy_oracle
from properties.policy_strategies import PREFIX, contexts, documents, keys_of, requests, statements

from iot_posture.policy import (
    AttachedPolicy,
    Context,
    Decision,
    Evaluator,
    PolicyDocument,
    Request,
    evaluate,
    parse_policy,
    parse_policy_object,
)
from iot_posture.policy.principals import PolicyTarget

several = st.lists(documents(), min_size=1, max_size=3)
any_several = st.lists(documents(open_points=True), min_size=1, max_size=3)
targets = st.sampled_from(["CERTIFICATE", "THING_GROUP"])
roles = st.none() | st.lists(documents(), max_size=2)
Asked = tuple[str, str]


def parsed(written: list[dict[str, Any]]) -> list[PolicyDocument]:
    return [parse_policy_object(document) for document in written]


def decided(written: list[dict[str, Any]], context: Context, asked: Asked) -> Decision:
    return evaluate(parsed(written), context, Request(*asked)).decision


@settings(max_examples=400)
@given(several, contexts, requests)
def test_the_plain_evaluator_agrees_with_the_oracle(
    written: list[dict[str, Any]], context: Context, asked: Asked
) -> None:
    assert decided(written, context, asked).value == policy_oracle.decide(written, keys_of(context), *asked)


@settings(max_examples=400)
@given(any_several, contexts, st.lists(requests, min_size=1, max_size=6))
def test_the_compiled_evaluator_agrees_with_the_plain_one(
    written: list[dict[str, Any]], context: Context, asked: list[Asked]
) -> None:
    connection = Evaluator(parsed(written)).connection(context)
    assert connection.decide_all(asked) == [decided(written, context, one) for one in asked]


@given(st.lists(st.tuples(documents(open_points=True), targets), max_size=3), roles, contexts, requests)
def test_the_evaluators_agree_on_groups_and_roles(
    written: list[tuple[dict[str, Any], PolicyTarget]],
    role: list[dict[str, Any]] | None,
    context: Context,
    asked: Asked,
) -> None:
    policies = [AttachedPolicy(parse_policy_object(document), target=target) for document, target in written]
    role_policies = None if role is None else parsed(role)
    compiled = Evaluator(policies, role_policies=role_policies).decide(context, Request(*asked))
    assert compiled is evaluate(policies, context, Request(*asked), role_policies=role_policies).decision


@given(any_several, statements(("Allow",), open_points=True), contexts, requests)
def test_an_added_allow_never_removes_a_permission(
    written: list[dict[str, Any]], added: dict[str, Any], context: Context, asked: Asked
) -> None:
    more = [*written, {"Version": "2012-10-17", "Statement": [added]}]
    if decided(written, context, asked) is Decision.ALLOWED:
        assert decided(more, context, asked) is Decision.ALLOWED


@given(any_several, statements(("Deny",), open_points=True), contexts, requests)
def test_an_added_deny_never_grants_one(
    written: list[dict[str, Any]], added: dict[str, Any], context: Context, asked: Asked
) -> None:
    more = [*written, {"Version": "2012-10-17", "Statement": [added]}]
    if decided(more, context, asked) is Decision.ALLOWED:
        assert decided(written, context, asked) is Decision.ALLOWED


@given(any_several, contexts, requests, st.randoms(use_true_random=False))
def test_the_order_of_policies_and_statements_has_no_meaning(
    written: list[dict[str, Any]], context: Context, asked: Asked, random: Random
) -> None:
    shuffled = [
        {**document, "Statement": random.sample(document["Statement"], len(document["Statement"]))}
        for document in written
    ]
    random.shuffle(shuffled)
    assert decided(shuffled, context, asked) is decided(written, context, asked)


@given(any_several, contexts, requests)
def test_one_policy_of_all_statements_is_several_policies(
    written: list[dict[str, Any]], context: Context, asked: Asked
) -> None:
    same = [document for document in written if document["Version"] == written[0]["Version"]]
    together = {**same[0], "Statement": [statement for document in same for statement in document["Statement"]]}
    assert decided([together], context, asked) is decided(same, context, asked)


@given(documents(open_points=True))
def test_parse_and_render_round_trip(written: dict[str, Any]) -> None:
    document = parse_policy_object(written)
    rendered = document.render()
    assert parse_policy(json.dumps(rendered)) == document
    assert parse_policy_object(rendered).render() == rendered
    assert json.loads(json.dumps(rendered)) == rendered


@given(documents(open_points=True), contexts, requests)
def test_rendering_keeps_the_meaning(written: dict[str, Any], context: Context, asked: Asked) -> None:
    rendered = parse_policy_object(written).render()
    assert decided([rendered], context, asked) is decided([written], context, asked)


@given(any_several, contexts, requests)
@example(
    [{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iot:Connect", "Resource": "*"}]}],
    Context(),
    ("iot:Publish", f"{PREFIX}topic/a"),
)
def test_the_explanation_holds_the_decision(written: list[dict[str, Any]], context: Context, asked: Asked) -> None:
    result = evaluate(parsed(written), context, Request(*asked))
    effects = {outcome.effect for outcome in result.explanation.matched}
    by_effect = {"Deny" in effects: Decision.EXPLICIT_DENY}.get(True)
    by_effect = by_effect or (Decision.ALLOWED if "Allow" in effects else Decision.IMPLICIT_DENY)
    assert result.decision is by_effect
    assert len(result.explanation.outcomes) == sum(len(document["Statement"]) for document in written)
    assert all(outcome.reason for outcome in result.explanation.not_matched)
    assert all(dependency.otherwise is not result.decision for dependency in result.explanation.depends_on)
