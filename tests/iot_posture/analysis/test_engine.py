"""The engine: order, crashes, acknowledgements, and what several checks cannot tell."""

from collections.abc import Iterator, Sequence

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
)
from iot_posture.checks import CHECKS
from iot_posture.template import Resource, Template


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
