"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.errors import TemplateError
from iot_posture.template.loader import load_template, load_templates
from iot_posture.template.names import NamePattern, arn_segments, names_of, with_known_arns
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.policies import StatementView, policy_document, read_document, statements
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.references import references
from iot_posture.template.template import Resource, Template
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches

__all__ = [
    "MARK",
    "Hole",
    "NamePattern",
    "Node",
    "Reach",
    "Resource",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "arn_segments",
    "load_template",
    "load_templates",
    "matches",
    "names_of",
    "policy_document",
    "reaches",
    "read_document",
    "references",
    "statements",
    "unknown_node",
    "with_known_arns",
]
