"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.errors import TemplateError
from iot_posture.template.loader import load_template, load_templates
from iot_posture.template.nodes import Node
from iot_posture.template.policies import StatementView, policy_document, read_document, statements
from iot_posture.template.template import Resource, Template
from iot_posture.template.values import Hole, Text
from iot_posture.template.wildcards import matches

__all__ = [
    "Hole",
    "Node",
    "Resource",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "load_template",
    "load_templates",
    "matches",
    "policy_document",
    "read_document",
    "statements",
]
