"""Acknowledgements: findings that a template says it lives with, each with its reason.

They stand in a resource's metadata, and each speaks for that resource alone:

    "Metadata": {"iot_posture": {"acknowledge": [{"id": "IOT401", "reason": "the raw payloads are archived upstream"}]}}
"""

from dataclasses import dataclass

from iot_posture.template import Node, Resource, Template

METADATA_KEYS = ("iot_posture", "acknowledge")
SHARED_TOPICS = "shared_topics"
"""The other setting of a resource's metadata; `iot_posture.proof.from_template` reads it."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One acknowledgement; `fault` says why it is not valid, and then it acknowledges nothing."""

    resource: Resource
    where: Node
    check_id: str
    reason: str
    fault: str | None = None


def acknowledgements_of(resource: Resource) -> list[Acknowledgement]:
    """The acknowledgements in a resource's metadata, faulty ones included."""
    settings = resource.metadata.get(METADATA_KEYS[0])
    if settings is None:
        return []
    if isinstance(settings, dict) and METADATA_KEYS[1] not in settings and SHARED_TOPICS in settings:
        return []
    listed = settings.get(METADATA_KEYS[1]) if isinstance(settings, dict) else None
    place = ("Metadata", *METADATA_KEYS)
    if not isinstance(listed, list):
        fault = 'the metadata "iot_posture" has no list "acknowledge"'
        return [Acknowledgement(resource, resource.place(*place[:2]), "", "", fault)]
    return [_read(resource, resource.place(*place, index), entry) for index, entry in enumerate(listed)]


def in_template(template: Template) -> list[Acknowledgement]:
    """Every acknowledgement of a template, in its order."""
    return [found for resource in template.resources() for found in acknowledgements_of(resource)]


def _read(resource: Resource, where: Node, entry: object) -> Acknowledgement:
    match entry:
        case {"id": str(check_id), "reason": str(reason)} if reason.strip() and check_id:
            return Acknowledgement(resource, where, check_id, reason.strip())
        case {"id": str(check_id)} if check_id:
            return Acknowledgement(resource, where, check_id, "", f"the acknowledgement of {check_id} gives no reason")
        case _:
            return Acknowledgement(resource, where, "", "", 'an acknowledgement has no "id"')
