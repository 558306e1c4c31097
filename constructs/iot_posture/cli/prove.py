"""`iot-posture prove`: decide something about policies for all devices and all topics."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from iot_posture.cli.main import UsageError
from iot_posture.cli.printing import show
from iot_posture.cli.proof_subjects import Subject, subjects
from iot_posture.policy.errors import PolicyError
from iot_posture.proof import (
    Answer,
    Policies,
    Specification,
    Verdict,
    prove_isolation,
    prove_never,
    prove_never_delivered,
    prove_refinement,
)

EXIT_CODES = {Verdict.PROVED: 0, Verdict.REFUTED: 1, Verdict.UNDECIDED: 3}
_EPILOG = "exit codes: 0 proved, 1 refuted, 3 undecided, 2 could not run"
_WORST_FIRST = (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.PROVED)


def run(arguments: list[str]) -> int:
    """Answer the question for each policy; 0 when all is proved, 1 when something is refuted, 3 when undecided."""
    parsed = _parser().parse_args(arguments)
    try:
        ask = _question(parsed)
        answers = [(subject, ask(subject)) for subject in subjects(parsed.paths, parsed.policy)]
    except PolicyError as error:
        raise UsageError(str(error)) from None
    show(as_json(answers) if parsed.format == "json" else "\n".join(_lines(answers)))
    return EXIT_CODES[worst(answers).verdict]


def _question(parsed: argparse.Namespace) -> Callable[[Subject], Answer]:
    common = {"exclusive": parsed.exclusive, "seconds": parsed.seconds}

    def asked(question: Callable[[Policies, Sequence[str]], Answer]) -> Callable[[Subject], Answer]:
        def ask(subject: Subject) -> Answer:
            found = subject.found
            if found is None:
                return question(subject.policies, ())
            return found.ask(lambda policies: question(policies, found.shared))

        return ask

    match parsed.question:
        case "isolation":
            return asked(
                lambda policies, shared: prove_isolation(
                    policies,
                    owned=parsed.own or None,
                    shared=[*parsed.shared, *shared],
                    witnesses=parsed.witnesses,
                    **common,
                )
            )
        case "never":
            never = _never(parsed, common)
            return asked(lambda policies, _shared: never(policies))
        case _:
            specification = _specification(parsed)
            return asked(lambda policies, _shared: prove_refinement(policies, specification, **common))


def _never(parsed: argparse.Namespace, common: dict[str, object]) -> Callable[[Policies], Answer]:
    given = [text for text in (parsed.topic, parsed.resource) if text is not None]
    if len(given) != 1:
        raise UsageError("a question is about one pattern. Next: give --topic, or --resource for what is no topic")
    if parsed.delivered == (parsed.action is not None):
        raise UsageError("give either --action, or --delivered for Subscribe and Receive together")
    if parsed.delivered:
        return lambda policies: prove_never_delivered(policies, given[0], **common)  # type: ignore[arg-type]
    action = parsed.action if ":" in parsed.action else f"iot:{parsed.action}"
    return lambda policies: prove_never(policies, action=action, resource=given[0], **common)  # type: ignore[arg-type]


def _specification(parsed: argparse.Namespace) -> Specification:
    if bool(parsed.spec) == bool(parsed.allow):
        raise UsageError("give either --spec FILE, or --allow 'iot:Publish topic/dt/{thing}/*' for each right")
    if parsed.spec:
        return subjects([], parsed.spec)[0].policies
    rights: dict[str, list[str]] = {}
    for text in parsed.allow:
        action, _, resource = text.partition(" ")
        if not resource:
            raise UsageError(
                f"found --allow {text!r}, expected an action and a resource: 'iot:Publish topic/dt/{{thing}}/*'"
            )
        rights.setdefault(action, []).append(resource.strip())
    return rights


def worst(answers: Sequence[tuple[Subject, Answer]]) -> Answer:
    """The answer that decides the exit code."""
    return min((answer for _, answer in answers), key=lambda answer: _WORST_FIRST.index(answer.verdict))


def _lines(answers: Sequence[tuple[Subject, Answer]]) -> list[str]:
    lines = []
    for subject, answer in answers:
        lines.append(f"{answer.verdict.upper()}: {answer.query}, {subject.name} ({answer.elapsed_ms:.1f} ms)")
        lines += [f"  {witness.sentence}" for witness in answer.witnesses]
        if answer.reason:
            lines.append(f"  {answer.reason}")
        if answer.verdict is Verdict.PROVED:
            lines += [f"  assuming that {assumption}" for assumption in answer.assumptions]
    return lines


def as_json(answers: Sequence[tuple[Subject, Answer]]) -> str:
    """The deciding answer, and each answer with what it is about."""
    decided = worst(answers).render()
    decided["elapsed_ms"] = round(sum(answer.elapsed_ms for _, answer in answers), 3)
    each = [{"policy": subject.name} | answer.render() for subject, answer in answers]
    return json.dumps(decided | {"answers": each}, indent=2)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("paths", nargs="*", metavar="PATH", help="a policy, a template, or what `cdk synth` writes")
    common.add_argument(
        "--policy", action="append", default=[], type=Path, metavar="FILE", help="policies attached together; repeat it"
    )
    common.add_argument("--exclusive", action="store_true", help="certificates are attached to things exclusively")
    common.add_argument("--seconds", type=seconds_of, default=2.0, help="budget for each policy (default: %(default)s)")
    common.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser = argparse.ArgumentParser(
        prog="iot-posture prove",
        description="Decides for all devices and all topics, with a counterexample for every no.",
        epilog=_EPILOG,
    )
    questions = parser.add_subparsers(dest="question", required=True, metavar="isolation|never|refines")
    isolation = questions.add_parser(
        "isolation", parents=[common], epilog=_EPILOG, help="no device reaches what is another's"
    )
    isolation.add_argument(
        "--own", action="append", default=[], metavar="TEMPLATE", help="topics that things own, such as 'dt/{thing}/#'"
    )
    isolation.add_argument(
        "--shared", action="append", default=[], metavar="TOPIC", help="topics that belong to nobody"
    )
    isolation.add_argument(
        "--witnesses", type=int, default=1, metavar="N", help="how many counterexamples (default: 1)"
    )
    never = questions.add_parser("never", parents=[common], epilog=_EPILOG, help="no device can do this")
    never.add_argument("--action", help="such as iot:Publish")
    never.add_argument("--topic", help="a topic or, for iot:Subscribe, a filter; * and ? as in a policy")
    never.add_argument("--resource", help="a client ID, thing name or role alias; * and ? as in a policy")
    never.add_argument("--delivered", action="store_true", help="ask whether it can be received through a subscription")
    refines = questions.add_parser(
        "refines", parents=[common], epilog=_EPILOG, help="nothing is allowed beyond a specification"
    )
    refines.add_argument("--spec", action="append", default=[], type=Path, metavar="FILE", help="a policy; repeat it")
    refines.add_argument(
        "--allow", action="append", default=[], metavar="RIGHT", help="'iot:Publish topic/dt/{thing}/*'; repeat it"
    )
    return parser


def seconds_of(text: str) -> float:
    """A budget that somebody typed.

    Raises:
        argparse.ArgumentTypeError: no number, or one that no question should take.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"found {text}, expected more than 0 and at most 3600 seconds")
    return seconds
