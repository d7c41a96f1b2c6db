"""The form of a link and the catalog: begin, check, fill in, save.

Each function returns plain data; what is slow to import is imported here, since these functions
run in threads after the first picture is shown.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from directory.catalog.links import add_link, edit_link
from directory.errors import StaleEdit, explain_validation
from directory.importing.cells import with_scheme as completed
from directory.model.fields import FieldKind
from directory.model.link import Link, LinkFields
from directory.model.vocab import ExitOverride, HowToApply, NoticeKind, OperatorClass
from directory.publishing.export.compose import Unpublishable
from directory.publishing.export.composition import policy_in
from directory.queries import notices
from directory.queries.form_drafts import draft_of
from directory.queries.registries import listing_for
from directory.queries.same_site import neighbours_of
from directory.rules.hosts import registrable_domain
from directory.rules.notice_rules import SHOWN_AS, Facts
from directory.rules.prefill import ending_hint, suggest_category, suggest_operator
from directory.rules.registries import UNKNOWN, operator_assignment
from directory.rules.urls import UrlRefused, WebAddress, parse_address
from tui.safe_text import safe
from tui.services.model import Desk
from tui.state.form import FormField, Texts, day_problem, empty_link, key_of_problem, patch_of
from tui.state.form_sheet import NEW, CheckedForm, FilledForm, FormStart, Kept, Known, Saved, Stale
from tui.state.option_match import Option
from tui.state.titles import name_from_title

_LONGEST_NAMED = 60  # characters of a name in the title of an act


def begin(desk: Desk, link_id: int) -> FormStart:
    """Return the initial contents of the form of this link (or `NEW`)."""
    catalog, languages = desk.catalog, desk.settings.languages
    found = catalog.find(link_id) if link_id != NEW else None
    with catalog.reading() as connection:
        draft = draft_of(connection, desk.who, link_id)
    link, proposed_by = _fields_of(desk, found) if found else (empty_link(), "")
    kept = None
    if draft is not None:
        at = clock_words(draft.saved_at, catalog.now())
        kept = Kept(at, draft.based_on, _pairs(draft.fields))
    return FormStart(
        link_id=link_id,
        version=found.version if found else 0,
        state=found.state if found else "draft",
        name=found.name if found else "",
        link=link,
        languages=languages,
        categories=category_options(desk),
        disclaimers=_disclaimers(desk),
        kept=kept,
        proposed_by=proposed_by,
    )


def check(
    desk: Desk,
    link_id: int,
    link: Mapping[str, Any],
    fields: Sequence[FormField],
    touched: Collection[str],
    now: Texts,
) -> CheckedForm:
    """Return the problems of the form, as sentences by field; nothing is saved."""
    problems: dict[str, str] = {}
    address: WebAddress | None = None
    try:
        address = parse_address(with_scheme(now["url"]), allowed=desk.settings.allowed_networks)
    except UrlRefused as error:
        problems["url"] = _sentence(str(error))
    wanted = dict(link) | patch_of(link, {key: now[key] for key in touched})
    wanted["url"] = address.href if address else "https://unread.example/"
    for field in fields:
        if field.kind is FieldKind.DAY and (wrong_day := day_problem(now[field.key])):
            problems[field.key], wanted[field.key] = wrong_day, None
    try:
        LinkFields.model_validate(wanted)
    except ValidationError as error:
        for item, sentence in zip(error.errors(), explain_validation(error), strict=True):
            name = str(item["loc"][0]) if item["loc"] else ""
            prefix = f"{name.replace('_', ' ')}: "
            key = key_of_problem(name, sentence, fields)
            problems.setdefault(key, _sentence(sentence.removeprefix(prefix)))
    if address is None:
        return CheckedForm(problems)
    known = _known(desk, address.key, link_id)
    if known is not None:
        problems["url"] = f"Link {known.link_id} has this address already: “{known.name}”."
    return CheckedForm(
        problems, address.href, address.host, known, _exit_rule(desk, address.host, now)
    )


def fill_in(desk: Desk, href: str, host: str, title: str) -> FilledForm:
    """Return what a new link to this address, with a page of this title, is likely to be."""
    with desk.catalog.reading() as connection:
        neighbours = neighbours_of(connection, registrable_domain(host))
        found = operator_assignment(UNKNOWN, host, listing_for(connection, host))
    texts: dict[str, str] = {}
    reasons: dict[str, str] = {}
    name_key = f"names:{desk.settings.default_language}"
    name = name_from_title(title, host)
    if name:
        texts[name_key], reasons[name_key] = name, "from the title of the page"
    names = {one.slug: tuple(one.names.values()) for one in desk.catalog.categories()}
    category = suggest_category(title, href, names, neighbours)
    if category is not None:
        texts["category"], reasons["category"] = category.value, category.because
    operator = suggest_operator(host, neighbours, found)
    if operator is None:
        reasons["operator_class"] = ending_hint(host)
        return FilledForm(texts, reasons)
    texts["operator_class"], texts["operator_basis"] = operator.operator_class, operator.basis
    reasons["operator_class"] = operator.because
    if operator.operator:
        texts["operator"], reasons["operator"] = operator.operator, operator.because
    return FilledForm(texts, reasons)


def keep(desk: Desk, link_id: int, based_on: int, texts: Mapping[str, Sequence[str]]) -> None:
    """Store the form's contents as a draft; delete the draft if nothing is touched."""
    fields = {key: list(pair) for key, pair in texts.items()}
    desk.catalog.put_draft(desk.who, link_id, based_on, fields)


def save(desk: Desk, link_id: int, version: int, patch: Mapping[str, Any]) -> Saved | Stale:
    """Save the form: a new link as a draft, or an edit of the version that the user saw; as one
    act, which undo takes back.

    The draft of the form is deleted after that. Refusals are raised unchanged.
    """
    title = _act_title(desk, link_id, patch)
    try:
        with desk.catalog.act(who=desk.who, title=title) as act, act.change() as change:
            if link_id == NEW:
                link = add_link(change, LinkFields.model_validate(empty_link() | dict(patch)))
            else:
                link = edit_link(change, link_id, version, patch)
            proposed = bool(change.proposed)
    except StaleEdit as stale:
        current = stale.current
        return Stale(current.version, current.state, _fields_of(desk, current)[0])
    keep(desk, link_id, 0, {})
    assert link.id is not None
    return Saved(link.id, link_id == NEW, proposed)


def category_options(desk: Desk) -> tuple[Option, ...]:
    """Return all categories as options, each subcategory after its top category."""
    categories, language = desk.catalog.categories(), desk.settings.default_language
    names = {one.slug: _named(one.names, language) for one in categories}
    tops = {one.slug: place for place, one in enumerate(categories)}
    ordered = sorted(
        categories, key=lambda one: (tops[one.parent or one.slug], one.parent is not None)
    )
    return tuple(
        Option(one.slug, names[one.slug], names[one.parent] if one.parent else "top category")
        for one in ordered
    )


def with_scheme(text: str) -> str:
    """Return the address as typed; a bare host gets `https://`."""
    return completed(text) if text.strip() else ""


def _disclaimers(desk: Desk) -> tuple[Option, ...]:
    with desk.catalog.reading() as connection:
        kinds = notices.kinds(connection)
    return tuple(
        Option(slug, slug.replace("-", " ").capitalize())
        for slug, kind in kinds.items()
        if kind is NoticeKind.DISCLAIMER
    )


def _fields_of(desk: Desk, link: Link) -> tuple[dict[str, Any], str]:
    """Return the link's fields with the edit that waits for approval, and its author."""
    assert link.id is not None
    names = list(LinkFields.model_fields)
    plain = link.model_dump(mode="json", include=set(names), warnings=False)
    waiting = desk.catalog.proposal(link.id)
    if waiting is None:
        return {name: plain[name] for name in names}, ""
    return {name: waiting.patch.get(name, plain[name]) for name in names}, waiting.who


def _known(desk: Desk, key: str, link_id: int) -> Known | None:
    holder = desk.catalog.find_by_keys([key]).get(key)
    if holder is None or holder.id is None or holder.id == link_id:
        return None
    return Known(holder.id, holder.name)


def _exit_rule(desk: Desk, host: str, now: Texts) -> str:
    until = "" if day_problem(now["exit_override_until"]) else now["exit_override_until"].strip()
    link = Facts(
        host,
        OperatorClass(now["operator_class"]),
        now["category"] or None,
        HowToApply(now["how_to_apply"]) if now["how_to_apply"] else None,
        ExitOverride(now["exit_override"]),
        date.fromisoformat(until) if until else None,
    )
    try:
        with desk.catalog.reading() as connection:
            policy = policy_in(connection, desk.settings)
    except Unpublishable as refused:
        return str(refused)
    decision = policy.exit_decision(link, desk.catalog.today())
    if decision.show is None:
        return f"Not shown to visitors. {decision.rule}"
    return f"Shown to visitors, {SHOWN_AS[decision.show]}. {decision.rule}"


def _act_title(desk: Desk, link_id: int, patch: Mapping[str, Any]) -> str:
    """Return the title of the act, as undo shows it."""
    if link_id == NEW:
        verb, name = "Add", _named(patch["names"], desk.settings.default_language)
    else:
        verb, name = "Edit", desk.catalog.find(link_id).name
    return f"{verb} “{safe(name, _LONGEST_NAMED)}”"


def _pairs(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return a draft's fields, without those that are not a pair of texts (other versions)."""
    return {
        key: [str(pair[0]), str(pair[1])]
        for key, pair in fields.items()
        if isinstance(pair, list) and len(pair) == 2
    }


def clock_words(at: datetime, now: datetime) -> str:
    """Return the time by the user's clock; with its day unless that is today."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
