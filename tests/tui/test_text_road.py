"""No string reaches a screen but through `tui/safe_text.py`: the source itself is held to it.

Widgets read markup in strings and pass control characters on. So what a widget
is given must be a literal of ours, or come from a function that is declared to
give Content; and only `tui/safe_content.py`, which makes everything safe, makes any.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "tui"
DOOR = TUI / "safe_content.py"
FILES = sorted(path for path in TUI.rglob("*.py") if path != DOOR and "cli" not in path.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in [DOOR, *FILES]}

#: Who may only be called within the door, by name: each would take a string as it is.
MAKERS = {"Content", "Text", "Segment", "Markdown", "RichLog", "Log", "Syntax", "from_markup"}
MAKING_METHODS = {"styled", "from_text", "from_rich_text", "from_markup", "assemble", "append_text"}
#: Widgets (and the like) whose first argument is shown.
SHOWING = {"Static", "Label", "Button", "Option", "Selection", "Checkbox", "RadioButton"}
SHOWING |= {"Tab", "TabPane", "Collapsible", "Digits", "Link", "Tooltip", "DiscoveryHit"}
#: Attributes that are shown.
SHOWN = {"border_title", "border_subtitle", "tooltip", "sub_title", "placeholder"}
UPDATING = {"update", "set_label", "add_column", "write", "write_line", "load_text"}


def givers() -> frozenset[str]:
    """The functions and methods that are declared to give Content."""
    return frozenset(
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns is not None
        if ast.unparse(node.returns).strip('"') in ("Content", "Visual")
    )


GIVERS = givers()


def offences(tree: ast.AST) -> Iterator[str]:
    """Every place at which a string could reach the screen as it is."""
    showing = SHOWING - _of_our_own(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call(node, showing)
        elif isinstance(node, ast.Assign):
            targets = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
            if targets & SHOWN and not _is_ours(node.value):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def _of_our_own(tree: ast.AST) -> set[str]:
    """Names that mean something of ours in this file: `Option` of a picker is plain data."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tui.state")
        for alias in node.names
    }


def _call(node: ast.Call, showing: set[str]) -> Iterator[str]:
    name = _name(node.func)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    of_content = isinstance(owner, ast.Name) and owner.id in MAKERS
    first = node.args[0] if node.args else None
    made = isinstance(node.func, ast.Name) and name in MAKERS
    if (
        made
        or (of_content and name in MAKING_METHODS)
        or name == "notify"
        or (name in showing and first is not None and not _is_ours(first))
        or (name in UPDATING and _is_a_widget(owner) and first is not None and not _is_ours(first))
    ):
        yield f"line {node.lineno}: {ast.unparse(node)}"


def _is_a_widget(owner: ast.expr | None) -> bool:
    """True if `update` and the like are said to something found among widgets."""
    return isinstance(owner, ast.Call) and _name(owner.func) in ("query_one", "query")


def _is_ours(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.Call(func=func):
            return _name(func) in GIVERS
        case ast.IfExp(body=body, orelse=orelse):
            return _is_ours(body) and _is_ours(orelse)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper() or name in ("content", "line", "card")
        case _:
            return False


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def test_no_string_is_shown_but_through_the_door() -> None:
    allowed = {TUI / "host.py": 1}  # `tell`, which makes its text safe
    found = {path: list(offences(TREES[path])) for path in FILES}
    wrong = {path: lines for path, lines in found.items() if len(lines) > allowed.get(path, 0)}
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "Static(f'[b]{name}')",
        "Label('Link: ' + name)",
        "Option(row.name, id='x')",
        "Content(name)",
        "Content.from_markup('[b]x')",
        "Text(name)",
        "Segment(name)",
        "self.notify(name)",
        "self.query_one('#x', Static).update(name)",
        "self.border_title = name",
        "self.tooltip = str(name)",
        "Static(plain(name) if name else name)",
    ],
)
def test_a_string_on_any_other_road_is_found(source: str) -> None:
    assert list(offences(ast.parse(source)))
