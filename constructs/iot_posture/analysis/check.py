"""What a check is: facts about it, and one pure function from a part of an app to outcomes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from iot_posture.analysis.acknowledgements import Acknowledgement
from iot_posture.analysis.findings import Outcome, Severity
from iot_posture.template import Resource, Template


@dataclass(frozen=True, slots=True)
class EachResource:
    """A check of one resource at a time, of these CloudFormation types (of every type when empty)."""

    types: tuple[str, ...]
    judge: Callable[[Resource], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class WholeApp:
    """A check of all templates of an app together, for what is absent or stands there twice."""

    judge: Callable[[Sequence[Template]], Iterable[tuple[Resource | Template, Outcome]]]


@dataclass(frozen=True, slots=True)
class UnusedAcknowledgements:
    """A check of the acknowledgements that no finding needed."""

    judge: Callable[[Acknowledgement], Iterable[Outcome]]


FAMILIES = {"0": "reading", "1": "grammar", "2": "permissiveness", "3": "identity", "4": "rules", "5": "posture"}
"""What the checks are about, by the first digit of their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. `page` is its module's docstring, which is its documentation.

    `controls` are keys of `iot_posture.facts.controls.CONTROLS`: what frameworks ask for, and a finding speaks against.
    """

    id: str
    name: str
    severity: Severity
    since: str
    scope: EachResource | WholeApp | UnusedAcknowledgements
    page: str = field(repr=False)
    references: tuple[str, ...]
    device_defender: str | None = None
    controls: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """What it is about."""
        return FAMILIES[self.id.removeprefix("IOT")[0]]

    @property
    def title(self) -> str:
        """The fact that the check finds: the first line of its page."""
        return self.page.strip().partition("\n")[0].rstrip(".")
