"""Registries from the command line: loaded from files, fetched, and told of."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.simulation.site import Answer as Said
from crawler.simulation.site import Request, Site, reply
from directory.catalog.catalog import Catalog
from directory.model.vocab import EditorialState as State
from directory.model.vocab import OperatorBasis, OperatorClass
from tests.behaviours import Fleet
from tests.directory.samples import add_links
from tests.tui.running import jobbank, lines, simulated

pytestmark = pytest.mark.slow

DOTGOV = "Domain name,Domain type,Organization name\n"
ELM = f"{DOTGOV}elm.gov,City,Town of Elm\noak.gov,County,County of Oak\nx,City,\n"
ELSEWHERE = f"{DOTGOV}ash.gov,City,Town of Ash\n"
GOVT_URLS = (
    "Domain,Federal Agency,Level of Government,Status\n"
    "oak.example,,Local Government,accepted term\nnew.example,,Federal,candidate term\n"
)


@pytest.fixture
def folder(sqlite_url: str, tmp_path: Path) -> Path:
    """A folder with files of registries, and a catalog of a published link and a draft."""
    with closing(Catalog.open(sqlite_url)) as catalog:
        add_links(catalog, ["https://www.elm.gov/"])
        add_links(catalog, ["https://oak.gov/"], State.DRAFT)
    (tmp_path / "jobbank.toml").write_text(f'database = "{sqlite_url}"\n', "utf-8")
    (tmp_path / "elm.csv").write_text(ELM, "utf-8")
    (tmp_path / "elsewhere.csv").write_text(ELSEWHERE, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of `jobbank registries …`."""
    done = jobbank(folder, "registries", *arguments, settings={"JOBBANK_USER": "ana"} | settings)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def standing(folder: Path, link_id: int) -> tuple[OperatorClass, OperatorBasis]:
    """What the catalog holds of who runs the link's destination."""
    with closing(Catalog.open(f"sqlite:///{folder / 'catalog.db'}")) as catalog:
        link = catalog.find(link_id)
    return link.operator_class, link.operator_basis


BY_REGISTRY = (OperatorClass.LOCAL, OperatorBasis.REGISTRY)
BY_DEFAULT = (OperatorClass.GOVERNMENT, OperatorBasis.DOMAIN)


def test_a_registry_is_loaded_from_a_file_and_listed(folder: Path) -> None:
    code, out, told = run(folder, "list")
    assert (code, out) == (0, "")
    assert "jobbank registries update" in told
    code, out, told = run(folder, "load", "elm.csv")
    assert code == 1
    assert out.splitlines() == [
        "     1  proposed   government → local  www.elm.gov  A link  (elm.gov in dotgov)",
        "     2  changed    government → local  oak.gov  A link  (oak.gov in dotgov)",
    ]
    assert "line 4: x: this is not a domain" in told
    assert "dotgov: 2 domains (new); links 1 changed, 1 proposed" in told
    assert "See: jobbank queue" in told
    assert (standing(folder, 1), standing(folder, 2)) == (BY_DEFAULT, BY_REGISTRY)
    code, out, _ = run(folder, "list", "--json")
    (listed,) = lines(out)
    assert (code, listed["name"], listed["listed"]) == (0, "dotgov", 2)
    assert listed["source"] == "elm.csv"
    code, out, _ = run(folder, "list")
    assert out.split("\t")[:2] == ["dotgov", "2"]


def test_what_waits_stands_in_the_queue_and_is_accepted_there(folder: Path) -> None:
    run(folder, "load", "elm.csv")
    shown = jobbank(folder, "show", "1")
    assert "Town of Elm" in shown.stdout
    queue = lines(jobbank(folder, "queue", "--json").stdout)
    assert 1 in [row["id"] for row in queue]
    assert jobbank(folder, "accept", "1").returncode == 0
    assert standing(folder, 1) == BY_REGISTRY
    assert run(folder, "load", "elm.csv")[:2] == (0, "")


def test_a_dry_run_tells_the_same_and_changes_nothing(folder: Path) -> None:
    before = (folder / "catalog.db").read_bytes()
    code, out, told = run(folder, "load", "elm.csv", "--dry-run", "--json")
    *links, summary = lines(out)
    assert code == 1
    assert "links would be 1 changed, 1 proposed" in told
    assert [(link["id"], link["outcome"]) for link in links] == [(1, "proposed"), (2, "changed")]
    assert links[0]["now"] == {"class": "local", "basis": "registry", "operator": "Town of Elm"}
    assert links[0]["domain"] == "elm.gov"
    assert (summary["dry_run"], summary["listed"], summary["listed_before"]) == (True, 2, None)
    assert summary["problems"][0]["line"] == 4
    assert (folder / "catalog.db").read_bytes() == before
    done, out, _ = run(folder, "load", "elm.csv", "--json")
    assert (done, lines(out)[:-1]) == (code, links)


def test_a_link_that_is_listed_no_more_is_told(folder: Path) -> None:
    run(folder, "load", "elm.csv")
    code, out, _ = run(folder, "load", "elsewhere.csv")
    assert code == 0
    assert [line.split()[1] for line in out.splitlines()] == ["withdrawn", "changed"]
    assert all(line.endswith("(not listed)") for line in out.splitlines())
    assert standing(folder, 2) == BY_DEFAULT


def test_many_bad_rows_are_told_by_the_first_and_their_number(folder: Path) -> None:
    bad = "".join(f"x{place},City,\n" for place in range(30))
    (folder / "bad.csv").write_text(ELSEWHERE + bad, "utf-8")
    code, _, told = run(folder, "load", "bad.csv", "--name", "mine")
    assert code == 0
    assert told.count("this is not a domain") == 20
    assert "and 10 more rows that cannot be read" in told
    assert "mine: 1 domain (new)" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("load", "none.csv"), "cannot be opened"),
        (("load", "jobbank.toml"), "not a known registry"),
        (("load", "elm.csv", "--name", "Two words"), "no name for a registry"),
        (("load", "head.csv"), "no domain to load"),
        (("load", "head.csv", "--dry-run"), "no domain to load"),
        (("update", "nothing"), "there are dotgov, govt-urls"),
    ],
)
def test_what_cannot_be_loaded_is_refused_in_words(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    (folder / "head.csv").write_text(DOTGOV, "utf-8")
    code, out, told = run(folder, *arguments)
    assert (code, out) == (2, "")
    assert words in told


def test_who_may_not_publish_loads_no_registry(folder: Path) -> None:
    allowed, ada = ("--other-names", "yes"), {"JOBBANK_USER": "ada"}
    assert (
        jobbank(folder, "people", "--set", "ada", "admin", *allowed, settings=ada).returncode == 0
    )
    code, _, told = run(folder, "load", "elm.csv")
    assert code == 2
    assert "may not decide what is published" in told


@pytest.fixture(name="web")
def _web() -> Iterator[Fleet]:
    """The servers of the two registries, under their real name."""

    def answers(request: Request) -> Said:
        found: dict[str, Any] = {
            "/cisagov/dotgov-data/main/current-full.csv": ELM,
            "/GSA/govt-urls/main/1_govt_urls_full.csv": GOVT_URLS,
            "/page.html": "<!DOCTYPE html><title>Moved</title>",
        }
        text = found.get(request.path)
        return reply(404) if text is None else reply(200, text, content_type="text/plain")

    with Fleet({"raw.githubusercontent.com": Site(answers)}) as fleet:
        yield fleet


def test_an_update_fetches_the_published_registries_and_loads_them(
    folder: Path, web: Fleet
) -> None:
    code, out, told = run(folder, "update", **simulated(web))
    assert code == 1
    assert [line.split()[1] for line in out.splitlines()] == ["proposed", "changed"]
    assert "1 row left out: its status is “candidate term”" in told
    _, out, _ = run(folder, "list", "--json", **simulated(web))
    assert [(one["name"], one["listed"]) for one in lines(out)] == [("dotgov", 2), ("govt-urls", 1)]
    assert lines(out)[0]["source"].endswith("/cisagov/dotgov-data/main/current-full.csv")
    code, out, _ = run(folder, "update", "govt-urls", **simulated(web))
    assert (code, out) == (0, "")


def test_a_registry_that_cannot_be_fetched_or_read_stays_and_the_others_are_loaded(
    folder: Path, web: Fleet
) -> None:
    base = "https://raw.githubusercontent.com"
    given = {"own": f"{base}/page.html", "govt-urls": f"{base}/gone.csv"}
    settings = simulated(web) | {"JOBBANK_REGISTRIES": json.dumps(given)}
    code, _, told = run(folder, "update", **settings)
    assert code == 3
    assert "govt-urls stays as it was: the server answered with the code 404" in told
    assert "own stays as it was: https://raw.githubusercontent.com/page.html: this is no" in told
    assert "dotgov: 2 domains (new)" in told
    assert run(folder, "update", "own", **settings)[0] == 2


def test_without_leave_to_dial_loopback_nothing_is_fetched(folder: Path, web: Fleet) -> None:
    settings = simulated(web) | {"JOBBANK_ALLOW_NETWORKS": ""}
    code, _, told = run(folder, "update", "dotgov", **settings)
    assert code == 3
    assert "not on the public internet" in told
    assert web.log.paths("raw.githubusercontent.com") == []
