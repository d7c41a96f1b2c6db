"""Notices from the command line: announced by one or two, and proved for a day of the past."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.links import add_link, edit_link
from directory.model.vocab import EditorialState
from directory.publishing.export.publish import bring_back, publish
from directory.rules.notice_schedule import Terms
from tests.clocks import HandClock
from tests.directory.publishing.samples import NOW, SETTINGS, add_shelves, link
from tests.tui.running import jobbank

pytestmark = pytest.mark.slow

TODAY = NOW.date()
ENV = {
    "JOBBANK_AGENCY": "Office of Work",
    "JOBBANK_CONTACT": "links@work.example",
    "JOBBANK_LANGUAGES": "en,es",
}


@pytest.fixture
def clock() -> HandClock:
    """Shows NOW until it is moved."""
    return HandClock(NOW)


@pytest.fixture
def folder(sqlite_url: str, clock: HandClock, tmp_path: Path) -> Path:
    """A folder with a catalog of one published link to a site of somebody else."""
    with closing(opened(sqlite_url, clock)) as catalog, catalog.change(who="ana") as change:
        add_shelves(change)
        add_link(
            change, link("https://jobs.example/", names={"en": "Jobs"}), EditorialState.PUBLISHED
        )
    (tmp_path / "jobbank.toml").write_text(f'database = "{sqlite_url}"\n', "utf-8")
    return tmp_path


def opened(url: str, clock: HandClock) -> Catalog:
    """The catalog, on the terms of the settings."""
    return Catalog.open(url, clock, terms=Terms(30, ("en", "es")))


def run(folder: Path, *arguments: str, who: str = "ana") -> tuple[int, str, str]:
    """The exit code, stdout and stderr of `jobbank notices …`."""
    done = jobbank(folder, "notices", *arguments, settings=ENV | {"JOBBANK_USER": who})
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_new_wording_is_announced_and_listed(folder: Path) -> None:
    (folder / "es.txt").write_text("Está saliendo.\n", "utf-8")
    unconfirmed = run(folder, "announce", "no-endorsement", "--text", "en", "No endorsement.")
    assert (unconfirmed[0], "To do it, give --yes." in unconfirmed[2]) == (2, True)
    code, _, told = run(
        folder, "announce", "--yes", "no-endorsement", "--text", "en", "No endorsement."
    )
    assert "Its text in es stays as it was." in told
    code, out, told = run(
        folder, "announce", "--yes", "exit-nongovernment", "--text", "en", "You are leaving.",
        "--text", "es", "@es.txt",
    )  # fmt: skip
    assert (code, out) == (0, "")
    assert "takes effect on" in told
    assert "again on that day" in told
    code, out, _ = run(folder, "list", "--json")
    last = [json.loads(line) for line in out.splitlines() if "exit-nongovernment" in line][-1]
    assert (code, last["how"], last["number"]) == (0, "announced", 2)
    assert last["texts"] == {"en": "You are leaving.", "es": "Está saliendo."}
    code, out, _ = run(folder, "show", "exit-nongovernment")
    assert code == 0
    assert "  es: Está saliendo." in out.splitlines()


def test_a_wording_is_amended_in_one_language_and_stays_as_it_is_in_the_others(
    folder: Path,
) -> None:
    run(
        folder,
        "announce",
        "--yes",
        "no-endorsement",
        "--text",
        "en",
        "One.",
        "--text",
        "es",
        "Uno.",
    )
    code, _, told = run(
        folder, "amend", "--yes", "no-endorsement", "--text", "es", "Dos.",
        "--effective", "2099-06-01",
    )  # fmt: skip
    assert (code, "stays as it was" in told) == (0, False)
    _, shown, _ = run(folder, "show", "no-endorsement")
    last = shown.rpartition("Version ")[2]
    assert "One." in last
    assert "Dos." in last
    code, _, told = run(
        folder, "amend", "--yes", "no-endorsement", "--title", "es", "Sin respaldo",
        "--effective", "2099-07-01",
    )  # fmt: skip
    assert (code, "stays as it was" in told) == (0, False)
    _, shown, _ = run(folder, "show", "no-endorsement")
    last = shown.rpartition("Version ")[2]
    assert "  title es: Sin respaldo" in last.splitlines()
    assert "  es: Dos." in last.splitlines()
    code, _, told = run(folder, "amend", "--yes", "no-endorsement")
    assert (code, "--text or --title" in told) == (2, True)
    code, _, told = run(folder, "amend", "--yes", "nothing", "--text", "es", "Dos.")
    assert (code, "there is no notice “nothing”" in told) == (2, True)


def test_an_exception_needs_a_second_person(folder: Path) -> None:
    soon = ("--effective", "2030-01-01")
    code, _, told = run(
        folder,
        "announce",
        "--yes",
        "exit-government",
        "--text",
        "en",
        "Go.",
        *soon,
        "--exception",
        "harm",
    )
    assert (code, "approval by another person" in told) == (1, True)
    code, _, told = run(folder, "approve", "exit-government")
    assert code == 2
    assert "another person" in told
    code, out, told = run(folder, "list")
    assert code == 1
    assert "Waits for approval: exit-government, by ana" in told
    assert run(folder, "approve", "exit-government", who="ben")[0] == 0
    _, out, _ = run(folder, "show", "exit-government")
    assert "by ana, approved by ben." in out
    assert "An exception from the days of notice: harm" in out


def test_why_a_link_carries_its_notices_is_explained_step_by_step(folder: Path) -> None:
    code, out, _ = run(folder, "explain", "1")
    assert code == 0
    assert out.splitlines()[:6] == [
        "Link 1: Jobs (jobs.example), run by: unknown",
        "1. Have staff decided that this link carries an exit notice? No.",
        "2. Have staff decided that it needs none? No.",
        "3. Is the destination one of the agency's own sites? No.",
        "4. Does a government body run the destination? No.",
        "5. Is its operator of the class unknown or education? Yes.",
    ]
    assert "Exit notice: exit-unknown, on an exit page. It is not known whether" in out
    assert "Disclaimer: accuracy. Every link to a site that is not the agency's own" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("announce", "--yes", "exit-government", "--text", "en", "Go.",
          "--effective", "2001-01-01"), "has passed"),
        (("announce", "--yes", "exit-government", "--text", "en", "{who}"), "is not known"),
        (("announce", "--yes", "exit-government", "--text", "en", "@no.txt"), "cannot be read"),
        (("announce", "--yes", "new-one", "--text", "en", "Hi"), "--kind"),
        (("announce", "--yes", "new-one", "--kind", "exit", "--text", "en", "Hi"), "no text in es"),
        (("approve", "exit-government"), "waits for approval"),
        (("withdraw", "exit-government"), "waits for approval"),
        (("explain", "99"), "no link 99"),
        (("show", "nothing"), "jobbank notices list"),
        (("on", "2020-12-01", "--link", "1"), "no release"),
        (("on", "9999-12-01", "--link", "1"), "has not come yet"),
        (("on", "9999-12-01T10:00", "--link", "1"), "has not come yet"),
        (("on", "9999-12-31T23:59-05:00", "--link", "1"), "outside the years that can be queried"),
        (("on", "2026-10-09T10:00", "--link", "1"), "no release"),
        (("on", "2026-10-09T25:00", "--link", "1"), "nor a moment"),
        (("on", "20261009", "--link", "1"), "neither a day"),
        (("on", "2026-W41-5", "--link", "1"), "neither a day"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    code, out, told = run(folder, *arguments)
    assert (code, out) == (2, "")
    assert words in told


def test_what_was_shown_on_a_day_is_known_whatever_was_changed_since(
    folder: Path, sqlite_url: str, clock: HandClock
) -> None:
    """By the trail: the link as it was, the wording that held, who published it."""
    release = folder / "release"
    with closing(opened(sqlite_url, clock)) as catalog:
        made = publish(
            catalog, release, who="pia", as_of=TODAY, now=NOW, settings=SETTINGS, anyway=True
        )
        clock.advance(days=10)
        with catalog.change(who="ana") as change:
            edit_link(change, 1, 1, {"names": {"en": "Renamed"}, "operator_class": "federal"})
        later = clock.now
        publish(catalog, release, who="olga", as_of=later.date(), now=later, settings=SETTINGS)
        clock.advance(days=10)
        with catalog.change(who="ana") as change:
            workflow.retire(change, 1, 2)
        last = clock.now
        publish(catalog, release, who="olga", as_of=last.date(), now=last, settings=SETTINGS)
        clock.advance(days=10)
        bring_back(catalog, release, who="pia", now=clock.now, settings=SETTINGS, to=made.digest)

    def on(days: int) -> tuple[int, dict[str, object]]:
        day = f"{TODAY + timedelta(days=days)}"
        code, out, _ = run(folder, "on", day, "--link", "1", "--json")
        return code, json.loads(out.splitlines()[-1])

    code, first = on(9)
    assert (code, first["name"], first["rule"]) == (
        0, "Jobs", "It is not known whether a government body runs the destination.",
    )  # fmt: skip
    assert first["exit_notice"]["slug"] == "exit-unknown"  # type: ignore[index]
    assert first["release"]["who"] == "pia"  # type: ignore[index]
    code, second = on(10)
    assert (code, second["name"]) == (0, "Renamed")
    assert second["exit_notice"]["slug"] == "exit-government"  # type: ignore[index]
    code, third = on(20)
    assert code == 1
    assert "not published" in str(third["absent"])
    code, back = on(30)
    assert (code, back["name"]) == (1, "Jobs")  # it was not there when that day began
    _, out, _ = run(folder, "on", f"{TODAY + timedelta(days=30)}", "--link", "1")
    assert "brought back by pia" in out


def test_the_record_of_a_release_answers_and_the_trail_is_compared_with_it(
    folder: Path, sqlite_url: str, clock: HandClock
) -> None:
    with closing(opened(sqlite_url, clock)) as catalog:
        publish(
            catalog, folder / "release", who="pia", as_of=TODAY, now=NOW, settings=SETTINGS,
            anyway=True,
        )  # fmt: skip
    when = ("on", f"{TODAY}T{NOW:%H:%M}", "--link", "1")
    code, out, _ = run(folder, *when)
    assert code == 0
    assert "Proved by the record of release 1." in out
    assert "https://jobs.example/" in out  # the front page, as its privacy policy is not known
    (record,) = (folder / "release.past" / "records").iterdir()
    with closing(sqlite3.connect(folder / sqlite_url.rpartition("/")[2])) as database, database:
        (trigger,) = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%UPDATE ON audit%'"
        ).fetchone()
        database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE audit SET body = replace(body, '\"Jobs\"', '\"Evil\"')")
    code, out, _ = run(folder, *when)
    assert code == 1
    assert "CONTRADICTION: By the audit trail, the name was: Evil." in out
    (answer,) = map(json.loads, run(folder, *when, "--json")[1].splitlines())
    assert (answer["proved_by"], answer["name"]) == (1, "Jobs")
    whole = record.read_bytes()
    record.write_bytes(whole[:200])
    code, out, _ = run(folder, *when)
    assert (code, "Reconstructed from the audit trail: the record " in out) == (1, True)
    record.unlink()
    code, out, _ = run(folder, *when)
    assert (code, "the record of release 1 is not kept" in out) == (0, True)


def test_each_release_of_a_day_is_told_with_its_times(
    folder: Path, sqlite_url: str, clock: HandClock
) -> None:
    clock.now = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)  # the evening before, in New York
    with closing(opened(sqlite_url, clock)) as catalog:
        with catalog.change(who="ana") as change:
            set_time_zone(change, "America/New_York")

        def release() -> str:
            made = publish(catalog, folder / "release", who="pia", as_of=catalog.today(),
                           now=clock.now, settings=SETTINGS, anyway=True)  # fmt: skip
            return made.digest[:8]

        first = release()
        clock.now = datetime(2026, 11, 1, 6, 30, 9, tzinfo=UTC)
        with catalog.change(who="ana") as change:
            edit_link(change, 1, 1, {"names": {"en": "Renamed"}})
        second = release()

    def on(when: str, *more: str) -> tuple[int, list[str], str]:
        code, out, said = run(folder, "on", when, "--link", "1", *more)
        return code, out.splitlines(), said

    code, out, _ = on("2026-11-01")
    assert code == 0
    assert [line for line in out if line.startswith("2026-11-01, ")] == [
        "2026-11-01, from 00:00 UTC-04:00 to 01:30:09 UTC-05:00 (America/New_York): release 1 "
        f"({first}), made by pia on 2026-10-31 23:30:00, for the day 2026-10-31.",
        "2026-11-01, from 01:30:09 UTC-05:00 to 24:00 UTC-05:00 (America/New_York): release 2 "
        f"({second}), made by pia on 2026-11-01 01:30:09, for the day 2026-11-01.",
    ]
    assert [line[:15] for line in out if line.startswith("Link 1: ")] == [
        "Link 1: Jobs  h", "Link 1: Renamed",
    ]  # fmt: skip
    code, out, _ = on("2026-10-31")
    assert (code, out[0]) == (
        1,
        "2026-10-31, from 00:00 to 23:30 (America/New_York): no release was on the website.",
    )
    code, out, _ = on("2026-11-01", "--json")
    told = [json.loads(line) for line in out]
    assert [(one["from"], one["to"], one["release"]["serial"], one["name"]) for one in told] == [
        ("2026-11-01T00:00:00-04:00", "2026-11-01T01:30:09-05:00", 1, "Jobs"),
        ("2026-11-01T01:30:09-05:00", "2026-11-02T00:00:00-05:00", 2, "Renamed"),
    ]
    for moment, name in (("01:30-04:00", "Jobs"), ("01:30:09-05:00", "Renamed"), ("03:00", "Ren"),
                         ("00:30", "Jobs"), ("06:30:08Z", "Jobs")):  # fmt: skip
        code, out, _ = on(f"2026-11-01T{moment}")
        assert (code, name in out[1], len([line for line in out if ": release " in line])) == (
            0, True, 1,
        )  # fmt: skip
    assert out[0].startswith("2026-11-01, at 01:30:08 UTC-05:00 (America/New_York): release 1 ")
    _, _, said = on("2026-11-01T01:30")
    assert "twice. Ask for 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00" in said


def test_the_period_of_notice_is_shown_and_set(folder: Path) -> None:
    assert run(folder, "period")[:2] == (
        0,
        "A wording is announced 30 days before it takes effect.\n",
    )
    code, out, _ = run(folder, "period", "45")
    assert (code, out) == (0, "A wording is announced 45 days before it takes effect.\n")
    code, out, _ = run(folder, "period", "10", "--json")
    said = json.loads(out)
    assert (code, said["days"], said["next"]["days"]) == (0, 45, 10)
    _, out, _ = run(folder, "period")
    assert out.splitlines()[1] == f"From {said['next']['effective_from']} on: 10 days."
    code, _, told = run(folder, "period", "45")
    assert (code, told) == (0, "")
    code, _, told = run(folder, "period", "45")
    assert code == 2
    assert "is 45 days already" in told
