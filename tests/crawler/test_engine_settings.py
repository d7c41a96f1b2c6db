"""Scrapy's settings: every part that it ships is known, and turned off or meant."""

import pytest
from scrapy.settings import Settings, default_settings

from crawler.engine_settings import engine_settings

SETTINGS = engine_settings("uvloop.Loop")


def test_each_middleware_that_scrapy_ships_is_turned_off() -> None:
    """One that a new version adds shows here, before it guesses at anything."""
    assert set(SETTINGS["DOWNLOADER_MIDDLEWARES"]) == set(
        default_settings.DOWNLOADER_MIDDLEWARES_BASE
    )
    assert set(SETTINGS["DOWNLOADER_MIDDLEWARES"].values()) == {None}


def test_each_extension_that_scrapy_ships_is_turned_off() -> None:
    """One that a new version adds shows here, before it listens anywhere."""
    assert set(SETTINGS["EXTENSIONS"]) == set(default_settings.EXTENSIONS_BASE)
    assert set(SETTINGS["EXTENSIONS"].values()) == {None}


def test_nothing_is_left_on_once_scrapy_has_put_its_own_settings_beside_ours() -> None:
    settings = Settings(SETTINGS)
    for name in ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS"):
        merged = settings.get_component_priority_dict_with_base(name)
        assert [part for part, place in merged.items() if place is not None] == []


def test_of_addresses_only_those_of_the_web_have_a_handler() -> None:
    ours = SETTINGS["DOWNLOAD_HANDLERS"]
    assert set(ours) >= set(default_settings.DOWNLOAD_HANDLERS_BASE)
    assert {scheme for scheme, handler in ours.items() if handler} == {"http", "https"}


@pytest.mark.parametrize(
    "switch", ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "ROBOTSTXT_OBEY", "LOG_ENABLED"]
)
def test_what_listens_guesses_or_writes_logs_is_off(switch: str) -> None:
    assert hasattr(default_settings, switch), "or Scrapy has given it another name"
    assert SETTINGS[switch] is False


def test_each_setting_is_one_that_scrapy_knows() -> None:
    assert [name for name in SETTINGS if not hasattr(default_settings, name)] == []
