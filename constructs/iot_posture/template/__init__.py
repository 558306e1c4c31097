"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.access import Access, accesses, grants_any_action
from iot_posture.template.assembly import MANIFEST, NESTED, each_template, load_templates, with_nested
from iot_posture.template.attachment import demands_attachment, is_about_unattached
from iot_posture.template.certificates import Certificate, read_certificate
from iot_posture.template.claims import PROVISIONING_TEMPLATES, PROVISIONING_TOPICS, claim_rights
from iot_posture.template.deciding_functions import DECIDING_FUNCTIONS, asks_function
from iot_posture.template.errors import NotATemplateError, TemplateError
from iot_posture.template.key_policies import admits
from iot_posture.template.keys import key_of, key_resource
from iot_posture.template.loader import load_template
from iot_posture.template.names import NamePattern, arn_segments, names_of, with_known_arns
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.overlap import NAME, leaves_open
from iot_posture.template.policies import StatementView, is_any_action, policy_document, read_document, statements
from iot_posture.template.provisioning import ProvisioningBody, provisioning_bodies
from iot_posture.template.reach import Reach, is_audited, overly_permissive, reaches
from iot_posture.template.reading import read_text
from iot_posture.template.references import references, references_to, referred
from iot_posture.template.resource import Resource
from iot_posture.template.role_rights import BroadRight, broad_rights
from iot_posture.template.role_statements import AWS_MANAGED, Held, held_statements, role_named
from iot_posture.template.roles import POLICY_TYPES, Permissions, may_be, permissions_of, roles_of
from iot_posture.template.rules import RuleAction, named, role_users, rule_actions, writers
from iot_posture.template.shelf import Shelf
from iot_posture.template.template import Template
from iot_posture.template.values import MARK, Hole, Text, one_line
from iot_posture.template.wildcards import matches

__all__ = [
    "AWS_MANAGED",
    "DECIDING_FUNCTIONS",
    "MANIFEST",
    "MARK",
    "NAME",
    "NESTED",
    "POLICY_TYPES",
    "PROVISIONING_TEMPLATES",
    "PROVISIONING_TOPICS",
    "Access",
    "BroadRight",
    "Certificate",
    "Held",
    "Hole",
    "NamePattern",
    "Node",
    "NotATemplateError",
    "Permissions",
    "ProvisioningBody",
    "Reach",
    "Resource",
    "RuleAction",
    "Shelf",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "accesses",
    "admits",
    "arn_segments",
    "asks_function",
    "broad_rights",
    "claim_rights",
    "demands_attachment",
    "each_template",
    "grants_any_action",
    "held_statements",
    "is_about_unattached",
    "is_any_action",
    "is_audited",
    "key_of",
    "key_resource",
    "leaves_open",
    "load_template",
    "load_templates",
    "matches",
    "may_be",
    "named",
    "names_of",
    "one_line",
    "overly_permissive",
    "permissions_of",
    "policy_document",
    "provisioning_bodies",
    "reaches",
    "read_certificate",
    "read_document",
    "read_text",
    "references",
    "references_to",
    "referred",
    "role_named",
    "role_users",
    "roles_of",
    "rule_actions",
    "statements",
    "unknown_node",
    "with_known_arns",
    "with_nested",
    "writers",
]
