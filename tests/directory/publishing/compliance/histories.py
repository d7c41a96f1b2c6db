"""A history with entries of most kinds, in which people are named wherever they can be."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.links import add_link, edit_link
from directory.catalog.notices import announce, approve_notice, set_notice_period
from directory.catalog.people import allow_other_names, set_person
from directory.catalog.registries import load_registry
from directory.catalog.views import drop_view, save_view
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, ExitOverride, NoticeKind, OperatorClass, Role
from directory.publishing.export.publish import publish
from directory.queries.audit_trail import TrailEntry
from directory.rules.notice_schedule import Announcement
from directory.rules.registries import RegistryListing
from tests.clocks import NOW, HandClock
from tests.directory.publishing.samples import SETTINGS, add_shelves, link
from tests.directory.samples import crawl

#: Part of each name of a person, and of what they write.
PERSON = "zqx-person"
ANA, BEN, CEM = f"Ana {PERSON}", f"Ben {PERSON}", f"Cem {PERSON}"
WHY = f"{CEM} asked for it"


def make_history(catalog: Catalog, clock: HandClock, folder: Path) -> None:
    """Write it to a new catalog. folder: for a release, within one that is named as a person."""
    with catalog.change(who=ANA, why=WHY) as change:
        set_person(change, ANA, Role.ADMIN)
        set_person(change, BEN, Role.EDITOR)
        allow_other_names(change, allowed=True)
        set_time_zone(change, "America/New_York")
        add_shelves(change)
        for place, state in enumerate((EditorialState.PUBLISHED, EditorialState.DRAFT), 1):
            add_link(change, link(f"https://jobs{place}.example/", **_internal()), state)
        save_view(change, f"of {CEM}", "state:published")
        listing = RegistryListing("jobs2.example", OperatorClass.STATE, "State of Example", "lists")
        load_registry(change, "lists", f"/home/{CEM}/lists.csv", "0" * 64, [listing])
    with catalog.change(who=BEN, why=WHY) as change:
        edit_link(change, 1, catalog.find(1).version, {"names": {"en": "Proposed"}})
    _decide(catalog)
    assert crawl(catalog, {1: Reason.OK}, clock.now)
    clock.advance(hours=1)
    settings = SETTINGS.model_copy(update={"contact": f"{PERSON}@work.example"})
    publish(catalog, folder / PERSON, who=ANA, as_of=catalog.today(), now=clock.now,
            settings=settings, anyway=True)  # fmt: skip


def _internal() -> dict[str, Any]:
    return {
        "notes": f"ask {CEM}", "steward": CEM, "category_suggestion": f"links of {CEM}",
        "exit_override": ExitOverride.FORCED_OFF, "exit_override_reason": f"{CEM} says so",
    }  # fmt: skip


def _decide(catalog: Catalog) -> None:
    with catalog.change(who=ANA, why=WHY) as change:
        workflow.accept(change, 1, catalog.find(1).version)
        set_person(change, CEM, Role.ADMIN)
        soon = catalog.today() + timedelta(days=1)
        workflow.vouch(change, 1, catalog.find(1).version + 1, soon)
        wanted = Announcement({"en": "Go.", "es": "Ir."}, soon, f"{CEM} fears harm", {})
        assert not announce(change, "exit-unknown", wanted, NoticeKind.EXIT)
        set_notice_period(change, 45)
        drop_view(change, f"of {CEM}")
    with catalog.change(who=CEM) as change:
        approve_notice(change, "exit-unknown")
        set_person(change, BEN, None)


def entry(number: int = 1, **given: Any) -> TrailEntry:
    """An entry; what is not given is that of an edit of a link."""
    fields: Mapping[str, Any] = {
        "at": NOW, "who": ANA, "what": "edit", "kind": "link", "key": "1", "why": "",
        "before": {"name": "A"}, "after": {"name": "B"}, "prev": "p", "hash": "h", "body": "{}",
    } | given  # fmt: skip
    return TrailEntry(number, **fields)
