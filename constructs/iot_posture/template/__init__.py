"""CloudFormation templates: load them, resolve their intrinsic functions, and look at their resources and policies."""

from iot_posture.template.assembly import MANIFEST, NESTED, each_template, load_templates, with_nested
from iot_posture.template.errors import NotATemplateError, TemplateError
from iot_posture.template.loader import load_template
from iot_posture.template.names import NamePattern, names_of
from iot_posture.template.nodes import Node, unknown_node
from iot_posture.template.policies import StatementView, policy_document, read_document, statements
from iot_posture.template.reach import Reach, reaches
from iot_posture.template.reading import read_text
from iot_posture.template.references import references
from iot_posture.template.resource import Resource
from iot_posture.template.shelf import Shelf
from iot_posture.template.template import Template
from iot_posture.template.values import MARK, Hole, Text
from iot_posture.template.wildcards import matches

__all__ = [
    "MANIFEST",
    "MARK",
    "NESTED",
    "Hole",
    "NamePattern",
    "Node",
    "NotATemplateError",
    "Reach",
    "Resource",
    "Shelf",
    "StatementView",
    "Template",
    "TemplateError",
    "Text",
    "each_template",
    "load_template",
    "load_templates",
    "matches",
    "names_of",
    "policy_document",
    "reaches",
    "read_document",
    "read_text",
    "references",
    "statements",
    "unknown_node",
    "with_nested",
]
