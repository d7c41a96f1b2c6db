"""The form of a wording and the catalog: begin, check, announce."""

from collections.abc import Mapping
from datetime import date

from directory.catalog import notices as wordings
from directory.model.notice import NoticeVersion
from directory.model.text import shows, tidy_line, tidy_text
from directory.model.text import slug as checked_slug
from directory.model.vocab import NoticeKind
from directory.queries import notices as rows
from directory.rules.notice_schedule import Announcement, AnnouncementRefused, Terms, title_problem
from directory.rules.notice_schedule import check as check_rules
from directory.rules.notices import placeholders
from tui.services.model import Desk, Refused
from tui.services.notices import announced_words
from tui.state.form import day_problem, shown
from tui.state.notice_sheet import CheckedNotice, FilledNotice, NoticeFormStart


def begin(desk: Desk, slug: str) -> NoticeFormStart:
    """Return the initial contents of the form of this notice (or `NEW`)."""
    with desk.catalog.reading() as connection:
        versions = rows.versions(connection, slug) if slug else []
        waiting = rows.pending_of(connection, slug) if slug else None
        kind = rows.kinds(connection).get(slug)
    last = versions[-1] if versions else None
    begun = last or waiting
    texts = dict(begun.texts) if begun else {}
    terms, today = desk.catalog.terms(), desk.catalog.today()
    offered = desk.settings.languages
    return NoticeFormStart(
        slug=slug,
        kind=waiting.kind if waiting and kind is None else kind,
        languages=(*offered, *(tag for tag in sorted(texts) if tag not in offered)),
        texts=texts,
        titles=dict(begun.titles) if begun else {},
        number=last.number if last else 0,
        holds_from=last.effective_from if last else None,
        waits=waiting.author if waiting else "",
        today=today,
        earliest=terms.earliest(today),
        fillable=tuple(sorted(terms.fillable)),
    )


def check(desk: Desk, filled: FilledNotice) -> CheckedNotice:
    """Return the problems of the form, as sentences by field; nothing is stored."""
    terms, today = desk.catalog.terms(), desk.catalog.today()
    with desk.catalog.reading() as connection:
        kinds = rows.kinds(connection)
        versions = rows.versions(connection, filled.slug) if filled.slug in kinds else []
    day, problem = _day(filled.day, today)
    problems = _of_new(filled, kinds) | _of_titles(filled) | _of_texts(filled.texts, terms)
    if problem:
        problems["day"] = problem
    early = day is not None and day < terms.earliest(today)
    if early and not filled.exception.strip() and not problem:
        problems["day"] = (
            f"A wording takes effect {terms.notice_days} days after its announcement: on "
            f"{terms.earliest(today)} at the earliest. If waiting would harm people, "
            "say why below."
        )
    if not problems and day is not None:
        try:
            check_rules(
                _wanted(filled, versions, day), versions, today, terms
            )  # fmt: skip
        except AnnouncementRefused as refused:
            problems[""] = str(refused)
    exception = bool(filled.exception.strip())
    four_eyes = desk.settings.four_eyes
    return CheckedNotice(problems, _hints(exception, early=early, four_eyes=four_eyes),
                   exception or four_eyes)  # fmt: skip


def announce(desk: Desk, filled: FilledNotice) -> str:
    """Announce the contents of the form, which were checked; return the result as a sentence.

    Raise Refused if another user has announced a wording since the form began; other refusals
    as the use case raises them.
    """
    day, problem = _day(filled.day, desk.catalog.today())
    if day is None:
        raise Refused(problem)
    with desk.catalog.change(who=desk.who) as change:
        with desk.catalog.reading() as connection:
            versions = rows.versions(connection, filled.slug)
        if versions and versions[-1].number != filled.number:
            raise Refused(
                f"Nothing was announced, since {versions[-1].author} has announced version "
                f"{versions[-1].number} of “{filled.slug}” in the meantime. Leave the form and "
                "check it; what you typed is kept."
            )
        at_once = wordings.announce(
            change, filled.slug, _wanted(filled, versions, day), filled.kind
        )
    if at_once:
        return announced_words(filled.slug, day, desk.catalog.today())
    return (
        f"The new wording of “{filled.slug}” waits for a second person, who approves it on this "
        f"screen (a), or by: jobbank notices approve {filled.slug}"
    )


def _day(text: str, today: date) -> tuple[date | None, str]:
    """Return the day that was typed, or None and what is wrong with it."""
    problem = day_problem(text) if text.strip() else "Write the first day, such as 2027-01-31."
    if problem:
        return None, problem
    day = date.fromisoformat(text.strip())
    return day, f"{day} has passed. Choose a day to come." if day < today else ""


def _of_new(filled: FilledNotice, kinds: Mapping[str, NoticeKind]) -> dict[str, str]:
    """Return what is wrong with the name and kind of a new notice."""
    if not filled.new:
        return {}
    problems: dict[str, str] = {}
    if filled.kind is None:
        problems["kind"] = "Choose one; it cannot be changed later."
    if filled.slug in kinds:
        problems["slug"] = "There is a notice of this name already."
        return problems
    try:
        checked_slug(filled.slug)
    except ValueError:
        problems["slug"] = "Use small letters a–z, digits and hyphens, such as fees-may-apply."
    return problems


def _of_texts(texts: Mapping[str, str], terms: Terms) -> dict[str, str]:
    """Return what is wrong with each text, by language."""
    problems: dict[str, str] = {}
    for language, text in texts.items():
        unknown = [name for name in placeholders(text) if name not in terms.fillable]
        if not shows(text) and (language in terms.languages or not any(map(shows, texts.values()))):
            problems[language] = "A notice is announced in all languages at once; write a text."
        elif unknown:
            known = ", ".join("{" + name + "}" for name in sorted(terms.fillable))
            problems[language] = f"“{{{unknown[0]}}}” cannot be filled in. Use one of {known}."
    return problems


def _of_titles(filled: FilledNotice) -> dict[str, str]:
    """Return what is wrong with each title, by the key of its field."""
    found = {f"title:{tag}": title_problem(title) for tag, title in filled.titles.items()}
    return {key: problem for key, problem in found.items() if problem}


def _wanted(filled: FilledNotice, versions: list[NoticeVersion], day: date) -> Announcement:
    """Return the announcement, with only the titles that differ from the latest version's."""
    before = versions[-1].titles if versions else {}
    tidied = {tag: tidy_line(title) for tag, title in filled.titles.items()}
    titles = {tag: title for tag, title in tidied.items() if title and title != before.get(tag)}
    return Announcement(_texts(filled, versions), day, filled.exception.strip(), titles)


def _texts(filled: FilledNotice, versions: list[NoticeVersion]) -> dict[str, str]:
    """Return the texts to announce: tidy; one without a change is as it is stored."""
    before = dict(versions[-1].texts) if versions else {}
    return {
        language: before[language]
        if language in before and shown(before[language]) == text
        else tidy_text(text)
        for language, text in filled.texts.items()
        if text.strip()
    }


def _hints(exception: bool, *, early: bool, four_eyes: bool) -> dict[str, str]:
    if exception and early:
        return {"exception": "It waits until another person has approved it, and is published as "
                "an exception."}  # fmt: skip
    if exception:
        return {"exception": "The day is late enough without it. With a reason it is published "
                "as an exception, and another person must approve it."}  # fmt: skip
    return {"day": "It waits until another person has approved it."} if four_eyes else {}
