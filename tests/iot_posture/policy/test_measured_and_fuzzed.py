"""The benchmark and the fuzz target still run; what they measure and find is for `make bench` and `make fuzz`."""

import random

from benchmarks.policy_decisions import fnmatch_loop, one_by_one, ours, questions, statements
from fuzz.policy_text import SEED, mutated, target
from iot_posture.policy import parse_policy


def test_the_engines_of_the_benchmark_answer_the_same_questions_alike() -> None:
    chance = random.Random(1)  # noqa: S311 - the same questions every time
    policy, asked = statements(50, chance), questions(50, chance)
    answers = ours(policy)(asked)
    assert answers == one_by_one(policy)(asked) == fnmatch_loop(policy)(asked)
    assert 100 < sum(answers) < 1_900, "both answers are common, so agreeing means something"


def test_the_fuzz_target_starts_from_a_policy_and_takes_its_mutations() -> None:
    assert len(parse_policy(SEED).statements) == 2
    for seed in range(200):
        target(mutated(SEED, random.Random(seed)))  # noqa: S311 - the same inputs every time
