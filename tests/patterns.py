"""Regular expressions under the worst texts for them.

    python -m tests.patterns

Runs each regular expression of the program on texts that are derived from it, in a process that
the kernel ends after some seconds of CPU, and writes a line for each that took longer. What is
linear needs milliseconds; what is quadratic needs minutes.
"""

import ast
import math
import os
import pkgutil
import re
import resource
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]

PACKAGES = ("crawler", "directory", "tui")
ROOT = Path(__file__).parents[1]
LENGTH = 256 * 1024  # characters of a text
SECONDS = 5  # of CPU, for a text

_MANY = 1000  # repeats; a bound above it is as good as none
_SAMPLES = "\0 \t\n\"'=<>/-_.:;,()[]{}|&#%@*axAZ09\xe9\u3042"
_ANYWHERE = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
_METHODS = _ANYWHERE | {"match", "fullmatch"}


@dataclass(frozen=True)
class Expression:
    """A compiled expression, where it is compiled, and by which methods it is used there."""

    module: str
    name: str
    pattern: re.Pattern[Any]
    uses: frozenset[str]


def expressions() -> list[Expression]:
    """All that are compiled while all modules are imported and the signs are loaded."""
    found: dict[tuple[str, int], re.Pattern[Any]] = {}
    compile_it = re.compile

    def recording(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
        made: re.Pattern[Any] = compile_it(pattern, flags)
        frame = sys._getframe(1)
        module = frame.f_globals.get("__name__", "")
        if module.split(".")[0] in PACKAGES:
            found[module, frame.f_lineno] = made
        return made

    re.compile = recording
    try:
        for package in PACKAGES:
            for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
                if not module.name.endswith("__main__") and ".migrations." not in module.name:
                    import_module(module.name)
        import_module("crawler.patterns").load_signs()
    finally:
        re.compile = compile_it
    return [
        Expression(module, name, pattern, _uses(module, name))
        for (module, line), pattern in found.items()
        for name in [_assigned_at(module, line)]
    ]


def offences() -> list[str]:
    """Where the program uses an expression that is not compiled when its module is imported."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in _hidden(ast.parse(path.read_text("utf-8")))
    ]


def _hidden(tree: ast.Module) -> Iterator[ast.Call]:
    inside = {
        call
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for call in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            name = node.func.attr
            if of_re and (name in _METHODS or (name == "compile" and node in inside)):
                yield node


@cache
def _tree(module: str) -> ast.Module:
    path = sys.modules[module].__file__
    assert path is not None
    return ast.parse(Path(path).read_text("utf-8"))


def _assigned_at(module: str, line: int) -> str:
    """The name to which the expression in this line is assigned."""
    for node in _tree(module).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if node.lineno <= line <= (node.end_lineno or line) and isinstance(target, ast.Name):
                return target.id
    return f"line {line}"


def _uses(module: str, name: str) -> frozenset[str]:
    """The methods that are called on this name; all, if it goes elsewhere."""
    calls = {
        node.attr
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    }
    return frozenset(calls & _METHODS) or _METHODS


# --- texts ------------------------------------------------------------------------------


def texts_for(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Texts of `LENGTH` characters that are as hard for this expression as we can find."""
    tree = _parser.parse(
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1"),
        pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags,
    )
    for before, unit, failing in dict.fromkeys(_places(tree, "")):
        if unit:
            yield before + unit * (LENGTH // len(unit)) + failing


def _places(items: Any, before: str) -> Iterator[tuple[str, str, str]]:
    """What to repeat, after what, and before what.

    Yields each character and each unbounded repeat of the expression, after a text that matches
    what is before it, and before a character that it does not match; and each beginning of a match.
    before: what matches all that is before the items.
    """
    for item in items:
        code, argument = str(item[0]), item[1]
        matched = _matched(item, items)
        if code.endswith("REPEAT"):
            _, most, repeated = argument
            if most is _parser.MAXREPEAT or most >= _MANY:
                yield from ((before, unit, "\0") for unit in _texts_of(repeated)[:4])
            yield from _places(repeated, before)
        elif code == "BRANCH":
            for branch in argument[1]:
                yield from _places(branch, before)
        elif code in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _places(argument[-1] if code == "SUBPATTERN" else argument, before)
        elif code.startswith("ASSERT"):
            yield from _places(argument[1], before)
        else:
            failing = (_characters(item, items, matched=False) or ["\0"])[0]
            yield before, matched[0], failing
        before += matched[:2][-1]
        yield "", before, "\0"


def _texts_of(items: Any) -> list[str]:
    """A few texts that these items match one after the other."""
    texts = [""]
    for item in items:
        texts = [start + text for start in texts[:6] for text in _matched(item, items)]
    return [text for text in texts if text]


def _matched(item: Any, items: Any) -> list[str]:
    """A few texts that this item of an expression matches."""
    code, argument = item
    match str(code):
        case "LITERAL":
            return [chr(argument)]
        case "IN" | "ANY" | "NOT_LITERAL" | "CATEGORY":
            return _characters(item, items) or [""]
        case "SUBPATTERN":
            return _texts_of(argument[-1]) or [""]
        case "ATOMIC_GROUP":
            return _texts_of(argument) or [""]
        case "BRANCH":
            return [text for branch in argument[1] for text in (_texts_of(branch) or [""])[:2]]
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, repeated = argument
            return [text * max(1, least) for text in (_texts_of(repeated) or [""])]
        case _:
            return [""]  # it has no width


def _characters(item: Any, items: Any, *, matched: bool = True) -> list[str]:
    """A few characters that a class has, or has not."""
    state = items.state
    compiled = _compiler.compile(_parser.SubPattern(state, [item]), state.flags)
    return [char for char in _SAMPLES if bool(compiled.match(char)) is matched][:3]


# --- the run ----------------------------------------------------------------------------


def is_slow(expression: Expression, seconds: int = SECONDS) -> bool:
    """True if a text took more seconds of CPU."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            _use(expression, seconds)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    ended_with = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended_with > 0:
        raise RuntimeError(f"{expression.name} of {expression.module} could not be tried")
    return ended_with < 0


def _use(expression: Expression, seconds: int) -> None:
    pattern = expression.pattern
    for text in texts_for(pattern):
        whole = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
        until = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        if expression.uses & _ANYWHERE:
            deque(pattern.finditer(whole), maxlen=0)
        if "match" in expression.uses:
            pattern.match(whole)
        if "fullmatch" in expression.uses:
            pattern.fullmatch(whole)


def main() -> int:
    """Write the slow ones, and how many were tried; return how many are slow."""
    tried = expressions()
    slow = [one for one in tried if is_slow(one)]
    for one in slow:
        print(f"{one.module}: {one.name}")  # noqa: T201  (this is what it is for)
    print(f"{len(tried)} tried, {len(slow)} slow")  # noqa: T201
    return len(slow)


if __name__ == "__main__":
    sys.exit(main())
