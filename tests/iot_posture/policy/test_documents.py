import json
from typing import TYPE_CHECKING

import pytest

from iot_posture.policy import MAX_POLICY_SIZE, PolicyDocument, PolicyError, Statement, policy_size
from iot_posture.policy.limits import check_policy_name, check_size

if TYPE_CHECKING:
    from iot_posture.policy.documents import Conditions

WITH_TOKENS = "arn:${Token[AWS.Partition.3]}:iot:${Token[AWS.Region.4]}:${Token[AWS.AccountId.0]}:topic/a"


def test_a_statement_takes_unresolved_tokens_of_the_cdk() -> None:
    statement = Statement("Allow", ("iot:Publish",), (WITH_TOKENS,))
    assert PolicyDocument((statement,)).render()["Statement"] == [
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": WITH_TOKENS}
    ]


def test_conditions_are_rendered_as_a_lone_value_or_a_list() -> None:
    conditions: Conditions = {"Bool": {"a:b": ["true"]}, "StringEquals": {"c:d": ("x", "y"), "e:f": ()}}
    assert Statement("Deny", ("iot:*",), ("*",), conditions).render()["Condition"] == {
        "Bool": {"a:b": "true"},
        "StringEquals": {"c:d": ["x", "y"], "e:f": []},
    }


def test_not_elements_take_the_place_of_their_opposites() -> None:
    statement = Statement("Deny", (), (), not_actions=("iot:Connect",), not_resources=("*",))
    assert statement.render() == {"Effect": "Deny", "NotAction": "iot:Connect", "NotResource": "*"}


def test_size_leaves_white_space_out_even_inside_text() -> None:
    assert policy_size('{"Sid": "a b\\n"}\n\t') == len('{"Sid":"ab\\n"}')


def document_of_size(size: int) -> PolicyDocument:
    def made(length: int) -> PolicyDocument:
        return PolicyDocument((Statement("Allow", ("*",), ("*",), sid="x" * length),))

    return made(size - made(0).size)


def test_the_limit_is_2048_characters() -> None:
    fits = document_of_size(MAX_POLICY_SIZE)
    assert fits.size == MAX_POLICY_SIZE == 2048
    check_size(fits)
    fits.validate()
    with pytest.raises(PolicyError, match=r"found 2,049 characters without white space, at most 2,048 are allowed"):
        document_of_size(2049).validate()


def test_validate_finds_what_parsing_would() -> None:
    with pytest.raises(PolicyError, match=r"^\$\.Statement\[0\]\.Action: found the action 'Publish'"):
        PolicyDocument((Statement("Allow", ("Publish",), ("*",)),)).validate()


def test_an_empty_statement_is_refused_by_validate_not_by_construction() -> None:
    empty = PolicyDocument((Statement("Allow", (), ("*",)),))
    with pytest.raises(PolicyError, match="found an empty list"):
        empty.validate()


def test_a_document_renders_to_json() -> None:
    conditions = {"StringEquals": {"c:d": ("x", "y")}}
    rendered = PolicyDocument((Statement("Allow", ("iot:*",), ("*",), conditions),)).render()
    assert json.loads(json.dumps(rendered)) == rendered


@pytest.mark.parametrize("name", ["a", "A-1_+=,.@", "x" * 128])
def test_policy_names(name: str) -> None:
    check_policy_name(name)


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 129, "a\n"])
def test_policy_names_that_are_refused(name: str) -> None:
    with pytest.raises(PolicyError, match=r"found the policy name .* allowed are 1 to 128 letters"):
        check_policy_name(name)
