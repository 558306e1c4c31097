"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.errors import TemplateError
from iot_posture.template.key_policies import admits
from iot_posture.template.keys import key_of, key_resource
from iot_posture.template.loader import load_template, load_templates
from iot_posture.template.names import NamePattern, arn_segments, names_of, with_known_arns
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.policies import StatementView, policy_document, read_document, statements
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.references import references
from iot_posture.template.roles import POLICY_TYPES, Permissions, may_be, permissions_of, roles_of
from iot_posture.template.rules import RuleAction, named, rule_actions, writers
from iot_posture.template.template import Resource, Template
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches

__all__ = [
    "MARK",
    "POLICY_TYPES",
    "Hole",
    "NamePattern",
    "Node",
    "Permissions",
    "Reach",
    "Resource",
    "RuleAction",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "admits",
    "arn_segments",
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
    "reaches",
    "read_document",
    "references",
    "roles_of",
    "rule_actions",
    "statements",
    "unknown_node",
    "with_known_arns",
    "writers",
]
