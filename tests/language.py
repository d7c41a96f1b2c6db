"""Words to avoid, found in docstrings, comments, help, messages and documents.

    python -m tests.language                  how often each is used, and how often it may be
    python -m tests.language PART WORD        where it is used
    python -m tests.language --lower          lowers what is allowed to what is used; raises nothing

Staff, counsel and engineers read plain technical English. What the project still uses of its
former idiom is counted in `language_allowed.json`, by part of the project and by word; a test
compares the counts. Names of classes that stand for two things are kept there likewise.
"""

import ast
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
ALLOWED = Path(__file__).with_name("language_allowed.json")
PACKAGES = ("crawler", "directory", "tui")

#: What to write instead is in CONTRIBUTING.md, under *Language*.
AVOIDED = {
    word: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for word, pattern in {
        "is told": r"(?:is|are|was|were|be|been|being) told",
        "holds": r"(?<!is:)(?:holds?|held)(?![ -]back\b|[`”])",
        "stands": r"stands?|stood",
        "whoever": r"whoever|whomever",
        "nobody": r"nobody|somebody",
        "of its own": r"of (?:its|their|one's|his|her|my|our|your) own",
        "so many": r"so (?:many|much)(?= (?!as\b)[a-z])",
        "befall": r"befalls?|befell|befallen",
        "knock": r"knock(?:s|ed|ing)?",
        "hear": r"hears?|heard(?! back\b)",
        "in words": r"in (?:plain )?words",
        "mend": r"mend(?:s|ed|ing)?",
        "look": r"(?:an?|one|each|last|first|next|bad|live|further|two|three|\d+) looks?|looks? due"
        r"|look(?:s|ed|ing)? at",
        "shelf": r"shelf|shelves",
    }.items()
}
_COMMENT = re.compile(r"(?:^\s*|  )#.*")
_CLASS = re.compile(r"^class ([A-Z]\w*)", re.MULTILINE)
#: Texts of other people's websites, and patterns that are looked for in them.
_FOREIGN = ("crawler/simulation", "crawler/judge")
_DOCUMENTS = (
    "*.md", "data/*.md", ".github/**/*.md", "docs/**/*.md", "tests/benchmarks/*.md",
    *(f"{package}/**/*.md" for package in PACKAGES), "directory/publishing/**/*.html",
    "directory/publishing/release/schema/*.json", "directory/publishing/site/words/en.json",
)  # fmt: skip


class Use(NamedTuple):
    """A word to avoid that is used. part: a package, or `documents`."""

    part: str
    word: str
    file: Path
    line: int


def uses() -> Iterator[Use]:
    """All uses of words to avoid."""
    for package in PACKAGES:
        for file, source in _modules(package):
            yield from _found(package, file, _prose(file, source))
    for pattern in _DOCUMENTS:
        for file in sorted(ROOT.glob(pattern)):
            yield from _found("documents", file, _lines(file.read_text("utf-8")))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a document, each with its number, without the table of words to avoid."""
    listed = False
    for number, line in enumerate(text.split("\n"), 1):
        if "words to avoid -->" in line:
            listed = not listed
        elif not listed:
            yield number, line


def _modules(package: str) -> Iterator[tuple[Path, str]]:
    for file in sorted(ROOT.joinpath(package).rglob("*.py")):
        yield file, file.read_text("utf-8")


def _found(part: str, file: Path, prose: Iterable[tuple[int, str]]) -> Iterator[Use]:
    for line, text in prose:
        for word, pattern in AVOIDED.items():
            for _ in pattern.finditer(text):
                yield Use(part, word, file, line)


def _prose(file: Path, source: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and other texts of a module, each with its line."""
    for line, text in enumerate(source.split("\n"), 1):
        if comment := _COMMENT.search(text):
            yield line, comment[0]
    tree = ast.parse(source)
    documented = set(_docstrings(tree))
    foreign = file.relative_to(ROOT).as_posix().startswith(_FOREIGN)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and " " in node.value
            and (not foreign or node in documented)
        ):
            yield node.lineno, re.sub(r"\s+", " ", node.value)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(value=ast.Constant() as text), *_]:
                    yield text


def shared_names() -> dict[str, int]:
    """Public classes of the packages whose name stands for more than one: how many."""
    names = Counter(
        name
        for package in PACKAGES
        for _, source in _modules(package)
        for name in _CLASS.findall(source)
    )
    return {name: number for name, number in sorted(names.items()) if number > 1}


Counts = Mapping[str, Mapping[str, int]]


def counted() -> dict[str, dict[str, int]]:
    """How often each word is used in each part, and each name of a class (`class names`)."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for use in uses():
        found[use.part][use.word] += 1
    return {part: dict(sorted(found[part].items())) for part in sorted(found)} | {
        "class names": shared_names()
    }


def allowed() -> dict[str, dict[str, int]]:
    """How often each may be used."""
    read: dict[str, dict[str, int]] = json.loads(ALLOWED.read_text("utf-8"))
    return read


def above(counts: Counts, limits: Counts) -> list[str]:
    """What is used more often than it may be, a sentence each."""
    return [
        f"{part}: “{word}” is used {number} times, {limits.get(part, {}).get(word, 0)} are allowed"
        for part, words in counts.items()
        for word, number in words.items()
        if number > limits.get(part, {}).get(word, 0)
    ]


def lowered(counts: Counts, limits: Counts) -> dict[str, dict[str, int]]:
    """The limits, where fewer are used: those."""
    found = {
        part: {word: min(limit, counts.get(part, {}).get(word, 0)) for word, limit in words.items()}
        for part, words in limits.items()
    }
    return {
        part: {word: limit for word, limit in words.items() if limit}
        for part, words in found.items()
    }


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    match arguments:
        case ["--lower"]:
            text = json.dumps(lowered(counted(), allowed()), indent=1, ensure_ascii=False)
            ALLOWED.write_text(text + "\n", "utf-8")
        case [part, word]:
            for use in uses():
                if (use.part, use.word) == (part, word):
                    print(f"{use.file.relative_to(ROOT)}:{use.line}")  # noqa: T201
        case _:
            limits = allowed()
            for part, words in counted().items():
                for word, number in words.items():
                    print(f"{part:12} {word:24} {number:4} of {limits[part].get(word, 0)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
