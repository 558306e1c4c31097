"""The pages of the constructs and of the settings, from their docstrings and signatures."""

import ast
import functools
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import cdk_secure_iot
from stacks import settings

_HEADING = re.compile(r"^([A-Z][\w ]{2,40}):(?: (https:\S+))?$")
_PAGES = (
    *(
        "AccountLogging",
        "AuditCheck",
        "Behavior",
        "DataKey",
        "Destination",
        "DeviceDefenderAudit",
        "DynamoDbDestination",
    ),
    *("ErrorQueue", "FleetAlarms", "IotSecurityChecks", "NotificationTopic", "RuleSource", "S3Destination"),
    *("SecurityBaseline", "SecurityProfile", "ThingPolicy", "Topic", "TopicRule", "TopicSpace"),
)


def construct_pages() -> Iterator[tuple[str, str]]:
    """The index of the public classes, a page for each, and the page of the settings."""
    described = {name: inspect.cleandoc(getattr(cdk_secure_iot, name).__doc__ or "") for name in _PAGES}
    rows = [f"| [{name}]({name}.md) | {text.splitlines()[0]} |" for name, text in described.items()]
    table = "\n".join(["| Name | What it is |", "| --- | --- |", *rows])
    intro = "What `from cdk_secure_iot import ...` offers. Each page says what is secured, and how to relax it."
    yield "docs/constructs/index.md", f"# Constructs\n\n{intro}\n\n{table}\n"
    for name, text in described.items():
        yield (
            f"docs/constructs/{name}.md",
            f"# {name}\n\n{_markdown(text)}\n\n{_interface(getattr(cdk_secure_iot, name))}",
        )
    yield "docs/settings.md", _settings_page()


def _markdown(docstring: str) -> str:
    """A Google-style docstring as Markdown: headings, lists, and doctests as code."""
    lines: list[str] = []
    body: list[str] = []
    heading = ""
    for line in [*docstring.splitlines(), "End:"]:
        found = _HEADING.match(line)
        if not found:
            body.append(line)
            continue
        text = textwrap.dedent("\n".join(body)).strip()
        if heading:
            lines.append(f"## {heading}")
        lines.append(_code(text) if heading == "Example" else _linked(text) if heading == "Source" else text)
        heading, body = found[1], [found[2] or ""]
    return "\n\n".join(part for part in lines if part)


def _code(doctest: str) -> str:
    return f"```pycon\n{doctest}\n```"


def _linked(text: str) -> str:
    return re.sub(r"https://\S+", lambda url: f"<{url[0]}>", text)


def _interface(kind: type) -> str:
    parts = []
    own = kind.__dict__.get("__init__")
    if own is not None and "dataclass" not in str(own):
        signature = inspect.signature(own)
        rows = [
            f"| `{p.name}` | `{_type(p.annotation)}` | {'required' if p.default is p.empty else f'`{p.default!s}`'} |"
            for p in signature.parameters.values()
            if p.name not in {"self", "scope", "id", "args", "kwargs"}
        ]
        if rows:
            parts.append("\n".join(["## Arguments", "", "| Name | Type | Default |", "| --- | --- | --- |", *rows]))
    methods = [
        f"- `{name}{_parameters(member)}`: {_first_line(member)}"
        for name, member in vars(kind).items()
        if not name.startswith("_") and callable(getattr(member, "__func__", member)) and inspect.getdoc(member)
    ]
    attributes = [
        f"- `{name}`: {_first_line(member)}"
        for name, member in vars(kind).items()
        if not name.startswith("_")
        and isinstance(member, property | functools.cached_property)
        and inspect.getdoc(member)
    ]
    if methods:
        parts.append("\n".join(["## Methods", "", *methods]))
    if attributes:
        parts.append("\n".join(["## Attributes", "", *attributes]))
    return "\n\n".join(parts) + ("\n" if parts else "")


def _type(annotation: object) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = re.sub(r"\b(?:cdk_secure_iot|aws_cdk|collections|typing)(?:\.\w+)*\.(\w+)", r"\1", text)
    return text.replace("|", "\\|")


def _parameters(member: object) -> str:
    function = getattr(member, "__func__", member)
    names = []
    for parameter in inspect.signature(function).parameters.values() if callable(function) else ():
        if parameter.name in {"self", "cls"}:
            continue
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        names.append(
            f"{star}{parameter.name}" + ("" if parameter.default is parameter.empty else f"={parameter.default!r}")
        )
    return f"({', '.join(names)})"


def _first_line(member: object) -> str:
    return (inspect.getdoc(member) or "").splitlines()[0]


def _settings_page() -> str:
    """The page of stacks/settings.py: each field with its default and the string below it."""
    tree = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    parts = ["# Settings of the reference fleet", inspect.cleandoc(settings.__doc__ or "")]
    for name, title in (("Settings", "Settings"), ("DeviceClass", "A device class")):
        node = next(each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == name)
        rows = ["| Name | Default | What it chooses |", "| --- | --- | --- |"]
        for field, below in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                default = ast.unparse(field.value) if field.value else "required"
                default = "see `cdk.json`" if default.startswith("field(") else f"`{default}`"
                prefix = settings.PREFIX if name == "Settings" else ""
                rows.append(
                    f"| `{prefix}{ast.unparse(field.target)}` | {default} | {' '.join(str(below.value.value).split())} |"
                )
        parts += [f"## {title}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"
