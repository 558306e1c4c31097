"""The prover's question about Publish as a question to SMT solvers that know strings: z3 and cvc5.

`question` writes it in SMT-LIB 2, so both solvers read the same text: are there two thing names A and B, not equal, and a
topic t that belongs to B and that the policies let A publish on? `unsat` is a proof that there are none. It is asked for
both ways to publish, MQTT and HTTPS, over which thing variables have no value. Two encodings:

  * general: a `*` is a string variable, so t is `dt/` + A + `/` + s. It writes down every policy.
  * by position: the name is cut out of t, from where the literal text before it ends to the next `/`. Whoever writes it so
    has done most of the proof by hand: it takes only patterns with a variable on a level of its own, behind literal text.

Names are 1 to 128 characters of `[a-zA-Z0-9:_-]`; pairs of a pattern and a topic template whose literal beginnings
contradict each other are left out, which helps the solvers. Slashes are not counted, which the prover does.

`python -m benchmarks.string_solvers z3|cvc5` reads a question and prints the verdict and the CPU seconds spent on it, with
the solver's own defaults; `decide` starts that with a limit of CPU time, which other load on the machine does not shorten.
"""

import itertools
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

INSTALLED = tuple(name for name in ("cvc5", "z3") if find_spec(name) is not None)

THING = "{thing}"
RESERVED = ("$aws/things/{thing}/#", "$aws/commands/things/{thing}/#")
_NAME = '(re.union (re.range "a" "z") (re.range "A" "Z") (re.range "0" "9") (str.to_re ":") (str.to_re "_") (str.to_re "-"))'
_TOPIC = r'(re.union (re.range "\u{1}" "\u{22}") (re.range "\u{24}" "\u{2a}") (re.range "\u{2c}" "\u{2ffff}"))'
_LEVEL = (
    r'(re.union (re.range "\u{1}" "\u{22}") (re.range "\u{24}" "\u{2a}") (re.range "\u{2c}" "\u{2e}")'
    r' (re.range "\u{30}" "\u{2ffff}"))'
)
_REGEX = {"*": f"(re.* {_TOPIC})", "?": _TOPIC, "#": f"(re.* {_TOPIC})", "+": f"(re.* {_LEVEL})"}
_POLICY = re.compile(r"(\{thing\}|[*?])")
_TEMPLATE = re.compile(r"(\{thing\}|[+#])")


@dataclass(frozen=True, slots=True)
class Publishing:
    """What policies say about Publish, and whose topics are whose; `{thing}` stands for the name of a thing.

    Args:
        allow: topics as policies write them.
        own: topic templates.
        deny: topics, as in `allow`; one with a name has literal text alone before it.
    """

    allow: tuple[str, ...]
    own: tuple[str, ...]
    deny: tuple[str, ...] = ()


def question(asked: Publishing, *, by_position: bool = False) -> str:
    """Whether a thing can publish on what belongs to another, in SMT-LIB 2.

    Raises:
        ValueError: a pattern that the encoding cannot write.
    """
    writer = _Writer(by_position)
    owners = [*asked.own, *(f"$aws/rules/+/{own}" for own in asked.own if not own.startswith("$")), *RESERVED]
    ways = []
    for unresolved in (False, True):
        allows = [one for one in asked.allow if not (unresolved and THING in one)]
        denies = [one for one in asked.deny if not (unresolved and THING in one)]
        pairs = [
            f"(and {writer.matches(_POLICY.split(allow), 'A')} {writer.matches(_TEMPLATE.split(own), 'B')})"
            for allow, own in itertools.product(allows, owners)
            if _may_meet(_POLICY.split(allow)[0], _TEMPLATE.split(own)[0])
        ]
        if pairs:
            ways.append(_all([_any(pairs), *(f"(not {writer.denies(_POLICY.split(deny))})" for deny in denies)]))
    lines = ["(set-logic QF_SLIA)"]
    lines += [f"(declare-const {name} String)" for name in ("A", "B", "t", *writer.fresh)]
    for name in "AB":
        lines += [f"(assert (str.in_re {name} (re.+ {_NAME})))", f"(assert (<= (str.len {name}) 128))"]
    lines += ["(assert (not (= A B)))", f"(assert (str.in_re t (re.* {_TOPIC})))", "(assert (<= (str.len t) 256))"]
    lines += [f"(assert {fact})" for fact in writer.facts]
    return "\n".join([*lines, f"(assert {_any(ways) if ways else 'false'})", "(check-sat)", ""])


@dataclass(slots=True)
class _Writer:
    by_position: bool
    fresh: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def matches(self, parts: Sequence[str], name: str) -> str:
        """That t matches, where `{thing}` is a name."""
        if self.by_position and THING in parts:
            return self._cut_out(parts, name)
        return f"(= t {_joined(list(self._pieces(parts, name)))})"

    def _pieces(self, parts: Sequence[str], name: str) -> Iterator[str]:
        for part in parts:
            if part == THING:
                yield name
            elif part in _REGEX:
                self.fresh.append(f"s{len(self.fresh)}")
                self.facts.append(f"(str.in_re {self.fresh[-1]} {_REGEX[part]})")
                yield self.fresh[-1]
            elif part:
                yield _text(part)

    def _cut_out(self, parts: Sequence[str], name: str) -> str:
        before, _, *behind = parts
        if THING in behind or behind[0][:1] not in ("/", "") or (not behind[0] and len(behind) > 1):
            raise ValueError(f"{''.join(parts)} has no name on a level of its own behind literal text")
        start = len(before)
        end = f'(str.indexof t "/" {start})' if behind[0] else "(str.len t)"
        rest = f"(str.substr t {end} (str.len t))"
        return _all(
            [
                f"(str.prefixof {_text(before)} t)",
                f"(>= {end} {start})",
                f"(= {name} (str.substr t {start} (- {end} {start})))",
                f"(str.in_re {rest} {_regex(behind)})",
            ]
        )

    def denies(self, parts: Sequence[str]) -> str:
        """That t matches for the name A; nothing new is named in it, so it can be negated."""
        if THING not in parts:
            return f"(str.in_re t {_regex(parts)})"
        before, _, *behind = parts
        if THING in behind:
            raise ValueError(f"{''.join(parts)} has a wildcard or a name before its last name")
        head = f"(str.++ {_text(before)} A)"
        return f"(and (str.prefixof {head} t) (str.in_re (str.substr t (str.len {head}) (str.len t)) {_regex(behind)}))"


def _regex(parts: Sequence[str]) -> str:
    pieces = [_REGEX.get(part, f"(str.to_re {_text(part)})") for part in parts if part]
    return f"(re.++ {' '.join(pieces)})" if len(pieces) > 1 else pieces[0] if pieces else '(str.to_re "")'


def _joined(pieces: list[str]) -> str:
    return f"(str.++ {' '.join(pieces)})" if len(pieces) > 1 else pieces[0]


def _any(terms: list[str]) -> str:
    return f"(or {' '.join(terms)})" if len(terms) > 1 else terms[0]


def _all(terms: list[str]) -> str:
    return f"(and {' '.join(terms)})" if len(terms) > 1 else terms[0]


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _may_meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def decide(solver: str, text: str, seconds: int) -> tuple[str, float]:
    """`proved`, `refuted` or `unknown`, and the CPU seconds it took; a solver that is stopped took all of them."""
    run = f"ulimit -t {seconds + 1}; exec {sys.executable} -m benchmarks.string_solvers {solver}"
    done = subprocess.run(["/bin/sh", "-c", run], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        if done.returncode > 0 and done.stderr:
            raise RuntimeError(done.stderr)
        return "unknown", float(seconds)
    said, _, taken = done.stdout.strip().rpartition("\n")[2].rpartition(" ")
    verdict = {"unsat": "proved", "sat": "refuted"}.get(said, "unknown")
    return (verdict, float(taken)) if float(taken) <= seconds else ("unknown", float(seconds))


def _z3(text: str) -> str:
    import z3  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415 - optional

    solver = z3.Solver()
    solver.from_string(text.replace("(check-sat)", ""))
    return str(solver.check())


def _cvc5(text: str) -> str:
    import cvc5  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415 - optional

    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said += str(command.invoke(solver, parser.getSymbolManager()) or "")
    return said.split()[0]


def main(solver: str) -> None:
    """Answer the question on standard input."""
    text = sys.stdin.read()
    __import__(solver)
    started = time.process_time()
    said = {"z3": _z3, "cvc5": _cvc5}[solver](text)
    print(said, time.process_time() - started)


if __name__ == "__main__":
    main(sys.argv[1])
