"""cfn-lint on a template, with every rule that it has on by default."""

import importlib
from pathlib import Path


def lint(template: Path) -> list[str]:
    """What cfn-lint finds, as text."""
    api = importlib.import_module("cfnlint.api")
    manual = importlib.import_module("cfnlint.config").ManualArgs(regions=["us-east-1"])
    return [f"{each.rule.id} {each.message}" for each in api.lint(template.read_text(encoding="utf-8"), config=manual)]
