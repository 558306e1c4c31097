"""Reads the statements of AWS IoT SQL: [SET ...] SELECT ... [FROM ...] [WHERE ...].

What AWS documents is accepted, and so is what it leaves open (`!=`, a `;` at the end, a CASE without a value); what
other dialects have and AWS IoT has not (LIKE, JOIN, ORDER BY, values[0]) is refused.

Sources, read 2026-11-22: docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html and the pages below it:
iot-sql-set, -select, -from, -where, -functions, -operators, -literals, -case, -json and -nested-queries.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from iot_posture.facts.sql_functions import CAST_TYPES, SQL_FUNCTIONS
from iot_posture.sql.statement import Statement
from iot_posture.sql.tokens import HOLE, SqlError, Token, tokens

MAX_DEPTH = 64
_BINDING = {"OR": 1, "AND": 2, **dict.fromkeys(("=", "<>", "!=", "<", "<=", ">", ">=", "IN"), 4)}
_BINDING |= dict.fromkeys(("+", "-"), 5) | dict.fromkeys(("*", "/", "%"), 6)
_NOT, _SIGN = 3, 7
_NO_VALUE = frozenset(("SELECT", "FROM", "WHERE", "AS", "WHEN", "THEN", "ELSE", "AND", "OR", "IN"))
_ELSEWHERE = {
    "LIKE": "compare with startswith, endswith, indexof or regexp_matches",
    "BETWEEN": "compare twice, with >= and <=",
    "IS": "ask with isNull or isUndefined",
    "JOIN": "write a rule for each topic filter",
    "UNION": "write a rule for each topic filter",
    "GROUP": "aggregate behind the rule",
    "HAVING": "aggregate behind the rule",
    "ORDER": "sort behind the rule",
    "LIMIT": "each message is one evaluation",
}
"""What other dialects of SQL have, and what to do in AWS IoT SQL."""


@lru_cache(maxsize=256)
def parse(text: str) -> Statement:
    """Read the statement of a topic rule. `HOLE` in it stands for what is known only at deployment.

    Raises:
        SqlError: AWS IoT does not document such a statement; `certain` tells whether that holds whatever the holes are.
    """
    return _Parser(tokens(text)).statement()


@dataclass(slots=True)
class _Parser:
    read: list[Token]
    at: int = 0
    depth: int = 0
    functions: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)

    def statement(self) -> Statement:
        if self.takes("SET"):
            self.assignments()
        self.needs("SELECT", "a statement begins with SELECT, or with SET before it")
        first = self.at
        self.items()
        unchanged = [token.text for token in self.read[first : self.at]] == ["*"]
        source = self.topic_filter() if self.takes("FROM") else None
        filtered = self.takes("WHERE")
        if filtered:
            self.expression()
        self.takes(";")
        if self.now.kind != "end":
            raise self.unexpected("the end, or a clause in the order SET, SELECT, FROM, WHERE")
        return Statement(source, filtered, frozenset(self.functions), unchanged)

    def assignments(self) -> None:
        while True:
            name = self.now
            if name.kind != "word" or not name.text.startswith("@"):
                raise self.unexpected("a variable such as @celsius")
            if name.text in self.variables:
                raise self.error(f"{name.text} is set twice, and a variable is set once")
            if len(name.text) > 65:
                raise self.error(f"{name.text} is longer than 64 characters")
            self.at += 1
            self.needs("=", f"{name.text} needs a value")
            self.expression()
            self.variables.add(name.text)
            if not self.takes(","):
                return

    def items(self) -> None:
        if self.now.upper == "VALUE" and self.begins_item(self.at + 1):
            self.at += 1  # not where a field of the message has this name, as in `SELECT value FROM`
        while True:
            if self.now.text == "*" and self.now.kind == "symbol":
                self.at += 1
            else:
                self.expression()
            if self.takes("AS"):
                self.alias()
            if not self.takes(","):
                return

    def begins_item(self, at: int) -> bool:
        if self.read[at].text == "*" and self.read[at].kind == "symbol":
            return not self.begins_value(self.read[at + 1])
        return self.begins_value(self.read[at])

    def alias(self) -> None:
        if self.now.kind == "string":
            self.at += 1
            return
        while True:
            if self.now.kind != "word":
                raise self.unexpected("a name after AS")
            self.at += 1
            if not self.takes("."):
                return

    def topic_filter(self) -> str:
        token = self.now
        if token.kind == "string":
            self.at += 1
            return token.text[1:-1]
        if token.kind == "word" and HOLE in token.text and token.text.strip(HOLE) == "":
            self.at += 1
            return token.text
        raise self.unexpected("a topic filter in single quotes after FROM")

    def source(self) -> None:
        """What a nested SELECT reads: a part of the message."""
        if not self.takes("*"):
            self.expression(above=_SIGN)

    def expression(self, above: int = 0) -> None:
        """An expression of operators that bind closer than `above`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"expressions nest more than {MAX_DEPTH} levels deep")
        self.operand()
        while True:
            operator = self.now.upper or (self.now.text if self.now.kind == "symbol" else "")
            if operator == "NOT" and self.read[self.at + 1].upper == "IN":
                self.at += 1
                operator = "IN"
            binding = _BINDING.get(operator, 0)
            if binding <= above:
                break
            self.at += 1
            self.expression(above=binding)
        if self.now.upper in _ELSEWHERE:
            raise self.error(f"AWS IoT SQL has no {self.now.upper}: {_ELSEWHERE[self.now.upper]}")
        self.depth -= 1

    def operand(self) -> None:
        token = self.now
        if token.upper == "NOT":
            self.at += 1
            self.expression(above=_NOT)
        elif token.kind == "symbol" and token.text in "+-":
            self.at += 1
            self.expression(above=_SIGN)
        else:
            self.value()
            self.members()

    def value(self) -> None:
        token = self.now
        follows = self.read[min(self.at + 1, len(self.read) - 1)]
        if not self.begins_value(token):
            raise self.unexpected("a value")
        self.at += 1
        if token.kind == "template":
            self.expression()
            self.needs("}", "a substitution template ends with }")
        elif token.text == "(" and token.kind == "symbol":
            self.group()
        elif token.text == "[" and token.kind == "symbol":
            self.listed("]")
        elif token.text == "{" and token.kind == "symbol":
            self.members_of_object()
        elif token.upper == "CASE" and self.begins_value(follows, case=True):
            self.case()
        elif token.kind == "word" and follows.text == "(" and follows.kind == "symbol":
            self.call(token)
        elif token.text.startswith("@") and token.text not in self.variables and HOLE not in token.text:
            self.at -= 1
            raise self.error(f"{token.text} is not set")

    def begins_value(self, token: Token, *, case: bool = False) -> bool:
        if token.kind == "symbol":
            return token.text in "([{" or (token.text in "+-" and not case)
        return token.kind != "end" and (token.upper not in _NO_VALUE or (case and token.upper == "WHEN"))

    def group(self) -> None:
        if self.takes("SELECT"):
            self.items()
            if self.takes("FROM"):
                self.source()
            if self.takes("WHERE"):
                self.expression()
            self.needs(")", "a nested SELECT ends with )")
        else:
            self.listed(")")

    def listed(self, closing: str) -> None:
        if self.takes(closing):
            return
        while True:
            if self.now.text != "*" or self.now.kind != "symbol":
                self.expression()
            else:
                self.at += 1
            if self.takes(closing):
                return
            self.needs(",", f"expected , or {closing}")

    def members_of_object(self) -> None:
        if self.takes("}"):
            return
        while True:
            if self.now.kind not in {"string", "word"}:
                raise self.unexpected("a key")
            self.at += 1
            self.needs(":", "a key is followed by : and its value")
            self.expression()
            if self.takes("}"):
                return
            self.needs(",", "expected , or }")

    def case(self) -> None:
        if self.now.upper != "WHEN":
            self.expression()
        self.needs("WHEN", "CASE needs at least one WHEN")
        while True:
            self.expression()
            self.needs("THEN", "WHEN needs THEN")
            self.expression()
            if not self.takes("WHEN"):
                break
        if self.takes("ELSE"):
            self.expression()
        self.needs("END", "CASE ends with END")

    def call(self, name: Token) -> None:
        function = name.text.lower()
        if function not in SQL_FUNCTIONS and function != "exists" and HOLE not in function:
            self.at -= 1
            raise self.error(f"AWS IoT SQL has no function {name.text}")
        self.functions.add(function)
        self.at += 1
        if function == "cast":
            self.expression()
            self.needs("AS", "cast is written cast(value as Type)")
            if self.now.text.lower() not in CAST_TYPES:
                raise self.unexpected("a type such as String, Int, Decimal or Boolean")
            self.at += 1
            self.needs(")", "cast ends with )")
        elif function == "exists":
            self.group()
        else:
            self.listed(")")

    def members(self) -> None:
        while self.takes("."):
            if self.now.kind not in {"word", "number"} and self.now.text != "*":
                raise self.unexpected("a name after the .")
            self.at += 1
        if self.now.text == "[" and self.now.kind == "symbol":
            raise self.error("AWS IoT SQL has no [ ] after a value: read an element with get(values, 0)")

    @property
    def now(self) -> Token:
        return self.read[self.at]

    def takes(self, wanted: str) -> bool:
        token = self.now
        if token.kind in {"word", "symbol"} and token.text.upper() == wanted:
            self.at += 1
            return True
        return False

    def needs(self, wanted: str, problem: str) -> None:
        if not self.takes(wanted):
            raise self.error(f"{problem}, and here is {self.shown()}")

    def unexpected(self, wanted: str) -> SqlError:
        return self.error(f"expected {wanted}, and here is {self.shown()}")

    def shown(self) -> str:
        return self.now.text.replace(HOLE, "...")

    def error(self, problem: str) -> SqlError:
        unknown = any(HOLE in token.text for token in self.read[: self.at + 1] if token.kind == "word")
        return SqlError(problem, self.now.position, certain=not unknown)
