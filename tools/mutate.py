"""Mutation testing: changes one thing in a module at a time, and asks whether a test fails.

`python -m tools.mutate iot_posture.proof.search 1 tests/iot_posture/proof` runs the tests in a child process for each
change, stopping at the first that fails, and prints the changes that none noticed. With 5 in place of 1, every fifth
change is made. A change: a comparison, a number,
`and` or `or`, `not`, an operator, a statement left out, a returned value, an argument of a call.
"""

import ast
import copy
import importlib.util
import itertools
import os
import signal
import sys
import time
import types
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
SECONDS = 120


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Each changed tree, with the line and what was changed."""
    kinds = (ast.Compare, ast.BinOp, ast.AugAssign, ast.BoolOp, ast.UnaryOp, ast.Constant, ast.IfExp, ast.If, ast.While,
             ast.comprehension, ast.Return, ast.Expr, ast.Assign, ast.Break, ast.Continue)  # fmt: skip
    numbers = [number for number, node in enumerate(ast.walk(tree)) if isinstance(node, kinds) and not _is_text(node)]
    for number in numbers:
        for way in range(3):
            changed = copy.deepcopy(tree)
            node = next(itertools.islice(ast.walk(changed), number, None))
            said = _change(changed, node, way)
            if said:
                yield getattr(node, "lineno", 0), said, ast.fix_missing_locations(changed)


def _change(tree: ast.Module, node: ast.AST, way: int) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
    match node:
        case ast.Compare(ops=[operator, *_]) if way == 0 and type(operator) in _COMPARED:
            node.ops[0] = _COMPARED[type(operator)]()
            return f"{type(operator).__name__} -> {type(node.ops[0]).__name__}"
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if way == 0 and type(operator) in _OPERATED:
            node.op = _OPERATED[type(operator)]()
            return f"{type(operator).__name__} -> {type(node.op).__name__}"
        case ast.BoolOp(op=operator) if way == 0:
            node.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            return f"{type(operator).__name__} -> {type(node.op).__name__}"
        case ast.BoolOp(values=[_, second, *_]) if way == 1:
            node.values[0] = second
            return "the first operand is left out"
        case ast.UnaryOp(op=ast.Not(), operand=operand) if way == 0:
            node.operand = ast.UnaryOp(ast.Not(), operand)
            return "not is left out"
        case ast.Constant(value=bool(value)) if way == 0:
            node.value = not value
            return f"{value} -> {not value}"
        case ast.Constant(value=int(value)) if way < 2 and not isinstance(value, bool):
            node.value = value + (1, -1)[way]
            return f"{value} -> {node.value}"
        case ast.IfExp() if way < 2:
            node.test = ast.Constant(bool(way))
            return f"condition -> {bool(way)}"
        case ast.If() | ast.While() if way < 2:
            node.test = ast.Constant(bool(way)) if isinstance(node, ast.If) or not way else node.test
            return f"condition -> {bool(way)}" if isinstance(node, ast.If) or not way else ""
        case ast.comprehension(ifs=[_, *_]) if way == 0:
            node.ifs = []
            return "the condition of a comprehension is left out"
        case ast.Return(value=value) if way == 0 and value is not None and not _is(value, None):
            node.value = ast.Constant(None)
            return "returns None"
        case ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()) if way == 0:
            return _without(tree, node)
        case ast.Assign() | ast.AugAssign() if way == 2 and isinstance(_parent(tree, node), ast.stmt):
            return _without(tree, node) if not isinstance(_parent(tree, node), ast.ClassDef) else ""
        case ast.Break() | ast.Continue() if way == 0:
            return _without(tree, node)
    return ""


def _is_text(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Expr) else node
    return isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, str))


def _is(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _parent(tree: ast.Module, child: ast.AST) -> ast.AST | None:
    return next((node for node in ast.walk(tree) if any(one is child for one in ast.iter_child_nodes(node))), None)


def _without(tree: ast.Module, statement: ast.stmt) -> str:
    for node in ast.walk(tree):
        for _, listed in ast.iter_fields(node):
            if isinstance(listed, list) and any(one is statement for one in listed):
                listed[next(at for at, one in enumerate(listed) if one is statement)] = ast.Pass()
                return f"without {ast.unparse(statement)[:60]}"
    return ""


class _Changed:
    """Loads the changed module in place of the written one."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._name else None  # type: ignore[arg-type]

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        module.__file__ = str(self._path)
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)  # noqa: S102 - it is what is tested


def survives(name: str, path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether the tests pass with the changed module."""
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.alarm(SECONDS)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.meta_path.insert(0, _Changed(name, path, tree))
        code = 1
        try:
            code = int(
                pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", *tests])
            )
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0


def main(arguments: list[str]) -> int:
    """Test one module: its name, every how manieth change, and the tests."""
    name, every, *tests = arguments
    path = Path("constructs", *name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not survives(name, path, tree, tests):
        print("the tests fail as it is")
        return 2
    started, counted, left = time.monotonic(), 0, []
    for line, said, changed in itertools.islice(mutants(tree), 0, None, int(every)):
        counted += 1
        if survives(name, path, changed, tests):
            left.append((line, said))
            print(f"{path}:{line}: {said}", flush=True)
    killed = counted - len(left)
    seconds = time.monotonic() - started
    print(f"{name}: {killed} of {counted} killed, {100 * killed / counted:.1f} %, in {seconds:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
