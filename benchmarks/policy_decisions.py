"""Decisions per second on policies of 10, 100 and 1,000 statements, one core, beside two peers on the same questions.

The engines take turns within one run, so that a busy machine slows all of them; the median of the turns is shown.
The peers answer the same questions but do other things: Cedar validates and keeps reasons, and cannot resolve AWS's
variables, so it is given the policies with the device's values in place; the `fnmatch` loop is what a quick script
would do, and knows no conditions, so it is given the statements whose conditions hold. All three must agree on every
question, or the run fails.

"in a batch" is what a gate or a proof does: all questions of one connection at once, 2,000 of them, with the policies
bound to that connection before the clock starts; no answer is kept for the next, so a question that comes twice costs
twice. "one by one" is one call for each question with the same context, and includes making the `Request`. "new
connection" is what comes before either for another device: binding, compiling, and the first answer of each action.
The targets stand for the batch; below them nothing fails, the row says MISSED. Slow peers are asked fewer of the
questions.

`python -m benchmarks.policy_decisions` prints the table. Without cedarpy (requirements/bench.txt) its column is left
out.
"""

import fnmatch
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec

from iot_posture.policy import Context, Decision, Evaluator, PolicyDocument, Request, parse_policy_object

HERE = "arn:aws:iot:us-east-1:123456789012:"
DEVICE = Context(client_id="pump7", thing_name="pump7", principal_attached=True, source_ip="203.0.113.9")
KINDS = {"iot:Publish": "topic", "iot:Receive": "topic", "iot:Subscribe": "topicfilter", "iot:Connect": "client"}
TARGETS = {10: 500_000, 100: 300_000, 1_000: 100_000}
"""Statements, and the decisions per second in a batch that they are held to."""

TURNS = 7
QUESTIONS = 2_000

Asked = tuple[str, str]
Statement = dict[str, object]
Engine = Callable[[Sequence[Asked]], list[bool]]


def statements(count: int, chance: random.Random) -> list[Statement]:
    """Statements as fleets have them: topics by variable, wildcards at the end and inside, conditions, denies."""
    made: list[Statement] = []
    for number in range(count):
        action = list(KINDS)[number % 4]
        name = chance.choice(
            [
                f"site{number}/${{iot:Connection.Thing.ThingName}}/*",
                f"dt/{number}/*/state",
                f"cmd/{number}/*",
                f"shared/{number}/config",
            ]
        )
        statement: Statement = {
            "Effect": "Deny" if number % 8 == 7 else "Allow",
            "Action": action,
            "Resource": f"{HERE}{KINDS[action]}/{name}",
        }
        if number % 5 == 0:
            statement["Condition"] = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
        elif number % 5 == 3:
            statement["Condition"] = {"IpAddress": {"aws:SourceIp": chance.choice(["203.0.113.0/24", "10.0.0.0/8"])}}
        made.append(statement)
    return made


def questions(count: int, chance: random.Random) -> list[Asked]:
    """Requests spread over all statements; about a quarter is on what the statement names, and fewer are allowed."""
    made: list[Asked] = []
    for _ in range(QUESTIONS):
        number = chance.randrange(count)
        action = list(KINDS)[number % 4] if chance.random() < 0.8 else chance.choice(list(KINDS))
        names = [f"site{number}/pump7/t", f"dt/{number}/a/b/state", f"cmd/{number}/reboot", f"shared/{number}/config"]
        made.append((action, f"{HERE}{KINDS[action]}/{chance.choice([*names, 'nothing/of/this'])}"))
    return made


def ours(policy: list[Statement]) -> Engine:
    """The compiled evaluator, over one connection."""
    decide_all = Evaluator([_document(policy)]).connection(DEVICE).decide_all
    decide_all([(action, HERE) for action in KINDS])  # compiled on the first question of each action
    return lambda asked: [decision is Decision.ALLOWED for decision in decide_all(asked)]


def one_by_one(policy: list[Statement]) -> Engine:
    """The compiled evaluator, one call with a context and a request for each question."""
    evaluator = Evaluator([_document(policy)])
    return lambda asked: [evaluator.decide(DEVICE, Request(*one)) is Decision.ALLOWED for one in asked]


def fnmatch_loop(policy: list[Statement]) -> Engine:
    """What a quick script does: every statement, in order, with `fnmatch`."""
    plain = [(s["Effect"] == "Deny", str(s["Action"]), _bound(s)) for s in policy if _holds(s)]

    def decide(action: str, resource: str) -> bool:
        allowed = False
        for deny, named, pattern in plain:
            if named == action and fnmatch.fnmatchcase(resource, pattern):
                if deny:
                    return False
                allowed = True
        return allowed

    return lambda asked: [decide(*one) for one in asked]


def cedar(policy: list[Statement]) -> Engine:
    """Cedar through cedarpy: policies parsed once, all questions in one batch."""
    import cedarpy  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 - optional

    texts = []
    for statement in policy:
        effect = "forbid" if statement["Effect"] == "Deny" else "permit"
        tests = [f'context.arn like "{_bound(statement)}"']
        if "Condition" in statement:
            kind = next(iter(statement["Condition"]))  # type: ignore[call-overload]
            network = "" if kind == "Bool" else statement["Condition"]["IpAddress"]["aws:SourceIp"]  # type: ignore[index]
            tests.append("context.attached" if kind == "Bool" else f'context.ip.isInRange(ip("{network}"))')
        head = f'{effect}(principal, action == Action::"{statement["Action"]}", resource)'
        texts.append(f"{head} when {{ {' && '.join(tests)} }};")
    parsed = cedarpy.PolicySet.from_str("\n".join(texts))
    entities = cedarpy.Entities.from_json_str("[]")
    address = {"__extn": {"fn": "ip", "arg": DEVICE.source_ip}}

    def decide(asked: Sequence[Asked]) -> list[bool]:
        requests = [
            {
                "principal": 'Device::"pump7"',
                "action": f'Action::"{action}"',
                "resource": 'Resource::"x"',
                "context": {"arn": resource, "attached": True, "ip": address},
            }
            for action, resource in asked
        ]
        return [result.allowed for result in cedarpy.is_authorized_batch(requests, parsed, entities)]

    return decide


def measure(count: int) -> tuple[list[float], int]:
    """The median rates of all engines at a number of statements, and how many of the questions are allowed."""
    chance = random.Random(count)  # noqa: S311 - the same policies in every run
    policy, asked = statements(count, chance), questions(count, chance)
    engines = [make(policy) for make in ENGINES]
    expected = engines[0](asked)
    few = asked[: max(50, 20_000 // count)]
    for engine in engines[1:]:
        if engine(few) != expected[: len(few)]:
            raise AssertionError(f"the engines disagree at {count} statements")
    rates: list[list[float]] = [[] for _ in engines]
    for _ in range(TURNS):
        for engine, listed in zip(engines, rates, strict=True):
            mine = asked if engine in engines[:2] else few
            started = time.perf_counter()
            engine(mine)
            listed.append(len(mine) / (time.perf_counter() - started))
    return [statistics.median(listed) for listed in rates], sum(expected)


def binding(count: int) -> float:
    """Milliseconds to bind and compile the policies for a new connection, up to its first decision of each action."""
    chance = random.Random(count)  # noqa: S311 - the same policies in every run
    evaluator = Evaluator([_document(statements(count, chance))])
    asked = [(action, f"{HERE}{kind}/x") for action, kind in KINDS.items()]
    taken = []
    for turn in range(TURNS):
        # Another thing each time: Python keeps regular expressions that it has compiled before.
        another = replace(DEVICE, client_id=f"pump{turn}", thing_name=f"pump{turn}")
        started = time.perf_counter()
        evaluator.connection(another).decide_all(asked)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1_000


def run() -> list[str]:
    """The lines of the table."""
    names = ["in a batch", "one by one", "fnmatch loop", "cedarpy batch"][: len(ENGINES)]
    header = "".join(f"{name:>15}" for name in names)
    lines = [
        f"decisions per second, one core, conditions and variables in force; median of {TURNS} turns on {QUESTIONS:,} questions",
        f"{'statements':>10}{header}   target of the batch",
    ]
    notes = []
    for count, target in TARGETS.items():
        rates, allowed = measure(count)
        row = "".join(f"{rate:>15,.0f}" for rate in rates)
        verdict = "ok" if rates[0] >= target else "MISSED"
        lines.append(f"{count:>10,}{row}   {target:,} {verdict}")
        ratios = ", ".join(
            f"{rates[0] / rate:,.0f} times {name}" for name, rate in zip(names[2:], rates[2:], strict=True)
        )
        notes.append(
            f"{count:>10,} statements: the batch is {ratios}; one call takes {1e6 / rates[1]:.1f} us; "
            f"a new connection {binding(count):.1f} ms; {allowed / QUESTIONS:.0%} of the questions are allowed"
        )
    if find_spec("cedarpy") is None:
        notes.append("cedarpy is not installed, so it is not compared. Next: pip install -r requirements/bench.txt")
    return lines + notes


def _document(policy: list[Statement]) -> PolicyDocument:
    return parse_policy_object({"Version": "2012-10-17", "Statement": policy})


def _bound(statement: Statement) -> str:
    return str(statement["Resource"]).replace("${iot:Connection.Thing.ThingName}", "pump7")


def _holds(statement: Statement) -> bool:
    return "10.0.0.0/8" not in str(statement.get("Condition"))


ENGINES: list[Callable[[list[Statement]], Engine]] = [ours, one_by_one, fnmatch_loop]
if find_spec("cedarpy") is not None:
    ENGINES.append(cedar)

if __name__ == "__main__":
    print("\n".join(run()))
