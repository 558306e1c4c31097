"""Arguments of a wrong type get a message in the user's words: jsii only checks what is passed on to the CDK."""

from collections.abc import Sequence


def expect(name: str, value: object, kind: type | tuple[type, ...], example: str) -> None:
    """Refuse a value that is not of the kind.

    Raises:
        TypeError: names the argument, what was found, and an example of what is allowed.
    """
    if not isinstance(value, kind):
        raise TypeError(f"{name}: found {value!r}; give {example}")


def expect_each(name: str, values: object, kind: type | tuple[type, ...], example: str) -> None:
    """Refuse what is not a sequence of the kind; one text is not a sequence of texts.

    Raises:
        TypeError: as `expect`.
    """
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise TypeError(f"{name}: found {values!r}, which is not a list; give {example}")
    for value in values:
        expect(name, value, kind, example)
