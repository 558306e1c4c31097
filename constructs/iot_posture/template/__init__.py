"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.access import Access, accesses, grants_any_action
from iot_posture.template.errors import TemplateError
from iot_posture.template.loader import load_template, load_templates
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.overlap import NAME, leaves_open
from iot_posture.template.policies import StatementView, is_any_action, policy_document, read_document, statements
from iot_posture.template.reach import Reach, is_audited, overly_permissive, reaches
from iot_posture.template.references import references
from iot_posture.template.template import Resource, Template
from iot_posture.template.values import MARK, Hole, Text, one_line
from iot_posture.template.wildcards import matches

__all__ = [
    "MARK",
    "NAME",
    "Access",
    "Hole",
    "NamePattern",
    "Node",
    "Reach",
    "Resource",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "accesses",
    "grants_any_action",
    "is_any_action",
    "is_audited",
    "leaves_open",
    "load_template",
    "load_templates",
    "matches",
    "names_of",
    "one_line",
    "overly_permissive",
    "policy_document",
    "reaches",
    "read_document",
    "references",
    "statements",
    "unknown_node",
]
