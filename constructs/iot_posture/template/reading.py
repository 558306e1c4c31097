"""Reads the text of a file, within limits."""

from pathlib import Path

from iot_posture.template.errors import NotATemplateError, TemplateError

MAX_BYTES = 8_000_000
"""CloudFormation takes 1 MB; `cdk synth` writes templates indented, which can be several times as long."""

MAX_DEPTH = 100
"""Levels of a template. CloudFormation templates have about ten."""


def read_text(path: Path) -> str:
    """The text of a file, which is UTF-8.

    Raises:
        TemplateError: it cannot be read, is larger than any template, or is something else.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                size = max(path.stat().st_size, len(data))
                raise NotATemplateError(f"{path} is {size:,} bytes long, and at most {MAX_BYTES:,} are read")
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise NotATemplateError(f"{path} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        if isinstance(error, TemplateError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise TemplateError(f"{path} cannot be read: {reason}") from None


def too_deep(file: str) -> TemplateError:
    """The error about a file that nests too deep."""
    return TemplateError(f"{file} nests more than {MAX_DEPTH} levels deep, which no CloudFormation template needs")
