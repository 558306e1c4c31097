"""Runs checks over the templates of one app, and turns their outcomes into findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from iot_posture.analysis.acknowledgements import Acknowledgement, in_template
from iot_posture.analysis.check import Check, EachResource, UnusedAcknowledgements, WholeApp
from iot_posture.analysis.findings import Finding, Outcome, Severity, Unresolved, Verdict, Violation
from iot_posture.template import Node, Resource, Template

_Subject = Resource | Template
_Located = tuple[_Subject, Finding]
_Part = TypeVar("_Part", Resource, Acknowledgement)


def analyse(templates: Sequence[Template], checks: Sequence[Check]) -> list[Finding]:
    """Judge all templates of one app together.

    Findings come in the order of the templates, of their resources, of the check ids and of the paths. A finding that
    the template acknowledges is kept and marked. A check that crashes gives a finding, and the others go on.

    Example:
        >>> from iot_posture.checks import CHECKS
        >>> logging = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": "DISABLED"}}
        >>> template = Template.from_dict({"Resources": {"Logging": logging}}, file="fleet.json")
        >>> [(finding.check_id, finding.path) for finding in analyse([template], CHECKS)]
        [('IOT501', 'Properties.DefaultLogLevel')]
    """
    located = dict.fromkeys(found for check in checks for found in _judge(check, templates))
    marked, unused = _acknowledge(located, [found for template in templates for found in in_template(template)])
    ids = {check.id for check in checks}
    for check in checks:
        if isinstance(check.scope, UnusedAcknowledgements):
            for idle in unused:
                if idle.check_id in ids:
                    marked += _guarded(check, idle.resource, check.scope.judge, idle)
    order = {subject: place for place, subject in enumerate(_subjects(templates))}
    marked.sort(key=lambda item: (order[item[0]], item[1].check_id, _steps(item[1].path), item[1].verdict))
    return _merge([finding for _, finding in marked])


def _judge(check: Check, templates: Sequence[Template]) -> Iterator[_Located]:
    match check.scope:
        case EachResource(types, judge):
            for template in templates:
                for resource in template.resources(*types):
                    for variant in resource.variants:
                        yield from _guarded(check, resource, judge, variant)
        case WholeApp(judge_app):
            if templates:
                try:
                    for subject, outcome in judge_app(templates):
                        yield subject, _finding(check, subject, outcome)
                except Exception as error:  # noqa: BLE001 - a crash is a finding, never a silent pass
                    yield templates[0], _crash(check, templates[0], error)
        case UnusedAcknowledgements():
            pass  # judged last: whether one is used depends on all other findings


def _guarded(
    check: Check, subject: _Subject, judge: Callable[[_Part], Iterable[Outcome]], part: _Part
) -> Iterator[_Located]:
    try:
        for outcome in judge(part):
            yield subject, _finding(check, subject, outcome)
    except Exception as error:  # noqa: BLE001 - a crash is a finding, never a silent pass
        yield subject, _crash(check, subject, error)


def _finding(check: Check, subject: _Subject, outcome: Outcome) -> Finding:
    match outcome:
        case Violation():
            found = _at(check, subject, outcome.where, Verdict.VIOLATION)
            named = outcome.device_defender
            audit = named if isinstance(named, str) else check.device_defender if named else None
            return replace(found, message=outcome.message, fix=outcome.fix, device_defender=audit)
        case Unresolved(where, question):
            reason = where.unknown_reason or f"{where.text or 'the value'} is not of the expected form"
            found = _at(check, subject, where, Verdict.UNRESOLVED)
            severity = Severity.WARNING if check.severity is Severity.ERROR else check.severity
            fix = f"Write the value out in the template, or acknowledge {check.id} with the reason why it is safe."
            return replace(found, severity=severity, message=f"Cannot tell {question}: {reason}.", fix=fix)


def _crash(check: Check, subject: _Subject, error: Exception) -> Finding:
    found = _at(check, subject, None, Verdict.CRASH)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    fix = "Report this as a bug of iot-posture, with the resource as it stands in the template."
    return replace(
        found, severity=Severity.ERROR, message=f"The check crashed, so it judged nothing here ({what}).", fix=fix
    )


def _at(check: Check, subject: _Subject, where: Node | None, verdict: Verdict) -> Finding:
    template, resource = (subject.template, subject.logical_id) if isinstance(subject, Resource) else (subject, "")
    path = () if where is None else where.path
    line = template.line(("Resources", resource, *path) if resource else path)
    dotted = "" if where is None else where.dotted
    return Finding(
        check.id, check.name, check.severity, verdict, template.file, resource, dotted, line, message="", fix=""
    )


def _acknowledge(
    located: Iterable[_Located], acknowledgements: Sequence[Acknowledgement]
) -> tuple[list[_Located], list[Acknowledgement]]:
    valid = [found for found in acknowledgements if found.fault is None]
    used: set[int] = set()
    marked: list[_Located] = []
    for subject, finding in located:
        mine = [found for found in valid if found.resource is subject and found.check_id == finding.check_id]
        if mine and finding.verdict is not Verdict.CRASH:
            used |= {id(found) for found in mine}
            marked.append((subject, replace(finding, acknowledged=mine[0].reason)))
        else:
            marked.append((subject, finding))
    return marked, [found for found in valid if id(found) not in used]


def _merge(findings: Sequence[Finding]) -> list[Finding]:
    """Say once what several checks could not resolve: sixty checks that stop at one place are one thing to do."""
    ids: dict[tuple[str, str, str], dict[str, None]] = {}
    kept: list[Finding] = []
    for finding in findings:
        place = (finding.file, finding.resource, finding.path)
        if not _is_open(finding) or place not in ids:
            kept.append(finding)
        if _is_open(finding):
            ids.setdefault(place, {})[finding.check_id] = None
    return [_with_others(finding, ids) if _is_open(finding) else finding for finding in kept]


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNRESOLVED and finding.acknowledged is None


def _with_others(finding: Finding, ids: Mapping[tuple[str, str, str], Mapping[str, None]]) -> Finding:
    _, *others = ids[finding.file, finding.resource, finding.path]
    return replace(finding, message=f"{finding.message} Nor can {', '.join(others)}.") if others else finding


def _subjects(templates: Sequence[Template]) -> Iterator[_Subject]:
    for template in templates:
        yield template
        yield from template.resources()


def _steps(path: str) -> list[tuple[int, int | str]]:
    return [(0, int(step)) if step.isdecimal() and len(step) < 10 else (1, step) for step in path.split(".")]
