"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.assembly import MANIFEST, NESTED, each_template, load_templates, with_nested
from iot_posture.template.attachment import demands_attachment
from iot_posture.template.certificates import Certificate, read_certificate
from iot_posture.template.deciding_functions import DECIDING_FUNCTIONS, asks_function
from iot_posture.template.errors import NotATemplateError, TemplateError
from iot_posture.template.key_policies import admits
from iot_posture.template.keys import key_of, key_resource
from iot_posture.template.loader import load_template
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.policies import StatementView, policy_document, read_document, statements
from iot_posture.template.provisioning import ProvisioningBody, provisioning_bodies
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.reading import read_text
from iot_posture.template.references import references
from iot_posture.template.resource import Resource
from iot_posture.template.role_rights import BroadRight, broad_rights
from iot_posture.template.role_statements import AWS_MANAGED, Held, held_statements, role_named
from iot_posture.template.roles import POLICY_TYPES, Permissions, may_be, permissions_of, roles_of
from iot_posture.template.rules import RuleAction, named, role_users, rule_actions, writers
from iot_posture.template.shelf import Shelf
from iot_posture.template.template import Template
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches

__all__ = [
    "AWS_MANAGED",
    "DECIDING_FUNCTIONS",
    "MANIFEST",
    "MARK",
    "NESTED",
    "POLICY_TYPES",
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
    "admits",
    "asks_function",
    "broad_rights",
    "demands_attachment",
    "each_template",
    "held_statements",
    "key_of",
    "key_resource",
    "load_template",
    "load_templates",
    "matches",
    "may_be",
    "named",
    "names_of",
    "permissions_of",
    "policy_document",
    "provisioning_bodies",
    "reaches",
    "read_certificate",
    "read_document",
    "read_text",
    "references",
    "role_named",
    "role_users",
    "roles_of",
    "rule_actions",
    "statements",
    "unknown_node",
    "with_nested",
    "writers",
]
