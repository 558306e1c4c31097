"""Which policies are those of claim certificates.

Source: docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html, read 2026-11-22.
"""

from iot_posture.template.memo import remembered
from iot_posture.template.policies import policy_document, statements
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.resource import Resource

PROVISIONING_TEMPLATES = "$aws/provisioning-templates/"
PROVISIONING_TOPICS = (PROVISIONING_TEMPLATES, "$aws/certificates/")
_ACTIONS = {
    "iot:Publish": "topic",
    "iot:Receive": "topic",
    "iot:RetainPublish": "topic",
    "iot:Subscribe": "topicfilter",
}


@remembered
def claim_rights(resource: Resource) -> tuple[tuple[str, Reach], ...]:
    """What the policy of a claim certificate allows on topics, with the action; nothing for other policies.

    Such a policy allows Publish on the topics of provisioning templates, and uses no variable of a thing: a claim
    certificate has none.
    """
    reached = [
        (action, reach)
        for statement in statements(policy_document(resource))
        for action, kind in _ACTIONS.items()
        for reach in reaches(resource, statement, action, kind)
    ]
    named = [(action, reach.names.masked) for action, reach in reached if reach.names is not None]
    provisions = any(action == "iot:Publish" and name.startswith(PROVISIONING_TEMPLATES) for action, name in named)
    has_thing = any("iot:connection.thing." in name.lower() for _, name in named)
    return tuple(reached) if provisions and not has_thing else ()
