"""Runs checks over the templates of one app, and turns their outcomes into findings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from iot_posture.analysis.acknowledgements import Acknowledgement, in_template
from iot_posture.analysis.check import Check, EachResource, UnusedAcknowledgements, WholeApp
from iot_posture.analysis.findings import Finding, Outcome, Severity, Unresolved, Verdict, Violation
from iot_posture.analysis.merging import merge
from iot_posture.template import Node, Resource, Template

_Subject = Resource | Template
_Part = TypeVar("_Part", Resource, Acknowledgement)
_Judge = tuple[Check, Callable[[Resource], Iterable[Outcome]]]
_Place = tuple[int, int]
"""The identity of a template and the number of a resource in it; -1 for the template itself. A finding holds no more of
what it is about, so that this can go when the next templates are read."""
_Located = tuple[_Place, Finding]
_Findings = dict[_Located, None]


def analyse(templates: Iterable[Template], checks: Sequence[Check]) -> list[Finding]:
    """Judge all templates of one app together.

    Findings come in the order of the templates, of their resources, of the check ids and of the paths. A finding that
    the template acknowledges is kept and marked. A check that crashes gives a finding, and the others go on. What
    several checks cannot tell at one place is one finding that names them all.

    Example:
        >>> from iot_posture.checks import CHECKS
        >>> logging = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}
        >>> template = Template.from_dict({"Resources": {"Logging": logging}}, file="fleet.json")
        >>> [(finding.check_id, finding.path) for finding in analyse([template], CHECKS)]
        [('IOT501', 'Properties.DefaultLogLevel')]
    """
    return merge(findings_of(templates, checks))


def findings_of(templates: Iterable[Template], checks: Sequence[Check]) -> list[Finding]:
    """The same with a finding of its own for each check, as acknowledgements and baselines need them.

    The templates are taken one after the other, so that those that can be read again need not all be in memory.
    """
    return concluded(map(Judges(checks).judged, templates), checks)


@dataclass(frozen=True, slots=True)
class Judged:
    """A template with what the checks of single resources found in it, each with the number of its resource."""

    template: Template
    found: Sequence[tuple[int, Finding]]
    acknowledgements: Sequence[Acknowledgement]


class Judges:
    """The checks of single resources, by the type of resource that they look at."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._scoped = [(check, check.scope) for check in checks if isinstance(check.scope, EachResource)]
        self._by_type: dict[str, list[_Judge]] = {}

    def judged(self, template: Template) -> Judged:
        """Judge the resources of one template, whatever the other templates are."""
        located: _Findings = {}
        by_type: dict[str, list[Resource]] = {}
        for resource in template.resources():
            by_type.setdefault(resource.type, []).append(resource)
        for kind, resources in by_type.items():
            for check, judge in self._of(kind):
                for resource in resources:
                    for variant in resource.variants:
                        _guarded(check, resource, judge, variant, located)
        return Judged(template, [(place[1], finding) for place, finding in located], in_template(template))

    def _of(self, kind: str) -> list[_Judge]:
        found = self._by_type.get(kind)
        if found is None:
            found = [(check, scope.judge) for check, scope in self._scoped if not scope.types or kind in scope.types]
            self._by_type[kind] = found
        return found


def concluded(judged: Iterable[Judged], checks: Sequence[Check]) -> list[Finding]:
    """All findings of an app, once its templates are judged one by one: with what only all of them together tell."""
    seen: list[Template] = []
    order: dict[int, int] = {}
    located: _Findings = {}
    acknowledgements: list[Acknowledgement] = []
    for one in judged:
        place = id(one.template)
        order[place] = len(order)
        located |= dict.fromkeys(((place, number), finding) for number, finding in one.found)
        seen.append(one.template)
        acknowledgements += one.acknowledgements
    _judge_app(checks, [template for template in seen if template.whole_app], located)
    marked, unused = _acknowledge(located, acknowledgements)
    marked += _judge_unused(checks, unused)
    marked.sort(
        key=lambda item: (order[item[0][0]], item[0][1], item[1].check_id, _steps(item[1].path), item[1].verdict),
    )
    return list(dict.fromkeys(finding for _, finding in marked))


def _judge_app(checks: Sequence[Check], templates: Sequence[Template], located: _Findings) -> None:
    for check in checks:
        if isinstance(check.scope, WholeApp) and templates:
            try:
                for subject, outcome in check.scope.judge(templates):
                    located |= dict.fromkeys(_finding(check, subject, outcome))
            except Exception as error:  # noqa: BLE001 - a crash is a finding, never a silent pass
                located[_place(templates[0]), _crash(check, templates[0], error)] = None


def _judge_unused(checks: Sequence[Check], unused: Sequence[Acknowledgement]) -> Iterable[_Located]:
    ids = {check.id for check in checks}
    located: _Findings = {}
    for check in checks:
        if isinstance(check.scope, UnusedAcknowledgements):
            for idle in unused:
                if idle.check_id in ids:
                    _guarded(check, idle.resource, check.scope.judge, idle, located)
    return located


def _guarded(
    check: Check, subject: _Subject, judge: Callable[[_Part], Iterable[Outcome]], part: _Part, located: _Findings
) -> None:
    try:
        for outcome in judge(part):
            located |= dict.fromkeys(_finding(check, subject, outcome))
    except Exception as error:  # noqa: BLE001 - a crash is a finding, never a silent pass
        located[_place(subject), _crash(check, subject, error)] = None


def _finding(check: Check, subject: _Subject, outcome: Outcome) -> Iterator[_Located]:
    verdict = Verdict.VIOLATION if isinstance(outcome, Violation) else Verdict.UNRESOLVED
    found = _at(check, subject, outcome.where, verdict)
    if found is None:
        return  # the file says no such thing: the resource is made from something else
    match outcome:
        case Violation():
            named = outcome.device_defender
            audit = named if isinstance(named, str) else check.device_defender if named else None
            severity = outcome.severity or found.severity
            said = replace(found, message=outcome.message, fix=outcome.fix, device_defender=audit, severity=severity)
            yield _place(subject), said
        case Unresolved(where, question, given):
            reason = given or where.unknown_reason or f"{where.text or 'the value'} is not of the expected form"
            severity = Severity.WARNING if check.severity is Severity.ERROR else check.severity
            fix = f"Write the value out in the template, or acknowledge {check.id} with the reason why it is safe."
            yield (
                _place(subject),
                replace(found, severity=severity, message=f"Cannot tell {question}: {reason}.", fix=fix),
            )


def _crash(check: Check, subject: _Subject, error: Exception) -> Finding:
    file, resource = _named(subject)
    line = subject.template.line(_root(subject)) if isinstance(subject, Resource) else subject.line(())
    what = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"The check crashed, so it judged nothing here ({what})."
    fix = "Report this as a bug of iot-posture, with the resource as it stands in the template."
    return Finding(check.id, check.name, Severity.ERROR, Verdict.CRASH, file, resource, "", line, message, fix)


def _at(check: Check, subject: _Subject, where: Node, verdict: Verdict) -> Finding | None:
    if isinstance(subject, Resource):
        place = subject.place_in_file(where.path)
        if place is None:
            return None
        path, line = place
    else:
        path, line = where.path, subject.line(where.path)
    file, resource = _named(subject)
    dotted = ".".join(map(str, path))
    return Finding(check.id, check.name, check.severity, verdict, file, resource, dotted, line, message="", fix="")


def _named(subject: _Subject) -> tuple[str, str]:
    return (subject.template.file, subject.logical_id) if isinstance(subject, Resource) else (subject.file, "")


def _root(resource: Resource) -> tuple[str | int, ...]:
    return resource.template.contents.entries[resource.number].root


def _place(subject: _Subject) -> _Place:
    return (id(subject.template), subject.number) if isinstance(subject, Resource) else (id(subject), -1)


def _acknowledge(
    located: Iterable[_Located], acknowledgements: Sequence[Acknowledgement]
) -> tuple[list[_Located], list[Acknowledgement]]:
    by_place: dict[tuple[int, str, str], list[Acknowledgement]] = {}
    for found in acknowledgements:
        if found.fault is None:
            named = (id(found.resource.template), found.resource.logical_id, found.check_id)
            by_place.setdefault(named, []).append(found)
    used: set[int] = set()
    marked: list[_Located] = []
    for place, finding in located:
        mine = by_place.get((place[0], finding.resource, finding.check_id))
        if mine and finding.resource and finding.verdict is not Verdict.CRASH:
            used |= {id(found) for found in mine}
            marked.append((place, replace(finding, acknowledged=mine[0].reason)))
        else:
            marked.append((place, finding))
    return marked, [found for found in acknowledgements if found.fault is None and id(found) not in used]


def _steps(path: str) -> list[tuple[int, int | str]]:
    return [(0, int(step)) if step.isdecimal() and len(step) < 10 else (1, step) for step in path.split(".")]
