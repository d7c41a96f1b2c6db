"""Rules for notices in the catalog: set, refused, on record; and what they do to releases, to
what staff decided for a time, and to what is known of the past."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.notice_rules import set_notice_rules
from directory.catalog.releases import note_release
from directory.catalog.transaction import Transaction
from directory.errors import CatalogUnavailable
from directory.model.vocab import EditorialState, ExitOverride, NoticeKind, OperatorClass
from directory.publishing.compliance.coverage import Audit
from directory.publishing.compliance.shown_on import Shown
from directory.publishing.diff.rule_impact import EXAMPLES, Effect, EffectKind, affected
from directory.publishing.export.compose import Unpublishable
from directory.publishing.export.composition import composed
from directory.publishing.export.publish import publish
from directory.queries import notice_rules, release_rows
from directory.rules.notice_rules import (
    ALWAYS,
    DEFAULT,
    DisclaimerRule,
    DisclaimerRules,
    ExitRule,
    RuleSet,
)
from directory.rules.presets import PRESETS
from directory.settings import Settings
from tests.clocks import NOW, HandClock
from tests.directory.publishing.asking import shown_on
from tests.directory.publishing.samples import SETTINGS, add_notice, add_shelves, link
from tests.directory.samples import behind_its_back
from tests.directory.staff import by, hire, refused, trail

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
OMB = PRESETS["omb"].rules
NO_EXITS = RuleSet((ExitRule(ALWAYS, None, "We show none."),), DEFAULT.disclaimers)
PUBLISHED = EditorialState.PUBLISHED


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """Categories and notices, on each kind of database in turn."""
    with closing(Catalog.open(database_url, clock)) as opened:
        with opened.change(who="ana") as change:
            add_shelves(change)
        yield opened


def add(catalog: Catalog, host: str, **fields: Any) -> int:
    """A published link; its number."""
    with catalog.change(who="ana") as change:
        added = add_link(change, link(f"https://{host}/", **fields), PUBLISHED)
    assert added.id is not None
    return added.id


def set_rules(catalog: Catalog, rules: RuleSet, version: int | None = None) -> int:
    """Set by an admin."""
    found: int = by(catalog, "ada", lambda change: set_notice_rules(change, rules, version))
    return found


def current_rules(catalog: Catalog) -> notice_rules.CurrentRules:
    """The rules of the catalog and their version."""
    with catalog.reading() as connection:
        return notice_rules.current_rules(connection)


def exit_of(catalog: Catalog, link_id: int, day: date = TODAY) -> tuple[str | None, date | None]:
    """The exit notice of a link in a release of that day, and the day on which one is due next."""
    with (
        catalog.reading() as connection,
        composed(connection, as_of=day, settings=SETTINGS) as content,
    ):
        (entry,) = [one for one in content.links if one.id == link_id]
        return entry.exit_notice.notice, content.header.next_change


# Setting them


def test_a_catalog_has_the_default_rules_until_others_are_set(catalog: Catalog) -> None:
    assert current_rules(catalog) == (0, DEFAULT)
    assert set_rules(catalog, OMB) == 1
    assert current_rules(catalog) == (1, OMB)
    assert set_rules(catalog, DEFAULT, version=1) == 2
    assert current_rules(catalog) == (2, DEFAULT)


def test_who_set_which_rules_is_on_record(sqlite_catalog: Catalog) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    by(sqlite_catalog, "ada", lambda change: set_notice_rules(change, OMB), why="the new policy")
    entry = trail(sqlite_catalog)[-1]
    assert (entry["what"], entry["kind"], entry["who"]) == ("set", "notice-rules", "ada")
    assert entry["why"] == "the new policy"
    assert entry["before"]["version"] == 0
    assert entry["before"]["rules"]["exit"][0]["when"]["sites"] == ["own"]
    assert entry["after"]["rules"]["exit"][1]["because"] == OMB.exit[1].because


def test_rules_that_are_held_already_leave_no_trace(sqlite_catalog: Catalog) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    before = trail(sqlite_catalog)
    untidy = replace(DEFAULT.exit[0], because=f"  {DEFAULT.exit[0].because}\n")
    assert set_rules(sqlite_catalog, replace(DEFAULT, exit=(untidy, *DEFAULT.exit[1:]))) == 0
    assert trail(sqlite_catalog) == before


@pytest.mark.both_databases
def test_rules_that_somebody_else_has_set_meanwhile_are_not_written_over(catalog: Catalog) -> None:
    set_rules(catalog, OMB)
    said = refused(catalog, "ada", lambda change: set_notice_rules(change, NO_EXITS, 0))
    assert "you saw version 0, the catalog has version 1" in said
    assert current_rules(catalog) == (1, OMB)


def _later(change: Transaction) -> None:
    add_notice(change, "later", NoticeKind.EXIT, "Later.", effective_from=TOMORROW)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (RuleSet(()), "the exit rules are missing"),
        (RuleSet((ExitRule(ALWAYS, "nothing", "x"),)), "there is no notice “nothing”"),
        (RuleSet((ExitRule(ALWAYS, "accuracy", "x"),)), "is of kind “disclaimer”"),
        (RuleSet((ExitRule(ALWAYS, "later", "x"),)),
         f"“later” has no wording in force yet; its first takes effect on {TOMORROW}"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_refused(
    sqlite_catalog: Catalog, rules: RuleSet, said: str
) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    by(sqlite_catalog, "ada", _later)
    found = refused(sqlite_catalog, "ada", lambda change: set_notice_rules(change, rules))
    assert said in found
    assert current_rules(sqlite_catalog).version == 0


def test_a_notice_that_waits_for_its_first_wording_may_stand_where_it_is_not_due(
    sqlite_catalog: Catalog,
) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    by(sqlite_catalog, "ada", lambda c: add_notice(
        c, "soon", NoticeKind.DISCLAIMER, "Soon.", effective_from=TOMORROW))  # fmt: skip
    never = DisclaimerRules("soon", (DisclaimerRule(ALWAYS, False, "Not yet."),))
    assert set_rules(sqlite_catalog, replace(DEFAULT, disclaimers=(never,))) == 1


def test_an_editor_may_not_set_rules(sqlite_catalog: Catalog) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    hire(sqlite_catalog)
    said = refused(sqlite_catalog, "eve", lambda change: set_notice_rules(change, OMB))
    assert "an admin may" in said


def test_rules_of_a_newer_program_are_not_guessed_at(
    sqlite_catalog: Catalog, sqlite_url: str
) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    set_rules(sqlite_catalog, OMB)
    behind_its_back(sqlite_url, ("UPDATE notice_rules SET rules = '{\"exit\": []}'", {}))
    assert current_rules(sqlite_catalog).rules == RuleSet(())
    behind_its_back(sqlite_url, ("UPDATE notice_rules SET rules = '{\"exits\": []}'", {}))
    with pytest.raises(CatalogUnavailable, match="the notice rules in the catalog cannot"):
        current_rules(sqlite_catalog)


# What they do


def test_a_release_and_its_audit_go_by_the_rules_of_the_catalog(catalog: Catalog) -> None:
    federal = add(catalog, "www.federal.example", operator_class=OperatorClass.FEDERAL)
    assert exit_of(catalog, federal)[0] == "exit-government"
    set_rules(catalog, OMB)
    assert exit_of(catalog, federal)[0] is None
    with catalog.reading() as connection:
        rules = current_rules(catalog).rules
        audit = Audit(release_rows.notices(connection), SETTINGS, TODAY, rules)
        (row,) = release_rows.released_links(connection, TODAY)
        covered = audit.link(row)
    assert covered.without_exit == "A federal agency runs the destination."
    assert covered.required == ()


def test_what_staff_decided_for_a_time_ends_by_itself(catalog: Catalog) -> None:
    forced = add(
        catalog, "a.example", exit_override=ExitOverride.FORCED_OFF, exit_override_reason="r",
        exit_override_until=TOMORROW,
    )  # fmt: skip
    others = {"exit_override": ExitOverride.FORCED_ON, "exit_override_reason": "r"}
    add(catalog, "b.example", **others, exit_override_until=TODAY + timedelta(days=9))
    add(catalog, "c.example", **others, exit_override_until=TODAY - timedelta(days=1))
    add(catalog, "d.example", **others)
    with catalog.change(who="ana") as change:  # no visitor sees a draft
        add_link(change, link("https://e.example/", **others, exit_override_until=TODAY))
    after = TOMORROW + timedelta(days=1)
    assert exit_of(catalog, forced) == (None, after)
    assert exit_of(catalog, forced, TOMORROW) == (None, after)
    assert exit_of(catalog, forced, after) == ("exit-unknown", TODAY + timedelta(days=10))


@pytest.mark.both_databases
def test_the_next_change_is_the_first_of_wordings_and_decisions(catalog: Catalog) -> None:
    far = TODAY + timedelta(days=40)
    forced = add(
        catalog, "a.example", exit_override=ExitOverride.FORCED_OFF, exit_override_reason="r",
        exit_override_until=far,
    )  # fmt: skip
    assert exit_of(catalog, forced)[1] == far + timedelta(days=1)
    by(catalog, "ana", _later)
    assert exit_of(catalog, forced)[1] == TOMORROW


def test_an_edit_gives_a_decision_a_last_day_and_takes_it_away(sqlite_catalog: Catalog) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    key = add(sqlite_catalog, "a.example")

    def edit(version: int, **patch: Any) -> Any:
        return by(sqlite_catalog, "ada", lambda change: edit_link(change, key, version, patch))

    said = refused(
        sqlite_catalog, "ada",
        lambda change: edit_link(change, key, 1, {"exit_override_until": "2030-01-31"}),
    )  # fmt: skip
    assert "only an exit notice that is forced on or off has a last day" in said
    edit(1, exit_override="forced_on", exit_override_reason="r", exit_override_until="2030-01-31")
    assert sqlite_catalog.find(key).exit_override_until == date(2030, 1, 31)
    said = refused(
        sqlite_catalog, "ada",
        lambda change: edit_link(change, key, 2, {"exit_override": "by_rule"}),
    )  # fmt: skip
    assert "exit override until" in said
    edit(2, exit_override="by_rule", exit_override_until=None)
    assert sqlite_catalog.find(key).exit_override_until is None


def test_a_last_day_can_be_proposed_accepted_and_taken_back(sqlite_catalog: Catalog) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    key = add(
        sqlite_catalog, "a.example", exit_override=ExitOverride.FORCED_ON, exit_override_reason="r"
    )
    hire(sqlite_catalog)
    by(sqlite_catalog, "eve", lambda c: edit_link(c, key, 1, {"exit_override_until": "2030-01-31"}))
    with (
        sqlite_catalog.act(who="pat", title="Accept") as act,
        act.change() as change,
    ):
        workflow.accept(change, key, sqlite_catalog.find(key).version)
    assert sqlite_catalog.find(key).exit_override_until == date(2030, 1, 31)
    sqlite_catalog.undo("pat")
    assert sqlite_catalog.find(key).exit_override_until is None


# What a change would do


def test_what_other_rules_would_change_is_counted_with_examples(catalog: Catalog) -> None:
    federal = [
        add(
            catalog, f"{n}.federal.example", names={"en": f"Federal {n}"},
            operator_class=OperatorClass.FEDERAL,
        )
        for n in range(5)
    ]  # fmt: skip
    state = add(catalog, "state.example", operator_class=OperatorClass.STATE)
    add(catalog, "shop.example", operator_class=OperatorClass.PRIVATE)
    add(catalog, "www.work.example")
    found = affected(catalog, SETTINGS, TODAY, OMB)
    removed = Effect(EffectKind.EXIT_REMOVED, "exit-government")
    assert (found.version, found.links, found.changed) == (0, 8, 7)
    assert found.effects == {
        removed: 5,
        Effect(EffectKind.DISCLAIMER_REMOVED, "no-endorsement"): 5,
        Effect(EffectKind.DISCLAIMER_REMOVED, "accuracy"): 5,
        Effect(EffectKind.EXPLANATION): 1,
        Effect(EffectKind.EXIT_INLINE): 1,
    }
    assert list(found.examples[removed]) == federal[:EXAMPLES]
    assert found.examples[removed][federal[0]] == "Federal 0"
    assert list(found.examples[Effect(EffectKind.EXPLANATION)]) == [state]
    set_rules(catalog, OMB)
    back = affected(catalog, SETTINGS, TODAY, DEFAULT)
    assert (back.version, back.changed) == (1, 7)
    assert back.effects[Effect(EffectKind.EXIT_PAGE)] == 1
    assert back.effects[Effect(EffectKind.EXIT_ADDED, "exit-government")] == 5
    assert back.effects[Effect(EffectKind.DISCLAIMER_ADDED, "accuracy")] == 5
    other = RuleSet((ExitRule(ALWAYS, "exit-nongovernment", "x"),), OMB.disclaimers)
    changed = affected(catalog, SETTINGS, TODAY, other).effects
    assert changed[Effect(EffectKind.EXIT_CHANGED, "exit-nongovernment")] == 1
    assert changed[Effect(EffectKind.EXIT_ADDED, "exit-nongovernment")] == 6


def test_rules_that_change_nothing_affect_no_link(catalog: Catalog) -> None:
    add(catalog, "shop.example", disclaimers=["fees"])
    found = affected(catalog, SETTINGS, TODAY, DEFAULT)
    assert (found.links, found.changed, found.effects) == (1, 0, {})


def test_what_staff_decided_is_not_affected_while_it_holds(catalog: Catalog) -> None:
    forced = {"exit_override": ExitOverride.FORCED_ON, "exit_override_reason": "r"}
    add(catalog, "a.example", **forced)
    add(catalog, "b.example", **forced, exit_override_until=TODAY - timedelta(days=1))
    assert affected(catalog, SETTINGS, TODAY, NO_EXITS).changed == 1


@pytest.mark.parametrize("kind", EffectKind)
def test_every_effect_can_be_said(kind: EffectKind) -> None:
    about_no_notice = (EffectKind.EXPLANATION, EffectKind.EXIT_INLINE, EffectKind.EXIT_PAGE)
    notice = "" if kind in about_no_notice else "fees"
    words = Effect(kind, notice).words
    assert words
    assert (f"“{notice}”" in words) is bool(notice)


@pytest.mark.parametrize("setting", ["own_sites", "sister_sites"])
def test_a_site_that_is_no_host_is_named_with_its_setting(
    sqlite_catalog: Catalog, setting: str
) -> None:
    settings = SETTINGS.model_copy(update={setting: ("no host",)})
    with pytest.raises(Unpublishable, match=f"The setting {setting} cannot be used: “no host”"):
        affected(sqlite_catalog, settings, TODAY, DEFAULT)


# The past


def on(catalog: Catalog, site: Path, link_id: int, days: int = 0) -> Shown:
    """What was shown so many days from today on."""
    day = catalog.now().date() + timedelta(days=days)
    with catalog.reading() as connection:
        return shown_on(connection, day, link_id, str(site.resolve()))


def _publish(catalog: Catalog, site: Path, clock: HandClock, settings: Settings) -> None:
    day = clock.now.date()
    publish(catalog, site, who="ana", as_of=day, now=clock.now, settings=settings, anyway=True)


@pytest.mark.slow
@pytest.mark.both_databases
def test_what_was_shown_is_told_by_the_rules_of_that_release(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    sister = add(catalog, "www.sister.example")
    site = tmp_path / "release"
    settings = SETTINGS.model_copy(update={"sister_sites": ("sister.example",)})
    _publish(catalog, site, clock, settings)
    clock.advance(days=1)
    set_rules(catalog, PRESETS["seed"].rules)
    _publish(catalog, site, clock, settings)
    clock.advance(days=1)
    set_rules(catalog, NO_EXITS)
    _publish(catalog, site, clock, SETTINGS)
    rules = [on(catalog, site, sister, days).rule for days in (-2, -1, 0)]
    assert rules[0] == "It is not known whether a government body runs the destination."
    assert rules[1].startswith("The destination belongs to a sister agency")
    assert rules[2] == "We show none."
    told = on(catalog, site, sister, -1)
    assert told.exit_notice is not None
    assert told.exit_notice.slug == "exit-government"


def test_a_release_of_before_rules_could_be_set_goes_by_the_default_ones(
    sqlite_catalog: Catalog, tmp_path: Path
) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    key = add(sqlite_catalog, "www.work.example")
    site = tmp_path / "release"
    about = {
        "folder": str(site.resolve()), "as_of": TODAY, "links": 1, "exit_notices": 0,
        "withheld": [], "agency": "Office", "contact": "", "own_sites": ["work.example"],
        "languages": ["en"],
    }  # fmt: skip
    by(sqlite_catalog, "ada", lambda change: note_release(change, "publish", "0" * 64, about))
    assert on(sqlite_catalog, site, key).rule == "The destination is one of the agency's own sites."


@pytest.mark.slow
def test_a_decision_that_ended_after_the_release_made_a_new_one_due(
    sqlite_catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    by(sqlite_catalog, "ada", add_shelves)
    key = add(
        sqlite_catalog, "a.example", exit_override=ExitOverride.FORCED_OFF,
        exit_override_reason="r", exit_override_until=TODAY,
    )  # fmt: skip
    site = tmp_path / "release"
    _publish(sqlite_catalog, site, clock, SETTINGS)
    clock.advance(days=5)
    assert on(sqlite_catalog, site, key, -5).overdue is None
    told = on(sqlite_catalog, site, key)
    assert (told.rule, told.overdue) == (
        "Staff decided that this link needs no exit notice.", TOMORROW,
    )  # fmt: skip
    _publish(sqlite_catalog, site, clock, SETTINGS)
    told = on(sqlite_catalog, site, key)
    assert (told.rule, told.overdue) == (
        "It is not known whether a government body runs the destination.",
        None,
    )
