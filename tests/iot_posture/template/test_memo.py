"""Answers about a template are worked out once, and go with it."""

import gc
import weakref

from iot_posture.template import Template, policy_document, reaches, references, statements

BODY = {
    "Resources": {
        "Policy": {
            "Type": "AWS::IoT::Policy",
            "Properties": {
                "PolicyDocument": {
                    "Fn::Sub": '{"Statement": {"Effect": "Allow", "Action": "iot:Publish", '
                    '"Resource": "arn:aws:iot:${AWS::Region}:1:topic/${Thing}/*"}}'
                }
            },
        },
        "Thing": {"Type": "AWS::IoT::Thing"},
    }
}


def test_a_document_is_parsed_once_however_many_checks_ask() -> None:
    policy = Template.from_dict(BODY, file="a.json").resources("AWS::IoT::Policy")[0]
    assert policy_document(policy) is policy_document(policy)
    assert statements(policy_document(policy))[0] is statements(policy_document(policy))[0]


def test_questions_with_other_arguments_have_other_answers() -> None:
    policy = Template.from_dict(BODY, file="a.json").resources("AWS::IoT::Policy")[0]
    (statement,) = statements(policy_document(policy))
    publish, again, subscribe = (
        [reach.names for reach in reaches(policy, statement, *asked)]
        for asked in (("iot:Publish", "topic"), ("iot:Publish", "topic"), ("iot:Subscribe", "topicfilter"))
    )
    assert publish == again
    assert len(publish) == 1
    assert subscribe == []


def test_references_can_be_walked_twice() -> None:
    policy = Template.from_dict(BODY, file="a.json").resources("AWS::IoT::Policy")[0]
    assert list(references(policy)) == list(references(policy)) != []


def test_nothing_is_kept_of_a_template_that_is_done_with() -> None:
    template = Template.from_dict(BODY, file="a.json")
    for reach in reaches(
        template.resources()[0], statements(policy_document(template.resources()[0]))[0], "iot:Publish", "topic"
    ):
        assert reach.names is not None
    gone = weakref.ref(template)
    del template, reach
    gc.collect()
    assert gone() is None
