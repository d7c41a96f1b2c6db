"""The page of recipes names what the widget has, and every recipe that is there."""

import re
from importlib.resources import files

import pytest

from tests.rows import each

WEB = files("directory.publishing.site")
PAGE = (WEB / "recipes" / "README.md").read_text("utf-8")
SCRIPT = (WEB / "assets" / "widget" / "job-bank-directory.js").read_text("utf-8")
PARTS = sorted(set(re.findall(r"part: '([a-z]+)'", SCRIPT)))
PROPERTIES = sorted(set(re.findall(r"var\((--[a-z-]+)", SCRIPT)))
ATTRIBUTES = re.findall(
    r"'([a-z]+)'", SCRIPT.partition("observedAttributes = [")[2].partition("]")[0]
)
RECIPES = (
    "nginx.conf",
    "drupal-feeds.md",
    "wordpress/job-bank-directory.php",
    "hugo/layouts/_partials/job-bank-directory.html",
    "hugo/layouts/_shortcodes/job-bank-directory.html",
)


@each("name", PARTS)
def test_each_part_of_the_widget_that_a_page_may_style_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE or f"::part({name})" in PAGE


@pytest.mark.parametrize("name", PROPERTIES)
def test_each_custom_property_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_each_attribute_is_told(name: str) -> None:
    assert f"| `{name}` |" in PAGE


def test_there_are_some_of_each() -> None:
    assert len(PARTS) > 10
    assert len(PROPERTIES) == 2
    assert len(ATTRIBUTES) == 5


@pytest.mark.parametrize("name", ["README.md", *RECIPES[1:4]])
def test_each_recipe_says_when_a_link_is_not_well_and_heeds_how_its_notice_is_shown(
    name: str,
) -> None:
    text = (WEB / "recipes" / name).read_text("utf-8")
    for field in ("titles", "number", "health_words", "confirmed", "released_until", "inline"):
        assert field in text


@pytest.mark.parametrize("name", RECIPES)
def test_each_recipe_is_there_and_on_the_page(name: str) -> None:
    assert (WEB / "recipes" / name).is_file()
    assert name.partition("/")[0] in PAGE


@pytest.mark.parametrize("name", RECIPES[2:4])
def test_recipes_that_write_html_mark_nothing_as_safe(name: str) -> None:
    text = (WEB / "recipes" / name).read_text("utf-8")
    assert "safeHTML" not in text
    assert "safeURL" not in text
    for field in re.findall(r"sprintf\(\n(.*?)\n    \);", text, re.DOTALL):
        values = [line.strip() for line in field.splitlines()[1:]]
        assert all(re.match(r"esc_(url|html|attr)\(|jobbank_way_to", value) for value in values)
