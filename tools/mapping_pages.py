"""What the checks map to, for their pages: audit checks of AWS IoT Device Defender, and controls of frameworks."""

from collections.abc import Iterable, Mapping, Sequence

from iot_posture.analysis import Check
from iot_posture.facts.controls import CONTROLS, FRAMEWORKS, Control

_INTRO = """# Mappings

Which checks speak to which control. A finding is evidence against the control; that nothing is found does not prove that
the control is met, because most controls ask for more than a template can show. The titles are in our own words: the
standards have the text. The ids are those of the sources as read on 2026-11-22."""

_DETECTIVE = """The audit of AWS IoT Device Defender finds after deployment what these checks find before. They agree with
it wherever a finding names the audit check, and look further where it does not."""


def ids(check: Check) -> list[str]:
    """What a check maps to, in short."""
    audit = [f"`{check.device_defender}`"] if check.device_defender else []
    return audit + [_short(CONTROLS[key]) for key in check.controls]


def mapping_rows(check: Check) -> dict[str, str]:
    """A row for each framework that the check speaks to: its name, and its controls with their titles."""
    rows: dict[str, list[str]] = {}
    for control in (CONTROLS[key] for key in check.controls):
        rows.setdefault(FRAMEWORKS[control.framework].name, []).append(f"{_link(control)}: {control.title}")
    return {name: "<br>".join(controls) for name, controls in rows.items()}


def mappings_page(checks: Sequence[Check]) -> str:
    """A table for each framework: its controls, and the checks that speak to each."""
    audits: dict[str, list[Check]] = {}
    for check in checks:
        if check.device_defender:
            audits.setdefault(check.device_defender, []).append(check)
    sections = [_INTRO, "## AWS IoT Device Defender audit", _DETECTIVE]
    sections.append(_table("Audit check", {f"`{name}`": found for name, found in sorted(audits.items())}))
    for key, framework in FRAMEWORKS.items():
        served = {
            f"{_link(control)}: {control.title}": [check for check in checks if name in check.controls]
            for name, control in CONTROLS.items()
            if control.framework == key
        }
        sections += [f"## {framework.name}", f"Source: <{framework.source}>", _table("Control", served)]
    unmapped = ", ".join(f"[{check.id}]({check.id}.md)" for check in checks if not ids(check))
    reason = "They look at the analysis itself, at what AWS refuses at deployment, or at services that have ended. No control of"
    reason += f"\nthese frameworks asks for that: {unmapped}."
    sections += ["## Checks without a mapping", reason]
    return "\n\n".join(sections) + "\n"


def _table(what: str, served: Mapping[str, Iterable[Check]]) -> str:
    rows = [
        f"| {name} | {', '.join(f'[{check.id}]({check.id}.md)' for check in checks)} |"
        for name, checks in served.items()
    ]
    return "\n".join([f"| {what} | Checks |", "| --- | --- |", *rows])


def _link(control: Control) -> str:
    own_page = control.source != FRAMEWORKS[control.framework].source
    return f"[{control.id}]({control.source})" if own_page else control.id


def _short(control: Control) -> str:
    prefix = {"cra": "CRA ", "etsi": "EN 303 645 ", "nistir-8259a": "8259A ", "owasp": "OWASP "}.get(
        control.framework, ""
    )
    return f"{prefix}{control.id}"
