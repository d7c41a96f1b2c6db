"""The notices of a link, exactly as visitors will read them."""

from directory.model.vocab import EditorialState
from tui.presenters.layout import MUTED, STRONG, WARN, Block, Heading, Pair, Para, Part, pair, para
from tui.presenters.model import ExitView, Wording
from tui.presenters.words import day


def notices_card(view: ExitView) -> list[Block]:
    """The exit notice and the disclaimers of a link."""
    if view.problem:
        return [
            *para("What visitors will read cannot be told now.", WARN),
            *para(view.problem),
        ]
    return [*_exit(view), *_disclaimers(view), *_when(view)]


def _exit(view: ExitView) -> list[Block]:
    if view.notice is None:
        blocks: list[Block] = [
            Para((Part("No exit notice: ", STRONG), Part(_as_clause(view.rule))))
        ]
    else:
        blocks = [
            Heading("Exit notice"),
            *_texts(view.notice),
            pair("Why", view.rule),
            *_version(view.notice),
        ]
    if view.forced_because:
        blocks.append(
            Pair("Staff's reason", ((Part(view.forced_because), Part("  (stays inside)", MUTED)),))
        )
    return blocks


def _disclaimers(view: ExitView) -> list[Block]:
    if not view.disclaimers:
        return [Heading("Disclaimers"), *para("None.", MUTED)]
    blocks: list[Block] = []
    for wording in view.disclaimers:
        blocks += [Heading(f"Disclaimer “{wording.slug}”"), *_texts(wording), *_version(wording)]
    return blocks


def _texts(wording: Wording) -> list[Block]:
    return _by_language(wording.texts)


def _by_language(texts: tuple[tuple[str, str], ...]) -> list[Block]:
    blocks: list[Block] = []
    for language, text in texts:
        blocks += [Para((Part(language, MUTED),)), *para(text, deep=1)]
    return blocks


def _version(wording: Wording) -> list[Block]:
    blocks: list[Block] = [
        pair("Wording", f"“{wording.slug}”, version {wording.number}, in force since "
             f"{day(wording.in_force_since)}")
    ]  # fmt: skip
    for begins, texts in wording.coming:
        blocks += [*para(f"From {day(begins)} on it reads:", WARN), *_by_language(texts)]
    return blocks


def _when(view: ExitView) -> list[Block]:
    if view.state is EditorialState.PUBLISHED:
        return []
    return [
        Heading("Not on the website"),
        *para("The link is not published. This is what visitors would read if it were."),
    ]


def _as_clause(rule: str) -> str:
    """A sentence as it goes on after a colon."""
    return rule[:1].lower() + rule[1:]
