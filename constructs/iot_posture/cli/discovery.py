"""Finds the templates that paths, folders and globs name."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iot_posture.template import MANIFEST, NotATemplateError, Shelf, Template, TemplateError, each_template, read_text

_SUFFIXES = (".json", ".yaml", ".yml", ".template")
_PASSED_OVER = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file, or the folder of a cloud assembly. One that was not named itself may turn out to be no template."""

    path: str
    named: bool


def candidates(paths: Sequence[str], *, lenient: bool = False) -> list[Candidate]:
    """What paths name: files, cloud assemblies, folders with templates somewhere below, and globs.

    With `lenient`, a file that is named may be something else than a template.

    Raises:
        TemplateError: a glob matches nothing.
    """
    found: dict[str, Candidate] = {}
    for path in paths:
        for candidate in _of(path, named=not lenient):
            known = found.get(candidate.path)
            if known is None or candidate.named:
                found[candidate.path] = candidate
    return list(found.values())


def templates(found: Sequence[Candidate], shelf: Shelf) -> Iterator[tuple[int, Template | None]]:
    """Each template once, with the number of its candidate; None for a candidate that is no template.

    Raises:
        TemplateError: what was named is no template, or a template cannot be read.
    """
    seen: set[str] = set()
    for number, candidate in enumerate(found):
        yielded = False
        for template in read(candidate, shelf):
            real = os.path.realpath(template.file)
            if real not in seen:
                seen.add(real)
                yielded = True
                yield number, template
        if not yielded:
            yield number, None


def _of(path: str, *, named: bool) -> Iterator[Candidate]:
    if os.path.isdir(path):  # noqa: PTH112 -- a text with a NUL is no folder, where Path raises
        yield from _below(path)
    elif glob.has_magic(path) and not os.path.lexists(path):
        matched = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 -- the pattern may be absolute
        if not matched:
            raise TemplateError(f"{path} matches no file")
        for each in matched:
            if os.path.isdir(each):  # noqa: PTH112
                if _is_assembly(each):
                    yield Candidate(each, named=False)
            elif os.path.isfile(each) and not _inside_assembly(each):  # noqa: PTH113 -- and no pipe, which would block
                yield Candidate(each, named=False)
    else:
        yield Candidate(path, named=named)


def _below(folder: str) -> Iterator[Candidate]:
    if os.path.isfile(os.path.join(folder, MANIFEST)):  # noqa: PTH113, PTH118 -- `./a` stays as it was written
        yield Candidate(folder, named=True)
        return
    for directory, folders, files in os.walk(folder):
        for name in sorted(folders):
            inner = os.path.join(directory, name)  # noqa: PTH118
            if name.startswith(".") or name in _PASSED_OVER:
                folders.remove(name)
            elif _is_assembly(inner):
                folders.remove(name)
                yield Candidate(inner, named=False)
        folders.sort()
        for name in sorted(files):
            file = os.path.normpath(os.path.join(directory, name))  # noqa: PTH118
            if name.lower().endswith(_SUFFIXES) and os.path.isfile(file):  # noqa: PTH113 -- and no pipe, which would block
                yield Candidate(file, named=False)


def _is_assembly(folder: str) -> bool:
    """Whether `cdk synth` wrote a folder; other tools have a manifest.json too."""
    try:
        return '"artifacts"' in read_text(Path(folder, MANIFEST))
    except TemplateError:
        return False


def _inside_assembly(file: str) -> bool:
    return any(_is_assembly(str(folder)) for folder in list(Path(file).parents)[:2])


def read(candidate: Candidate, shelf: Shelf) -> Iterator[Template]:
    """The templates of one candidate; none where it is something else and was not named.

    Raises:
        TemplateError: what was named is no template, or a template cannot be read.
    """
    if candidate.named or os.path.isdir(candidate.path):  # noqa: PTH112
        yield from each_template(candidate.path, shelf)
        return
    try:
        if not _looks_like_a_template(read_text(Path(candidate.path))):
            return
        found = list(each_template(candidate.path, shelf))
    except NotATemplateError:
        return
    if found[0].whole_app or _is_iot_policy(found[0]):
        yield from found


def _looks_like_a_template(text: str) -> bool:
    """Whether a file is worth parsing. A package.json is not; a template that does not parse is an error, not skipped."""
    if "AWS::" in text and "Resources" in text:
        return True
    return ("Statement" in text and "iot:" in text) or ("service" in text and "provider" in text and "iot" in text)


def _is_iot_policy(template: Template) -> bool:
    """Whether a policy document may be one of AWS IoT: only policies of IAM and of resources have principals."""
    document = template.resources()[0].properties.get("PolicyDocument", "Statement")
    return all(not statement.get("Principal").present for statement in document.elements())
