"""Reads one template file: JSON or YAML, of CloudFormation, SAM or the Serverless Framework, or a policy document."""

from functools import partial
from pathlib import Path

from iot_posture.template.documents import Document
from iot_posture.template.json_source import read_json
from iot_posture.template.reading import read_text
from iot_posture.template.shelf import Shelf
from iot_posture.template.template import Template


def load_template(path: str | Path, shelf: Shelf | None = None) -> Template:
    """Read one template from a file. With a shelf, it is read again when it had to make room for others.

    Raises:
        TemplateError: the file cannot be read, or is not a CloudFormation template.
    """
    file = Path(path)
    read = partial(_read, file)
    return Template.of(read(), file=str(path), reload=None if shelf is None else read, shelf=shelf)


def parse(text: str, file: Path) -> Document:
    """Parse the text of a file by its name, or by how it begins where the name does not tell.

    Raises:
        TemplateError: it is neither JSON nor YAML.
    """
    suffix = file.suffix.lower()
    is_json = suffix == ".json" or (suffix not in {".yaml", ".yml"} and text.lstrip()[:1] in {"{", "["})
    if is_json:
        return read_json(text, str(file))
    from iot_posture.template.yaml_source import read_yaml  # noqa: PLC0415 -- a synth meets no YAML, and pays for none

    return read_yaml(text, str(file))


def _read(file: Path) -> Document:
    return parse(read_text(file), file)
