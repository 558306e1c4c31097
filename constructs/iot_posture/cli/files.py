"""Reads the JSON and YAML that policy commands are given. YAML is read as JSON's kinds of values only."""

from pathlib import Path
from typing import TYPE_CHECKING

from iot_posture.policy.errors import PolicyError, found
from iot_posture.policy.json_text import MAX_DEPTH, JsonObject, Number, load

if TYPE_CHECKING:
    from yaml import MappingNode, Node, SafeLoader

MAX_FILE_LENGTH = 64_000_000
"""Characters of a file of policy tests."""

MAX_YAML_LENGTH = 1_000_000
"""Characters of such a file in YAML, which takes a hundred times as long to read as JSON."""


def read_data(path: Path, *, max_length: int = MAX_FILE_LENGTH) -> object:
    """The JSON or, by its name, YAML of a file.

    Raises:
        PolicyError: the file cannot be read, or is not what its name says.
    """
    text = read_text(path)
    if path.suffix.lower() not in {".yaml", ".yml"}:
        try:
            return load(text, max_length=max_length)
        except PolicyError as error:
            raise PolicyError(f"{path}: {error}") from None
    if len(text) > MAX_YAML_LENGTH:
        size = f"{len(text):,} characters long, and at most {MAX_YAML_LENGTH:,} of YAML are read"
        raise PolicyError(f"{path} is {size}. Next: write it as JSON")
    return _yaml(text, path)


def read_text(path: Path) -> str:
    """The text of a file, which is UTF-8.

    Raises:
        PolicyError: it cannot be read, or is something else.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyError(f"{path} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PolicyError(f"{path} cannot be read: {reason}") from None


def _yaml(text: str, path: Path) -> object:
    import yaml  # noqa: PLC0415 - only a command that meets YAML pays for loading it

    class Loader(yaml.SafeLoader):
        """YAML without its own ideas of dates and merges: `2012-10-17` is text. Bounded in depth, as JSON is."""

        depth = 0

        def compose_node(self, parent: "Node | None", index: int) -> "Node | None":
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise PolicyError(f"line {self.line + 1}: nested more than {MAX_DEPTH} deep; no policy test needs that")
            node = super().compose_node(parent, index)
            self.depth -= 1
            return node

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge", ":value"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
    for kind in ("int", "float"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", _number)
    try:
        data: object = yaml.load(text, Loader)  # noqa: S506 - a SafeLoader with fewer kinds of values
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise PolicyError(f"{path} is not YAML: {error.problem or error.context}{place}") from None
    except yaml.YAMLError as error:
        raise PolicyError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    except PolicyError as error:
        raise PolicyError(f"{path}, {error}") from None
    except RecursionError:  # by aliases of aliases
        raise PolicyError(f"{path} nests deeper than a policy test needs") from None
    return data


def _number(_: "SafeLoader", node: "Node") -> Number:
    return Number(node.value)


def _mapping(loader: "SafeLoader", node: "MappingNode") -> JsonObject:
    pairs: list[tuple[str, object]] = []
    for key, value in node.value:
        name = loader.construct_object(key, deep=True)
        if type(name) is not str:
            raise PolicyError(f"line {key.start_mark.line + 1}: found {found(name)} as a key, expected text")
        pairs.append((name, loader.construct_object(value, deep=True)))
    return JsonObject(pairs)
