"""Baselines: findings that a team has today and does not want to hear of again, so that only new ones fail.

A finding is known by its check, its file, its resource, its path and its verdict; not by its line, which moves with every
edit, and not by its message. A question that was known and turns out to be a violation is new. A crash is never known.
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from iot_posture.analysis.findings import Finding, Verdict

VERSION = 1


class BaselineError(ValueError):
    """A baseline cannot be read or written. The message is one line, with the file and the next step."""


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """One known finding. `file` is relative to the folder of the baseline, so that it holds on every machine."""

    file: str
    resource: str
    path: str
    id: str
    verdict: str


@dataclass(frozen=True)
class Baseline:
    """The known findings, and the file that they stand in."""

    file: Path
    entries: frozenset[BaselineEntry]

    @classmethod
    def read(cls, file: Path) -> "Baseline":
        """Read a baseline.

        Raises:
            BaselineError: it is not there, or is not what `--write-baseline` writes.
        """
        try:
            body = json.loads(file.read_text(encoding="utf-8"))
            if body["version"] != VERSION:
                raise BaselineError(
                    f"{file} is a baseline of version {body['version']!r}, and this reads version {VERSION}"
                )
            names = {each.name for each in fields(BaselineEntry)}
            listed = [_entry(entry, names) for entry in body["findings"]]
        except OSError as error:
            raise BaselineError(f"{file} cannot be read: {error.strerror or error}") from None
        except BaselineError:
            raise
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BaselineError(
                f"{file} is not a baseline of iot-posture. Next: write it anew with --write-baseline {file}"
            ) from None
        return cls(file, frozenset(listed))

    @classmethod
    def of(cls, findings: Iterable[Finding], file: Path) -> "Baseline":
        """The baseline that knows these findings, but those that a template acknowledges already."""
        counted = (each for each in findings if each.acknowledged is None and each.verdict is not Verdict.CRASH)
        return cls(file, frozenset(_entry_of(finding, file) for finding in counted))

    def write(self) -> None:
        """Write it, whole or not at all.

        Raises:
            BaselineError: it cannot be written.
        """
        body = {"version": VERSION, "findings": [asdict(entry) for entry in sorted(self.entries)]}
        unfinished = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        try:
            unfinished.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
            unfinished.replace(self.file)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise BaselineError(f"{self.file} cannot be written: {error.strerror or error}") from None

    def knows(self, finding: Finding) -> bool:
        """Whether a finding was there before."""
        return finding.verdict is not Verdict.CRASH and _entry_of(finding, self.file) in self.entries

    def gone(self, findings: Sequence[Finding], read: Collection[str]) -> list[BaselineEntry]:
        """The entries that no longer occur, of files that were read or are no longer there."""
        found = {_entry_of(finding, self.file) for finding in findings if finding.acknowledged is None}
        files = {_relative(name, self.file) for name in read}
        return sorted(
            entry
            for entry in self.entries - found
            if entry.file in files or not (self.file.parent / entry.file).exists()
        )


def _entry(entry: dict[str, object], names: set[str]) -> BaselineEntry:
    if set(entry) != names or not all(isinstance(value, str) for value in entry.values()):
        raise TypeError(entry)
    return BaselineEntry(**{name: str(value) for name, value in entry.items()})


def _entry_of(finding: Finding, baseline: Path) -> BaselineEntry:
    file = _relative(finding.file, baseline)
    return BaselineEntry(file, finding.resource, finding.path, finding.check_id, str(finding.verdict))


def _relative(file: str, baseline: Path) -> str:
    try:
        return Path(os.path.relpath(file, baseline.parent)).as_posix()
    except ValueError:  # another drive of Windows
        return Path(file).as_posix()
