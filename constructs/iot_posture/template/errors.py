"""The one error that reading a template raises."""


class TemplateError(ValueError):
    """A template cannot be read. The message is one line: the file, the fact, and where it helps the next step."""


class NotATemplateError(TemplateError):
    """A file was read, and is something else than a template."""
