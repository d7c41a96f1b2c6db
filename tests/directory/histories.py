"""Ordinary histories of a catalog, made at random by its use cases: what staff, files, crawls and
clocks do. Some of what is tried is refused, as it is with people."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

import sqlalchemy as sa

from directory.catalog import notices, people, views, workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.notice_rules import set_notice_rules
from directory.catalog.registries import load_registry
from directory.catalog.releases import note_release
from directory.catalog.transaction import Transaction
from directory.catalog.undo import CannotUndo
from directory.errors import ChangeRefused
from directory.importing.service import import_files
from directory.model.link import Link
from directory.model.observation import Page
from directory.model.reasons import Reason
from directory.model.tables import links as link_table
from directory.model.vocab import EditorialState, NoticeKind, OperatorClass, Role, RunStatus
from directory.queries import notices as stored_notices
from directory.rules.clock_faults import ClockCheck
from directory.rules.notice_rules import ALWAYS, ExitRule, RuleSet
from directory.rules.notice_schedule import Announcement
from directory.rules.registries import RegistryListing
from directory.settings import Settings
from tests.clocks import HandClock
from tests.directory.pages import CASINO, JOBS, as_the_sites_own, page_look
from tests.directory.samples import HOLDER, fields

#: The first may do everything, also after people are listed.
STAFF: Final = ("ada", "ada", "pat", "eve")
HOSTS: Final = ("jobs.example", "www.dol.gov", "work.example", "state.example", "elm.example")
WORDS: Final = ("Jobs", "Arbeit", "", "Wörter — mit Zeichen “”", "a\nb", "x" * 300, "0")
NOTICES: Final = ("exit", "fees", "accuracy")
ZONES: Final = ("America/New_York", "UTC", "Pacific/Auckland", "Pacific/Honolulu")


class History:
    """A catalog to which things happen. chance: decides what, and with what."""

    def __init__(self, catalog: Catalog, clock: HandClock, folder: Path, chance: Random) -> None:
        self.catalog, self.clock, self.folder, self.chance = catalog, clock, folder, chance
        for begin in (_category, _category, _first_wording, _import, _import):
            with suppress(ChangeRefused):
                begin(self)

    def step(self) -> str:
        """Do something; return what."""
        what = self.chance.choice(STEPS)
        self.clock.advance(seconds=1)
        try:
            what(self)
        except ChangeRefused as refused:
            return f"{what.__name__}: {refused}"
        return what.__name__

    def do(self, act: Callable[[Transaction], object], who: str = "") -> None:
        """One change of somebody."""
        who = who or self.chance.choice(STAFF)
        with self.catalog.change(who=who, why=self.chance.choice(("", "since it is so"))) as change:
            act(change)

    def link(self) -> Link:
        """One of the links. Raises ChangeRefused when there is none."""
        with self.catalog.reading() as connection:
            ids = list(connection.execute(sa.select(link_table.c.id)).scalars())
        return self.catalog.find(self.chance.choice(ids or [1]))

    def url(self) -> str:
        """An address; now and then one that is taken."""
        return f"https://{self.chance.choice(HOSTS)}/{self.chance.randint(1, 40)}"

    def patch(self) -> dict[str, object]:
        """Some fields."""
        pick = self.chance.choice
        return {
            **({"url": self.url()} if pick((0, 0, 1)) else {}),
            **({"names": {"en": pick(WORDS) or "Name", "es": pick(WORDS)}} if pick((0, 1)) else {}),
            **({"notes": pick(WORDS)} if pick((0, 1)) else {}),
            **({"account_needed": pick((True, False, None))} if pick((0, 1)) else {}),
            **({"category": pick((None, "jobs", "other"))} if pick((0, 1)) else {}),
            **({"service_areas": pick(([], ["US-MA", "US"]))} if pick((0, 1)) else {}),
            **({"review_by": pick((None, self.catalog.today()))} if pick((0, 1)) else {}),
            **({"operator_class": pick(list(OperatorClass))} if pick((0, 0, 1)) else {}),
        }


def _add(one: History) -> None:
    state = one.chance.choice((EditorialState.DRAFT, EditorialState.PUBLISHED))
    given = {name: value for name, value in one.patch().items() if name not in ("url", "names")}
    wanted = fields(one.url(), one.chance.choice(WORDS) or "A link", **given)
    one.do(lambda change: add_link(change, wanted, state))


def _edit(one: History) -> None:
    link, patch = one.link(), one.patch()
    one.do(lambda change: edit_link(change, link.id or 0, link.version, patch))


def _move(one: History) -> None:
    link, who = one.link(), one.chance.choice(STAFF)
    verbs = (
        workflow.submit,
        workflow.accept,
        workflow.send_back,
        workflow.retire,
        workflow.restore,
        workflow.wake,
    )
    for verb in one.chance.sample((*verbs, workflow.approve_page, workflow.accept), 5):
        with suppress(ChangeRefused):
            one.do(lambda change, verb=verb: verb(change, link.id or 0, link.version), who)  # type: ignore[misc]
            return


def _put_off(one: History) -> None:
    link, until = one.link(), one.catalog.today() + timedelta(days=one.chance.randint(1, 40))
    verb = one.chance.choice((workflow.vouch, workflow.snooze, workflow.release))
    one.do(lambda change: verb(change, link.id or 0, link.version, until))


def _many(one: History) -> None:
    verb = one.chance.choice((workflow.retire, workflow.restore, workflow.submit, workflow.accept))
    stop = iter((False, one.chance.choice((False, True)), *([False] * 100)))
    one.catalog.for_each(
        one.chance.choice(STAFF),
        "Many",
        one.chance.sample(range(1, 13), 6),
        lambda change, link: verb(change, link.id or 0, link.version),
        stop=lambda: next(stop),
    )


def _undo(one: History) -> None:
    who = one.chance.choice(STAFF)
    act = one.chance.choice((one.catalog.undo, one.catalog.undo, one.catalog.redo))
    try:
        act(who)
    except CannotUndo as cannot:
        final = cannot.next_undo.final
        assert final is not None
        one.catalog.undo(who, past=final.id)


def _import(one: History) -> None:
    file = one.folder / "some.csv"
    rows = (f"{one.url()},Name {one.chance.randint(1, 9)},Jobs" for _ in range(6))
    file.write_text("url,name,category\n" + "\n".join(rows), encoding="utf-8")
    who, publish = one.chance.choice(STAFF), one.chance.choice((True, False))
    import_files(one.catalog, [file], who=who, settings=Settings(), publish=publish)


def _cut_off(one: History) -> None:
    """An act of several transactions that fails before the last one."""
    who, url = one.chance.choice(STAFF), one.url()
    try:
        with one.catalog.act(who=who, title="Cut off") as act:
            with act.change(more=True) as change:
                added = add_link(change, fields(url))
            with act.change(more=True) as change:
                workflow.submit(change, added.id or 0, added.version)
            raise TimeoutError
    except TimeoutError:
        pass


def _crawl(one: History) -> None:
    one.clock.advance(hours=1)
    now = one.clock.now
    begun = one.catalog.runs.begin(holder=HOLDER, now=now, due_only=False, fresh=False)
    links = []
    for link_id in range(1, 40):
        try:
            links.append(one.catalog.find(link_id))
        except ChangeRefused:
            continue
    pages: tuple[tuple[Page, Reason], ...] = ((JOBS, Reason.OK), (CASINO, Reason.HIJACKED))
    seen = []
    for link in links:
        page, reason = one.chance.choice(pages)
        seen.append(page_look(link, now, reason, page=page))
    one.catalog.runs.record(begun.run_id, HOLDER, now, seen)
    watch = replace(as_the_sites_own(one.catalog, begun.run_id), clock=ClockCheck(timedelta(0)))
    one.catalog.runs.settle(begun.run_id, now=now, status=RunStatus.COMPLETE, watch=watch)
    one.clock.advance(seconds=1)


def _clock_runs_ahead(one: History) -> None:
    """For some steps; then a crawl under the right clock."""
    now = one.clock.now
    one.clock.advance(days=400)
    for _ in range(4):
        one.chance.choice(OF_LINKS)(one)
    _crawl(one)
    one.clock.now = now
    _crawl(one)


def _wait(one: History) -> None:
    one.clock.advance(hours=one.chance.choice((1, 5, 30, 24 * 20)))


def _category(one: History) -> None:
    slug = one.chance.choice(("jobs", "other", "third"))
    one.do(lambda change: add_category(change, slug, {"en": slug, "es": "…"}, position=2), "ada")


def _announce(one: History) -> None:
    slug = one.chance.choice(NOTICES)
    kind = NoticeKind.EXIT if slug == "exit" else NoticeKind.DISCLAIMER
    today = one.catalog.today()
    wanted = Announcement(
        {"en": f"You leave {one.chance.randint(1, 99)}.", "es": "Sale."},
        today + timedelta(days=one.chance.choice((0, 40, 60))),
        one.chance.choice(("", "", "people would come to harm")),
        one.chance.choice(({}, {"en": "Leaving"})),
    )
    one.do(lambda change: notices.announce(change, slug, wanted, kind))


def _first_wording(one: History) -> None:
    today, slug = one.catalog.today(), one.chance.choice(NOTICES)
    kind = NoticeKind.EXIT if slug == "exit" else NoticeKind.DISCLAIMER
    one.do(
        lambda change: notices.add_notice(
            change, slug, kind, {"en": "Words."}, announced_on=today, effective_from=today
        )
    )


def _decide_on_a_wording(one: History) -> None:
    with one.catalog.reading() as connection:
        waiting = [pending.notice for pending in stored_notices.pending(connection)]
    slug = one.chance.choice(waiting or ["exit"])
    decide = one.chance.choice((notices.approve_notice, notices.withdraw_notice))
    one.do(lambda change: decide(change, slug))


def _period(one: History) -> None:
    days = one.chance.choice((5, 10, 30, 40))
    one.do(lambda change: notices.set_notice_period(change, days))


def _rules(one: History) -> None:
    notice = one.chance.choice(("exit", None))
    rules = RuleSet((ExitRule(ALWAYS, notice, "So it is."),), ())
    one.do(lambda change: set_notice_rules(change, rules))


def _people(one: History) -> None:
    name, role = one.chance.choice(("ada", "pat", "eve", "vic")), one.chance.choice([*Role, None])
    if name == "ada" and role is not None:
        role = Role.ADMIN
    one.do(lambda change: people.set_person(change, name, role))


def _other_names(one: History) -> None:
    allowed = one.chance.choice((True, False))
    one.do(lambda change: people.allow_other_names(change, allowed=allowed))


def _zone(one: History) -> None:
    name = one.chance.choice(ZONES)
    one.do(lambda change: set_time_zone(change, name))


def _view(one: History) -> None:
    name, query = one.chance.choice(("mine", "yours")), one.chance.choice(("is:held", "jobs"))
    if one.chance.choice((0, 0, 1)):
        one.do(lambda change: views.drop_view(change, name))
    else:
        one.do(lambda change: views.save_view(change, name, query))


def _registry(one: History) -> None:
    name = one.chance.choice(("dotgov", "others"))
    classes = (OperatorClass.FEDERAL, OperatorClass.STATE, OperatorClass.LOCAL)
    listings = [
        RegistryListing(host, one.chance.choice(classes), one.chance.choice(WORDS[:3]), name)
        for host in one.chance.sample(("dol.gov", *HOSTS[2:]), 3)
    ]
    digest = f"{one.chance.getrandbits(256):064x}"
    one.do(lambda change: load_registry(change, name, "a file", digest, listings))


def _release(one: History) -> None:
    """The record of one: what is on the website, nothing is seen of it here."""
    digest, about = f"{one.chance.getrandbits(256):064x}", {"serial": 1}
    one.do(lambda change: note_release(change, "publish", digest, about))


OF_LINKS: Final = (_add, _edit, _edit, _move, _move, _move, _put_off, _many, _import)
STEPS: Final = (
    *OF_LINKS, *OF_LINKS, _undo, _undo, _undo, _undo, _cut_off, _crawl, _crawl, _clock_runs_ahead,
    _wait, _wait, _wait, _category, _announce, _announce, _first_wording, _decide_on_a_wording,
    _period, _rules, _people, _people, _other_names, _zone, _view, _registry, _registry, _release,
)  # fmt: skip
