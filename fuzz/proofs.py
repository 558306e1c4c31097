"""Compares the prover with brute force on random policies: `python -m fuzz.proofs --count 100000`.

The prover may not call proved what brute force finds a way around, nor show a witness that shows nothing. What it leaves
undecided is counted. Every policy has a seed of its own, so what is found is shown again by
`python -m fuzz.proofs --seed SEED --count 1`.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fuzz import random_policies
from fuzz.proof_oracle import (
    PLACE,
    Violation,
    World,
    exceeds,
    isolation,
    never,
    never_delivered,
    objection,
)
from iot_posture.policy import parse_policy_object
from iot_posture.proof import (
    Answer,
    Verdict,
    prove_isolation,
    prove_never,
    prove_never_delivered,
    prove_refinement,
)

ORDINARY = 0.5
"""The share of policies that look as policies mostly do."""
_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Question:
    """One question put to both."""

    kind: str
    world: World
    ask: Callable[[], Answer]
    search: Callable[[], Violation | None]
    ordinary: bool
    text: str


@dataclass(slots=True)
class Tally:
    """What came out."""

    verdicts: Counter[tuple[str, bool, str]] = field(default_factory=Counter)
    undecided: list[tuple[int, str, str]] = field(default_factory=list)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)

    def share(self, *, ordinary: bool) -> float:
        """How many of a hundred questions stayed undecided for another reason than that nobody tells whose topics are."""
        counted = [(key, number) for key, number in self.verdicts.items() if key[1] is ordinary]
        undecided = sum(number for key, number in counted if key[2] == "undecided")
        return 100 * undecided / max(1, sum(number for _, number in counted))


def question(seed: int) -> Question:
    """The question of a seed."""
    chance = random.Random(seed)  # noqa: S311 - the same question every time
    ordinary = chance.random() < ORDINARY
    written = [random_policies.policy(chance, ordinary=ordinary) for _ in range(chance.choice((1, 1, 1, 1, 2)))]
    documents = tuple(map(parse_policy_object, written))
    exclusive = chance.random() < 0.08
    longest = chance.choices((3, 4, 5, 6), (60, 36, 3, 1))[0]
    kind = chance.choices(("isolation", "never", "delivered", "refinement"), (58, 12, 18, 12))[0]
    world = World(documents, exclusive=exclusive, longest=longest)
    match kind:
        case "isolation":
            owned, shared = random_policies.owned(chance), random_policies.shared(chance)
            world = World(documents, owned, shared, exclusive, longest)
            return Question(
                kind,
                world,
                lambda: prove_isolation(documents, owned=owned, shared=shared, exclusive=exclusive),
                lambda: isolation(world),
                ordinary,
                f"{written} owned={owned} shared={shared} exclusive={exclusive}",
            )
        case "never":
            action, of = chance.choice(
                (("iot:Publish", "topic"), ("iot:Receive", "topic"), ("iot:Subscribe", "topicfilter"),
                 ("iot:Connect", "client"))
            )  # fmt: skip
            pattern = random_policies.resource(chance)
            return Question(
                kind,
                world,
                lambda: prove_never(documents, action=action, resource=pattern, exclusive=exclusive),
                lambda: never(world, action, f"{PLACE}{of}/{pattern}"),
                ordinary,
                f"{written} {action} {pattern!r} exclusive={exclusive}",
            )
        case "delivered":
            pattern = random_policies.resource(chance)
            return Question(
                kind,
                world,
                lambda: prove_never_delivered(documents, pattern, exclusive=exclusive),
                lambda: never_delivered(world, f"{PLACE}topic/{pattern}"),
                ordinary,
                f"{written} {pattern!r} exclusive={exclusive}",
            )
    limits = _specification(written, chance, ordinary=ordinary)
    specification = tuple(map(parse_policy_object, limits))
    return Question(
        kind,
        world,
        lambda: prove_refinement(documents, specification, exclusive=exclusive),
        lambda: exceeds(world, specification),
        ordinary,
        f"{written} within {limits} exclusive={exclusive}",
    )


def _specification(written: list[dict[str, Any]], chance: random.Random, *, ordinary: bool) -> list[dict[str, Any]]:
    """Something near the policies, so that both answers are common: wider, narrower, or without a statement."""
    limits = []
    for document in written:
        statements = []
        for statement in document["Statement"]:
            changed = dict(statement)
            draw = chance.random()
            if draw < 0.06:
                continue
            for name in ("Resource", "NotResource"):
                if name in changed and draw < 0.3:
                    texts = [changed[name]] if isinstance(changed[name], str) else changed[name]
                    changed[name] = [_changed(text, chance) for text in texts]
            if draw > 0.93:
                changed.pop("Condition", None)
            statements.append(changed)
        if chance.random() < 0.15:
            effect = "Allow" if chance.random() < 0.6 else "Deny"
            statements.append(random_policies.statement(chance, effect, ordinary=ordinary))
        limits.append({**document, "Statement": statements})
    return limits


def _changed(text: str, chance: random.Random) -> str:
    head, slash, name = text.partition("/")
    old, new = chance.choice((("/a", "/*"), ("/b", "/*"), ("a", "?"), ("*", "a"), ("}", "}*"), ("*", "**"), ("/", "*")))
    return head + slash + name.replace(old, new)


def compare(seed: int, tally: Tally) -> None:
    """Put one question to both and note what is wrong."""
    asked = question(seed)
    answer = asked.ask()
    tally.verdicts[asked.kind, asked.ordinary, str(answer.verdict)] += 1
    if answer.verdict is Verdict.UNDECIDED:
        if "nothing tells whose" in answer.reason:
            tally.verdicts[asked.kind, asked.ordinary, "undecided"] -= 1
            tally.verdicts[asked.kind, asked.ordinary, "nobody's"] += 1
        else:
            tally.undecided.append((seed, asked.kind, f"{answer.reason}: {asked.text}"))
    elif answer.verdict is Verdict.PROVED:
        violation = asked.search()
        if violation is not None:
            tally.wrong.append((seed, asked.kind, f"PROVED, but {_shown(violation)}: {asked.text}"))
    else:
        for witness in answer.witnesses:
            problem = objection(asked.world, witness, isolated=asked.kind == "isolation")
            if problem:
                tally.wrong.append((seed, asked.kind, f"REFUTED, but {problem}: {witness.sentence}: {asked.text}"))


def _shown(violation: Violation) -> str:
    context = violation.actor.context
    requests = " then ".join(f"{request.action} {request.resource}" for request in violation.requests)
    return f"{context.protocol} thing={context.thing_name} client={context.client_id} {requests} ({violation.owner})"


def run(seeds: range, said: Callable[[str], object] | None = None) -> Tally:
    """Compare the questions of all these seeds; `said` is told now and then how far it is."""
    tally = Tally()
    for number, seed in enumerate(seeds, 1):
        before = len(tally.wrong)
        compare(seed, tally)
        if said is not None and len(tally.wrong) > before:
            said(f"seed {seed} is wrong\n")
        if said is not None and number % _EVERY == 0:
            said(f"{number:,} of {len(seeds):,} policies, {len(tally.wrong)} wrong\n")
    return tally


def main() -> int:
    """Compare, print what came out, and fail when anything is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz.proofs", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--count", type=int, default=10_000, help="how many policies (default: 10000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--undecided", action="store_true", help="print what is left undecided, too")
    options = parser.parse_args()
    started = time.perf_counter()
    tally = run(range(options.seed, options.seed + options.count), sys.stderr.write)
    for seed, kind, text in [*tally.wrong, *(tally.undecided if options.undecided else ())]:
        sys.stdout.write(f"seed {seed}, {kind}: {text}\n")
    for (kind, ordinary, verdict), number in sorted(tally.verdicts.items()):
        sys.stdout.write(f"{kind:10} {'ordinary' if ordinary else 'wild':8} {verdict:9} {number:7,}\n")
    sys.stdout.write(
        f"{options.count:,} policies in {time.perf_counter() - started:.0f} s, {len(tally.wrong)} wrong, undecided "
        f"{tally.share(ordinary=True):.2f} % of ordinary ones and {tally.share(ordinary=False):.2f} % of wild ones\n"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
