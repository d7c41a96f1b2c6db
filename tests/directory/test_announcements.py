"""Announcing wordings of notices: by one person, or by two where that is called for."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.notices import (
    add_notice,
    announce,
    approve_notice,
    set_notice_period,
    withdraw_notice,
)
from directory.catalog.people import set_person
from directory.errors import ChangeRefused
from directory.model.notice import NoticeVersion
from directory.model.vocab import NoticeKind, Role
from directory.queries import notices
from directory.rules.notice_schedule import Announcement, Terms
from tests.clocks import HandClock

TEXTS = {"en": "You leave.", "es": "Sale."}
NEW = {"en": "You are leaving.", "es": "Está saliendo."}
TERMS = Terms(30, ("en", "es"))


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """A catalog of an agency that offers two languages, with one exit notice."""
    today = clock.now.date()
    with closing(Catalog.open(database_url, clock, terms=TERMS)) as opened:
        with opened.change(who="ana") as change:
            add_notice(
                change,
                "exit-other",
                NoticeKind.EXIT,
                TEXTS,
                announced_on=today,
                effective_from=today,
            )
        yield opened


def versions(catalog: Catalog, slug: str = "exit-other") -> list[NoticeVersion]:
    """All wordings of a notice."""
    with catalog.reading() as connection:
        return notices.versions(connection, slug)


def waiting(catalog: Catalog) -> list[str]:
    """The notices of which a wording waits."""
    with catalog.reading() as connection:
        return [one.notice for one in notices.pending(connection)]


def announced(catalog: Catalog, wanted: Announcement, who: str = "ana", **more: NoticeKind) -> bool:
    """Announces it for `exit-other`; whether it was done at once."""
    with catalog.change(who=who) as change:
        return announce(change, "exit-other", wanted, **more)


def usual(catalog: Catalog) -> Announcement:
    """What may be announced today without more ado."""
    return Announcement(NEW, TERMS.earliest(catalog.now().date()))


def test_a_wording_is_announced_today_and_the_one_before_stays(catalog: Catalog) -> None:
    assert announced(catalog, usual(catalog))
    first, second = versions(catalog)
    assert first.texts == TEXTS
    assert (second.number, second.texts, second.author) == (2, NEW, "ana")
    assert second.announced_on == catalog.now().date()
    assert second.effective_from == second.announced_on + timedelta(days=30)
    assert (second.approver, second.exception) == ("", "")
    assert catalog.verify_audit().fault is None


@pytest.mark.both_databases
def test_a_title_stays_until_another_is_announced(catalog: Catalog) -> None:
    """With the same texts too; through the approval of a second person too."""
    first = usual(catalog)
    announced(catalog, replace(first, titles={"en": " Leaving ", "es": "Salida"}))
    again = replace(first, texts=TEXTS, effective_from=first.effective_from + timedelta(days=1))
    announced(catalog, again)
    named = replace(again, exception="misread", titles={"en": "Going", "es": "Salida"})
    assert not announced(catalog, named)
    with catalog.change(who="ben") as change:
        approve_notice(change, "exit-other")
    assert [one.titles for one in versions(catalog)] == [
        {},
        {"en": "Leaving", "es": "Salida"},
        {"en": "Leaving", "es": "Salida"},
        {"en": "Going", "es": "Salida"},
    ]
    assert catalog.verify_audit().fault is None


def test_a_new_notice_needs_a_kind(catalog: Catalog) -> None:
    wanted = usual(catalog)
    with pytest.raises(ChangeRefused, match="say of which kind"), catalog.change(who="ana") as c:
        announce(c, "fees", wanted)
    with catalog.change(who="ana") as change:
        assert announce(change, "fees", wanted, NoticeKind.DISCLAIMER)
    assert [one.number for one in versions(catalog, "fees")] == [1]


def test_the_kind_of_a_notice_stays(catalog: Catalog) -> None:
    with pytest.raises(ChangeRefused, match="of kind “exit”"):
        announced(catalog, usual(catalog), kind=NoticeKind.DISCLAIMER)


def test_what_is_too_early_is_refused_in_words(catalog: Catalog) -> None:
    with pytest.raises(ChangeRefused, match="at the earliest"):
        announced(catalog, Announcement(NEW, catalog.now().date()))
    assert len(versions(catalog)) == 1


@pytest.mark.both_databases
def test_an_exception_waits_for_a_second_person(catalog: Catalog, clock: HandClock) -> None:
    today = clock.now.date()
    assert not announced(catalog, Announcement(NEW, today, "The old one names a shut office."))
    assert waiting(catalog) == ["exit-other"]
    assert len(versions(catalog)) == 1
    with pytest.raises(ChangeRefused, match="another person"), catalog.change(who="ana") as change:
        approve_notice(change, "exit-other")
    with catalog.change(who="ben") as change:
        approve_notice(change, "exit-other")
    made = versions(catalog)[-1]
    assert (made.author, made.approver) == ("ana", "ben")
    assert made.exception == "The old one names a shut office."
    assert (made.announced_on, made.effective_from) == (today, today)
    assert waiting(catalog) == []


def test_the_days_of_notice_count_from_the_approval(
    database_url: str, clock: HandClock, catalog: Catalog
) -> None:
    """Under four eyes a usual announcement waits too; one that waited too long is too early."""
    careful = Catalog.open(database_url, clock, terms=TERMS, four_eyes=True)
    assert not announced(careful, usual(careful))
    clock.advance(days=3)
    with pytest.raises(ChangeRefused, match="at the earliest"), careful.change(who="ben") as change:
        approve_notice(change, "exit-other")
    wanted = usual(careful)
    announced(careful, wanted)
    with careful.change(who="ben") as change:
        approve_notice(change, "exit-other")
    careful.close()
    made = versions(catalog)[-1]
    assert (made.announced_on, made.effective_from) == (clock.now.date(), wanted.effective_from)


@pytest.mark.both_databases
def test_what_waits_can_be_withdrawn(catalog: Catalog) -> None:
    announced(catalog, Announcement(NEW, catalog.now().date(), "harm"))
    with catalog.change(who="ben") as change:
        withdraw_notice(change, "exit-other")
    assert waiting(catalog) == []
    for act in (approve_notice, withdraw_notice):
        with pytest.raises(ChangeRefused, match="no wording"), catalog.change(who="ben") as change:
            act(change, "exit-other")


def period_of(catalog: Catalog, days: int) -> date:
    """Set the period of notice; the day from which it applies."""
    with catalog.change(who="ana") as change:
        return set_notice_period(change, days)


def days_now(catalog: Catalog) -> int:
    """The period of notice today."""
    return catalog.terms().notice_days


def test_a_shorter_period_applies_once_the_present_one_has_passed(
    catalog: Catalog, clock: HandClock
) -> None:
    today = clock.now.date()
    assert period_of(catalog, 0) == today + timedelta(days=30)
    assert days_now(catalog) == 30
    with pytest.raises(ChangeRefused, match="30 days after its announcement"):
        announced(catalog, Announcement(NEW, today + timedelta(days=1)))
    clock.now += timedelta(days=29)
    assert days_now(catalog) == 30
    assert announced(catalog, usual(catalog))
    clock.now += timedelta(days=1)
    assert days_now(catalog) == 0
    assert announced(catalog, Announcement(TEXTS, clock.now.date()))
    assert [one.notice_days for one in versions(catalog)] == [0, 30, 0]


def test_a_longer_period_applies_at_once_and_cannot_be_shortened_the_same_day(
    catalog: Catalog, clock: HandClock
) -> None:
    assert period_of(catalog, 90) == clock.now.date()
    assert period_of(catalog, 10) == clock.now.date() + timedelta(days=90)
    assert days_now(catalog) == 90
    with pytest.raises(ChangeRefused, match="90 days after its announcement"):
        announced(catalog, Announcement(NEW, clock.now.date() + timedelta(days=60)))


def test_a_period_to_come_can_be_replaced_and_withdrawn(catalog: Catalog, clock: HandClock) -> None:
    period_of(catalog, 5)
    clock.now += timedelta(days=20)
    assert period_of(catalog, 7) == clock.now.date() + timedelta(days=30)
    assert period_of(catalog, 30) == clock.now.date()
    clock.now += timedelta(days=365)
    assert days_now(catalog) == 30
    for days, why in ((30, "is 30 days already"), (366, "0 to 365 days"), (-1, "0 to 365 days")):
        with pytest.raises(ChangeRefused, match=why):
            period_of(catalog, days)


def test_only_an_admin_sets_the_period_and_it_is_on_record(catalog: Catalog) -> None:
    with catalog.change(who="ana") as change:
        set_person(change, "ana", Role.ADMIN)
        set_person(change, "pia", Role.PUBLISHER)
    with pytest.raises(ChangeRefused, match="admin"), catalog.change(who="pia") as change:
        set_notice_period(change, 60)
    period_of(catalog, 60)
    with catalog.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM audit ORDER BY seq DESC").scalar()
    entry = json.loads(str(body))
    assert (entry["kind"], entry["who"]) == ("notice_period", "ana")
    assert (entry["before"], entry["after"]["days"]) == ({"days": 30}, 60)


def test_a_clock_that_was_put_back_shortens_no_period(catalog: Catalog, clock: HandClock) -> None:
    """Days of notice are counted from the present day; the audit trail has seen a later one."""
    clock.advance(days=-30)
    wanted = Announcement(NEW, clock.now.date() + timedelta(days=30))
    refused = pytest.raises(ChangeRefused, match="the clock of this machine shows 2026-09-09")
    with refused, catalog.change(who="ana") as change:
        announce(change, "exit-other", wanted)
    refused = pytest.raises(ChangeRefused, match="set it, and try again")
    with refused, catalog.change(who="ana") as change:
        set_notice_period(change, 3)
    assert [one.number for one in versions(catalog)] == [1]
