"""Text with variables in it: what is a variable, what is an escape, what is plain text."""

import pytest
from policy_questions import decision, statement

from iot_posture.policy.templates import Template, Unresolved, Variable
from iot_posture.policy.wildcards import Pattern, Wildcard

MANY = Wildcard.MANY


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a*", ("a", MANY)),
        ("${a:B}", (Variable("a:B"),)),
        ("${ a:B , 'd' }", (Variable("a:B", "d"),)),
        ("${a:B, 'it''s * and }'}", (Variable("a:B", "it's * and }"),)),
        ("${a:B,''}", (Variable("a:B", ""),)),
        ("x${*}y${?}z${$}", ("x", "*", "y", "?", "z", "$")),
        ("${$}{a:B}", ("$", "{a:B}")),
        ("$(*)", ("$(", MANY, ")")),
        ("${a:B", ("${a:B",)),
        ("${}", ("${}",)),
        ("${a:B, d}", ("${a:B, d}",)),
        ("${a:B[x,y]}", (Variable("a:B[x,y]"),)),
        ("$a$$", ("$a$$",)),
    ],
)
def test_parts(text: str, parts: tuple[object, ...]) -> None:
    assert Template.parse(text).parts == parts


def test_without_variables_everything_but_wildcards_is_text() -> None:
    assert Template.parse("${a:B}${*}", variables=False).parts == ("${a:B}${", MANY, "}")


def test_parentheses_are_escapes_when_asked_for() -> None:
    assert Template.parse("a*$(*)$(?)$($)b*", parentheses=True).parts == ("a", MANY, "*", "?", "$", "b", MANY)


def test_a_value_is_plain_text_once() -> None:
    template = Template.parse("x/${a:B}/*")
    assert template.bind(lambda _: "*${a:B}") == Pattern(("x/*${a:B}/", MANY))
    assert template.bind(lambda _: "y*", wild_values=True) == Pattern(("x/y", MANY, "/", MANY))


def test_the_first_variable_without_a_value_is_told() -> None:
    missing = Unresolved("${c:D}", "gone")
    template = Template.parse("${a:B}${c:D}")
    assert template.bind(lambda variable: missing if variable.name == "c:D" else "x") is missing


@pytest.mark.parametrize(
    ("resource", "topic", "expected"),
    [
        ("topic/a${*}b", "a*b", "ALLOWED"),
        ("topic/a${*}b", "axb", "IMPLICIT_DENY"),
        ("topic/a${?}b", "a?b", "ALLOWED"),
        ("topic/a${?}b", "axb", "IMPLICIT_DENY"),
        ("topic/${$}{iot:ClientId}", "${iot:ClientId}", "ALLOWED"),
        ("topic/${$}{iot:ClientId}", "pump7", "IMPLICIT_DENY"),
    ],
)
def test_escapes_in_a_policy(resource: str, topic: str, expected: str) -> None:
    assert decision(statement(resource=resource), f"iot:Publish topic/{topic}") == expected


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_old_versions_take_variables_as_text(version: str | None) -> None:
    policy = statement(resource="topic/${iot:ClientId}/*")
    assert decision(policy, "iot:Publish topic/pump7/a", version=version) == "IMPLICIT_DENY"
    assert decision(policy, "iot:Publish topic/${iot:ClientId}/a", version=version) == "ALLOWED"


def test_variables_before_the_resource_are_found() -> None:
    assert Template.parse("arn:aws:iot:${a:B}:1:topic/${c:D}").before_resource() == (Variable("a:B"),)
    assert Template.parse("arn:aws:iot:r:1:topic/${c:D}").before_resource() == ()
