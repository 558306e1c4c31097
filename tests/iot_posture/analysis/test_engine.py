"""The engine: order, crashes, acknowledgements, and what several checks cannot tell."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from iot_posture.analysis import (
    Check,
    EachResource,
    Finding,
    Outcome,
    Severity,
    Unresolved,
    Verdict,
    Violation,
    WholeApp,
    analyse,
    findings_of,
)
from iot_posture.checks import CHECKS
from iot_posture.template import Resource, Shelf, Template, load_template


def template(file: str = "fleet.json", **resources: object) -> Template:
    return Template.from_dict({"Resources": resources}, file=file)


def check(check_id: str, scope: EachResource | WholeApp) -> Check:
    return Check(
        id=check_id, name="probe", severity=Severity.INFO, since="0", scope=scope, page="A fact.", references=()
    )


def logging(level: object, reason: str | None = None) -> dict[str, object]:
    resource: dict[str, object] = {"Type": "AWS::IoT::Logging", "Properties": {"DefaultLogLevel": level}}
    if reason is not None:
        resource["Metadata"] = {"iot_posture": {"acknowledge": [{"id": "IOT501", "reason": reason}]}}
    return resource


def test_a_crash_of_a_check_is_a_finding_and_the_other_checks_go_on() -> None:
    def crash(resource: Resource) -> Iterator[Outcome]:
        yield Violation(resource.properties, "seen before the crash", "none")
        raise KeyError("Statement")

    findings = analyse([template(L=logging("DISABLED"))], [check("IOT000", EachResource((), crash)), *CHECKS])
    assert [(found.check_id, found.verdict) for found in findings] == [
        ("IOT000", Verdict.CRASH),
        ("IOT000", Verdict.VIOLATION),
        ("IOT501", Verdict.VIOLATION),
    ]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].message == "The check crashed, so it judged nothing here (KeyError: 'Statement')."


def test_a_crash_of_a_check_of_the_whole_app_is_a_finding_about_the_first_template() -> None:
    def crash(templates: Sequence[Template]) -> Iterator[tuple[Template, Outcome]]:
        raise ValueError(len(templates))

    findings = analyse([template("a.json", L=logging("ERROR"))], [check("IOT000", WholeApp(crash))])
    assert [(found.verdict, found.file, found.resource) for found in findings] == [(Verdict.CRASH, "a.json", "")]


def test_a_check_of_the_whole_app_sees_all_templates_and_can_find_what_is_absent() -> None:
    def absent(templates: Sequence[Template]) -> Iterator[tuple[Template, Outcome]]:
        if not any(found.resources("AWS::IoT::AccountAuditConfiguration") for found in templates):
            first = templates[0]
            yield first, Violation(first.resources()[0].place(), f"no audit in {len(templates)} templates", "add one")

    two = [template("a.json", L=logging("ERROR")), template("b.json", L=logging("ERROR"))]
    assert [found.message for found in analyse(two, [check("IOT000", WholeApp(absent))])] == ["no audit in 2 templates"]
    assert analyse([], [check("IOT000", WholeApp(absent))]) == []


def test_findings_come_by_template_resource_check_and_place() -> None:
    actions = ["iot:Receive"] * 10 + ["*"]
    policy = {
        "Type": "AWS::IoT::Policy",
        "Properties": {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["*", *actions],
                        "Resource": "arn:aws:iot:us-east-1:123456789012:thing/b",
                    }
                ]
            }
        },
    }
    findings = analyse([template("b.json", Z=logging("X"), A=policy), template("a.json", L=logging("X"))], CHECKS)
    assert [
        (found.file, found.resource, found.check_id) for found in findings if found.check_id not in {"IOT102", "IOT504"}
    ] == [
        ("b.json", "Z", "IOT501"),
        ("b.json", "A", "IOT201"),
        ("b.json", "A", "IOT201"),
        ("a.json", "L", "IOT501"),
    ]
    places = [found.path.rpartition(".")[2] for found in findings if found.check_id == "IOT102"]
    assert places == [str(index) for index in range(1, 11)]


def test_an_acknowledged_finding_is_kept_and_marked_with_its_reason() -> None:
    findings = analyse([template(L=logging("DISABLED", "no devices yet"))], CHECKS)
    assert [(found.check_id, found.acknowledged) for found in findings] == [("IOT501", "no devices yet")]


def test_a_crash_cannot_be_acknowledged() -> None:
    def crash(resource: Resource) -> Iterator[Outcome]:
        raise RuntimeError(resource.logical_id)

    crashing = check("IOT501", EachResource((), crash))
    findings = analyse([template(L=logging("DISABLED", "no devices yet"))], [crashing])
    assert [(found.verdict, found.acknowledged) for found in findings] == [(Verdict.CRASH, None)]


def test_what_several_checks_cannot_tell_at_one_place_is_one_finding_that_names_them() -> None:
    def ask(resource: Resource) -> Iterator[Outcome]:
        yield Unresolved(resource.properties.get("DefaultLogLevel"), "how loud it is")

    checks = [check("IOT000", EachResource((), ask)), *CHECKS]
    (found,) = analyse([template(L=logging({"Ref": "AWS::StackName"}))], checks)
    assert (found.check_id, found.verdict, found.severity) == ("IOT000", Verdict.UNRESOLVED, Severity.INFO)
    assert found.message == "Cannot tell how loud it is: AWS::StackName is known only at deployment. Nor can IOT501."


def test_an_error_that_cannot_be_told_is_a_warning() -> None:
    (found,) = analyse([template(L=logging({"Ref": "AWS::StackName"}))], CHECKS)
    assert (found.check_id, found.severity) == ("IOT501", Severity.WARNING)


def test_a_finding_has_the_line_of_its_place_when_the_text_is_known() -> None:
    source = '{\n "Resources": {\n  "L": {\n"Type": "AWS::IoT::Logging",\n"Properties": {\n"DefaultLogLevel":\n"X"}}}}'
    body = {"Resources": {"L": logging("X")}}

    def lines(source: str | None) -> list[int | None]:
        return [found.line for found in analyse([Template.from_dict(body, file="a", source=source)], CHECKS)]

    assert (lines(source), lines(None)) == ([6], [None])


def test_a_finding_is_a_value() -> None:
    first, second = (analyse([template(L=logging("DISABLED"))], CHECKS) for _ in range(2))
    assert first == second
    assert isinstance(hash(first[0]), int)
    assert isinstance(first[0], Finding)


def acknowledged(*ids: str) -> dict[str, object]:
    reasons = [{"id": each, "reason": "somebody looked"} for each in ids]
    return {**logging({"Ref": "AWS::StackName"}), "Metadata": {"iot_posture": {"acknowledge": reasons}}}


@pytest.mark.parametrize(
    ("ids", "left"),
    [
        ((), [("IOT000", ("IOT500", "IOT501"))]),
        (("IOT000",), [("IOT500", ("IOT501",))]),
        (("IOT501",), [("IOT000", ("IOT500",))]),
        (("IOT000", "IOT500"), [("IOT501", ())]),
        (("IOT000", "IOT500", "IOT501"), []),
    ],
)
def test_each_check_that_cannot_tell_is_acknowledged_by_its_own_id(
    ids: tuple[str, ...], left: list[tuple[str, tuple[str, ...]]]
) -> None:
    def ask(resource: Resource) -> Iterator[Outcome]:
        yield Unresolved(resource.properties.get("DefaultLogLevel"), "how loud it is")

    probes = [check("IOT000", EachResource(("AWS::IoT::Logging",), ask)), check("IOT500", EachResource((), ask))]
    findings = analyse([template(L=acknowledged(*ids))], [*probes, *CHECKS])
    assert [(found.check_id, found.also) for found in findings if found.acknowledged is None] == left
    assert sorted(found.check_id for found in findings if found.acknowledged is not None) == sorted(ids)


def test_what_is_merged_says_which_acknowledgements_it_takes() -> None:
    def ask(resource: Resource) -> Iterator[Outcome]:
        yield Unresolved(resource.properties.get("DefaultLogLevel"), "how loud it is")

    (found,) = analyse([template(L=acknowledged())], [check("IOT000", EachResource((), ask)), *CHECKS])
    assert found.fix == (
        "Write the value out in the template, or acknowledge each of IOT000 and IOT501 with the reason why it is safe."
    )


def test_findings_do_not_depend_on_how_many_templates_are_kept_in_memory(tmp_path: Path) -> None:
    def twice(templates: Sequence[Template]) -> Iterator[tuple[Resource, Outcome]]:
        found = [each for one in templates for each in one.resources("AWS::IoT::Logging")]
        for each in found[1:]:
            yield each, Violation(each.properties.get("DefaultLogLevel"), f"again in {len(found)} templates", "none")

    files = [tmp_path / f"{index}.json" for index in range(6)]
    for index, file in enumerate(files):
        file.write_text(
            json.dumps({"Resources": {"L": logging("DISABLED" if index % 2 else "ERROR")}}), encoding="utf-8"
        )
    checks = [check("IOT000", WholeApp(twice)), *CHECKS]
    shelf = Shelf(room=1)
    few = findings_of((load_template(file, shelf) for file in files), checks)
    assert few == findings_of([load_template(file) for file in files], checks)
    assert len(few) == 5 + 3


def test_a_policy_document_on_its_own_is_no_part_of_the_app() -> None:
    def seen(templates: Sequence[Template]) -> Iterator[tuple[Template, Outcome]]:
        yield templates[0], Violation(templates[0].resources()[0].place(), f"{len(templates)} templates", "none")

    document = Template.from_dict({"Statement": []}, file="policy.json")
    probe = check("IOT000", WholeApp(seen))
    assert analyse([document], [probe]) == []
    assert [found.message for found in analyse([document, template(L=logging("ERROR"))], [probe])] == ["1 templates"]
