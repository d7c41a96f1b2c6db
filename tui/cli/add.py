"""`jobbank add`: one new link, filled in as the form in `curate` fills it in."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from crawler import patterns
from crawler.check import live
from crawler.page import pages as page_reader
from crawler.workers import worker
from directory.catalog import links
from directory.errors import explain_validation
from directory.importing import cells
from directory.model import link as model_link
from directory.model import reasons as model_reasons
from directory.model import vocab
from directory.rules import urls
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    environment_here,
    opened_catalog,
    pages_unread,
    put_json,
    put_line,
    say,
    settings_here,
    warn,
    who_am_i,
)
from tui.cli.fields import option_set, texts_set
from tui.cli.links import policy_today, row_as_json, rows_of
from tui.presenters import words as wording
from tui.safe_text import safe
from tui.services import forms, model
from tui.state.form import empty_link, patch_of

if TYPE_CHECKING:
    from directory.model.link import Link
    from directory.rules.urls import WebAddress
    from directory.settings import Settings
    from tui.services.model import Desk
    from tui.state.form_sheet import FilledForm

_LONGEST_NAMED = 60  # characters of a name in the title of an act


@dataclass(frozen=True, slots=True)
class _Seen:
    """A live check. title: of the page, empty if another page answered; words: what is wrong with
    it, empty if nothing is."""

    verdict: str
    title: str
    words: str


@click.command()
@click.argument("url")
@click.option("--name", help="Its name in the default language (default: the title of the page).")
@click.option("--category", metavar="SLUG", help="Its category (default: that of similar links).")
@option_set(required=False)
@click.option("--publish", is_flag=True, help="Publish it at once, instead of making a draft.")
@click.option("--no-check", is_flag=True, help="Do not check the page; needs --name.")
@click.option("--why", default="", metavar="TEXT", help="The reason, for the audit trail.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line.")
def add(url: str, assignments: tuple[str, ...], **options: Any) -> int:
    """Add a link, as a draft. Fields that you do not give are filled in where possible: the name
    from the title of the page, the category and the operator from links to the same site.

    The page is checked once, for its title, unless you give a name. Fields
    are set as with `jobbank edit`; `jobbank undo` removes the link again.

    Example: jobbank add https://www.usajobs.gov/ --category job-banks

    Exit codes: 0 done; 1 it was added, but the page needs attention; 2 bad
    usage, an address or a value that is refused, a link that exists already,
    or no name: nothing was added; 4 the catalog cannot be used.
    """
    settings = settings_here()
    address = _address(url, settings)
    wanted = _wanted(assignments, options["name"], options["category"], settings)
    names = {key for key, text in wanted.items() if key.startswith("names:") and text.strip()}
    if options["no_check"] and not names:
        raise click.UsageError("with --no-check, give the name of the link: --name")
    with opened_catalog(settings) as catalog:
        desk = model.Desk(catalog, settings, environment_here(settings), who_am_i(settings))
        _refuse_known(desk, address)
        enough = options["no_check"] or f"names:{settings.default_language}" in names
        seen = None if enough else _look(desk, address, needed=not names)
        return _add(desk, address, wanted, seen, options)


def _address(url: str, settings: "Settings") -> "WebAddress":
    try:
        return urls.parse_address(cells.with_scheme(url), allowed=settings.allowed_networks)
    except urls.UrlRefused as error:
        raise Failed(f"{url}: {error}", BAD_INPUT) from None


def _wanted(
    assignments: tuple[str, ...], name: str | None, category: str | None, settings: "Settings"
) -> dict[str, str]:
    given = [f"name={name}"] if name is not None else []
    given += [f"category={category}"] if category is not None else []
    wanted = texts_set([*assignments, *given], settings.default_language)
    if "url" in wanted:
        raise click.UsageError("the address is given without --set")
    return wanted


def _refuse_known(desk: "Desk", address: "WebAddress") -> None:
    known = desk.catalog.find_by_keys([address.key]).get(address.key)
    if known is not None:
        raise Failed(
            f"{address.href} is the address of link {known.id} already (“{known.name}”)", BAD_INPUT
        )


def _look(desk: "Desk", address: "WebAddress", *, needed: bool) -> _Seen:
    try:
        seen = asyncio.run(_seen(desk, address.href))
    except patterns.SignsError as error:
        raise Failed(str(error), BAD_INPUT) from None
    except worker.WorkerLost as error:
        raise pages_unread(error) from None
    if needed and not seen.title:
        words = f" ({seen.words})" if seen.words else ""
        raise Failed(f"the page has no title to use as a name{words}; give one: --name", BAD_INPUT)
    return seen


async def _seen(desk: "Desk", href: str) -> _Seen:
    async with page_reader.open_pages(desk.settings) as pages:
        [(observation, judgement)] = [
            pair async for pair in live.check_links([href], pages, desk.settings, desk.environment)
        ]
    verdict, page = judgement.verdict, observation.page
    about = model_reasons.info(judgement.worst.reason)
    # The title of an error page, a bot wall or a parked domain names nothing.
    fit = verdict in (vocab.Verdict.OK, vocab.Verdict.MOVED, vocab.Verdict.INSECURE)
    words = "" if verdict is vocab.Verdict.OK else f"{about.summary} {about.next_step}"
    if judgement.suggested_url:
        words += f" New address: {judgement.suggested_url}"
    return _Seen(verdict.value, page.title if fit and page else "", words)


def _add(
    desk: "Desk",
    address: "WebAddress",
    wanted: dict[str, str],
    seen: _Seen | None,
    options: dict[str, Any],
) -> int:
    given = next((text for key, text in wanted.items() if key.startswith("names:")), "")
    filled = forms.fill_in(desk, address.href, address.host, seen.title if seen else given)
    told = {key: text for key, text in filled.texts.items() if _is_free(key, wanted)}
    values = empty_link() | {"url": address.href}
    values |= patch_of(values, told | wanted)
    link = _save(desk, values, options["publish"], options["why"])
    if options["as_json"]:
        _put_json(desk, link, told, filled.reasons, seen)
    else:
        put_line(f"{link.id}  {link.name}  {link.url}")
    _say(link, told, filled, seen)
    return ATTENTION if seen is not None and seen.words else DONE


def _is_free(key: str, wanted: dict[str, str]) -> bool:
    """Return whether the command does not set the field of this key."""
    return ("operator_class" if key == "operator_basis" else key) not in wanted


def _save(desk: "Desk", values: dict[str, Any], publish: bool, why: str) -> "Link":
    from pydantic import ValidationError

    try:
        fields = model_link.LinkFields.model_validate(values)
    except ValidationError as error:
        raise Failed("; ".join(explain_validation(error)), BAD_INPUT) from None
    state = vocab.EditorialState.PUBLISHED if publish else vocab.EditorialState.DRAFT
    name = next(iter(fields.names.values()))
    title = f"Add “{safe(name, _LONGEST_NAMED)}”"
    with desk.catalog.act(who=desk.who, title=title, why=why) as act, act.change() as change:
        return links.add_link(change, fields, state)


def _put_json(
    desk: "Desk", link: "Link", told: dict[str, str], reasons: Any, seen: _Seen | None
) -> None:
    assert link.id is not None
    (row,) = rows_of(desk.catalog, [link.id])
    line = row_as_json(row, *policy_today(desk.catalog, desk.settings))
    line["filled_in"] = {
        key: {"value": text, "because": reasons.get(key, "")} for key, text in told.items()
    }
    line["seen"] = None if seen is None else {"verdict": seen.verdict, "title": seen.title}
    put_json(line)


def _say(link: "Link", told: dict[str, str], filled: "FilledForm", seen: _Seen | None) -> None:
    draft = link.state == "draft"
    say(f"Added link {link.id}" + (f", a draft. Send it on: jobbank submit {link.id}" if draft
        else ", published."))  # fmt: skip
    for key, text in told.items():
        name = key.partition(":")[0]
        because = filled.reasons.get(key)
        if because:
            say(f"  {wording.label(name)}: {safe(wording.words_of(name, text))} ({because})")
    if link.operator_basis == "default" and filled.reasons.get("operator_class"):
        say(f"  {wording.label('operator_class')}: {filled.reasons['operator_class']}")
    if seen is not None and seen.words:
        warn(f"The page needs attention: {safe(seen.words)}")
