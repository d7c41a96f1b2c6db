"""The headers of a release's files, and the nginx recipe, which must send the same."""

import re
from importlib.resources import files

import pytest

from directory.publishing.site.headers import BYTES, CONTENT_TYPES, IMMUTABLE, headers_for
from tests.rows import each

NGINX = (files("directory.publishing.site") / "recipes" / "nginx.conf").read_text("utf-8")

PAGES = ("out/7/index.html", "out/7/es/index.html", "site/index.html", "site/es/index.html")
DATA = ("directory.json", "links.jsonl", "by-category/job-banks/state.json", "directory.csv")
NAMES = (
    *PAGES,
    *DATA,
    "out/exit.css",
    "site/site.css",
    "site/search.js",
    "site/links.json",
    "widget/index.html",
    "widget/page.css",
    "widget/job-bank-directory.js",
    "changes-12.json",
    "by-category/changes-12.json",
    "manifest.json",
    "manifest.json.sig",
    "directory.jsonld",
    "directory.opml",
    "changes.atom",
    "bookmarks.html",
    "site/flag.svg",
    "site/flag.png",
    "unknown.xyz",
    "404.html",
    "404.html.json",
    "sitemap.xml",
    "README.txt",
    "types.d.ts",
)


def directives(name: str) -> dict[str, str]:
    """The content security policy of a file, by directive."""
    policy = headers_for(name)["Content-Security-Policy"]
    return dict(one.strip().split(" ", 1) for one in policy.split(";"))


@each(
    ("name", "content_type"),
    [
        ("directory.json", "application/json; charset=utf-8"),
        ("links.jsonl", "application/x-ndjson; charset=utf-8"),
        ("directory.jsonld", "application/ld+json; charset=utf-8"),
        ("directory.opml", "text/x-opml; charset=utf-8"),
        ("changes.atom", "application/atom+xml; charset=utf-8"),
        ("directory.csv", "text/csv; charset=utf-8"),
        ("out/7/index.html", "text/html; charset=utf-8"),
        ("site/site.css", "text/css; charset=utf-8"),
        ("widget/job-bank-directory.js", "text/javascript; charset=utf-8"),
        ("manifest.json.sig", "text/plain; charset=utf-8"),
        ("what.html.exe", "application/octet-stream"),
        ("no-ending", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_end_of_the_name(name: str, content_type: str) -> None:
    assert headers_for(name)["Content-Type"] == content_type


@each("name", NAMES)
def test_every_file_keeps_browsers_from_guessing_framing_and_telling_where_they_were(
    name: str,
) -> None:
    headers = headers_for(name)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = directives(name)
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"


@pytest.mark.parametrize("name", ["out/7/index.html", "out/exit.css"])
def test_an_exit_page_may_have_styles_and_nothing_else(name: str) -> None:
    allowed = {key: value for key, value in directives(name).items() if value != "'none'"}
    assert allowed == {"style-src": "'self'"}


@pytest.mark.parametrize("name", ["site/index.html", "widget/index.html"])
def test_the_site_may_run_its_own_script_and_read_its_own_data(name: str) -> None:
    allowed = {key: value for key, value in directives(name).items() if value != "'none'"}
    assert allowed == dict.fromkeys(("style-src", "script-src", "connect-src", "img-src"), "'self'")


@pytest.mark.parametrize("name", [*DATA, "widget/job-bank-directory.js", "bookmarks.html"])
def test_data_and_the_widget_may_be_used_from_another_site(name: str) -> None:
    headers = headers_for(name)
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("name", [*PAGES, "widget/index.html", "site/links.json"])
def test_pages_may_not(name: str) -> None:
    headers = headers_for(name)
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@each("name", NAMES)
def test_only_what_carries_its_serial_in_its_name_is_kept_for_long(name: str) -> None:
    expected = {"changes-12.json": IMMUTABLE, "directory.json": "public, max-age=300"}
    assert headers_for(name)["Cache-Control"] == expected.get(name, "no-cache")


# The nginx recipe. It is read here as nginx reads it: `map` blocks, tried in their order.


def nginx_map(variable: str) -> list[tuple[str, str]]:
    """The patterns and values of a `map $uri $variable` of the recipe."""
    block = re.search(rf"map \$uri \${variable} \{{\n(.*?)\n\}}", NGINX, re.DOTALL)
    assert block, variable
    pairs = re.findall(r'^\s+("[^"]+"|\S+)\s+("[^"]*"|\S+);', block[1], re.MULTILINE)
    return [(key.strip('"'), value.strip('"')) for key, value in pairs]


def nginx_value(variable: str, uri: str) -> str:
    """What nginx puts there for an address: the first pattern that fits, else the default."""
    pairs = nginx_map(variable)
    default = next(value for key, value in pairs if key == "default")
    exact = [value for key, value in pairs if key == uri]
    fits = (value for key, value in pairs if key[0] == "~" and re.search(key[1:], uri))
    return next(fits, default) if not exact else exact[0]


def nginx_headers(name: str) -> dict[str, str]:
    """The headers that the recipe sends with a file."""
    lines = re.findall(r'^ +add_header (\S+) ("[^"]*"|[^\s;]+)(?: always)?;', NGINX, re.MULTILINE)
    sent = {header: value.strip('"') for header, value in lines}
    found = {
        header: nginx_value(value[1:], f"/{name}") if value.startswith("$") else value
        for header, value in sent.items()
    }
    return {header: value for header, value in found.items() if value}


def nginx_types() -> dict[str, str]:
    """The types of the recipe, by the end of the name."""
    block = re.search(r"\n\s+types \{\n(.*?)\n\s+\}", NGINX, re.DOTALL)
    assert block
    rows = re.findall(r"^\s+(\S+)\s+([a-z ]+);", block[1], re.MULTILINE)
    return {f".{end}": kind for kind, ends in rows for end in ends.split()}


@each("name", NAMES)
def test_the_nginx_recipe_sends_the_same_headers(name: str) -> None:
    expected = headers_for(name)
    del expected["Content-Type"]
    assert nginx_headers(name) == expected


def test_the_nginx_recipe_lets_nobody_keep_for_long_that_something_is_not_there_yet() -> None:
    assert "add_header Cache-Control $jobbank_cache;" in NGINX  # with `always`, 404 as well


def test_the_nginx_recipe_knows_the_same_types() -> None:
    ours = {end: kind.removesuffix("; charset=utf-8") for end, kind in CONTENT_TYPES.items()}
    assert nginx_types() == ours
    assert f"default_type {BYTES};" in NGINX
    charsets = re.search(r"charset_types ([^;]+);", NGINX)
    assert charsets
    with_charset = {kind for end, kind in ours.items() if "charset" in CONTENT_TYPES[end]}
    # nginx adds it to text/html unasked.
    assert {*charsets[1].split(), "text/html"} == with_charset
    compressed = re.search(r"gzip_types ([^;]+);", NGINX)
    assert compressed
    assert {*compressed[1].split(), "text/html"} == with_charset
