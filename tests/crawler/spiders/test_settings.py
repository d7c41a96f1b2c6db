"""Scrapy's settings: of the parts that it ships, none is on that we do not name."""

import pytest
from scrapy.settings import Settings, default_settings

from crawler.spiders.settings import engine_settings

SETTINGS = engine_settings("uvloop.Loop")


@pytest.mark.parametrize(
    "parts", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES"]
)
def test_no_part_of_scrapy_is_on_that_we_do_not_name(parts: str) -> None:
    settings = Settings(SETTINGS)
    assert dict(settings.get_component_priority_dict_with_base(parts)) == {}


def test_of_addresses_only_those_of_the_web_have_a_handler() -> None:
    settings = Settings(SETTINGS)
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert set(handlers) == {"http", "https"}
    assert len(set(handlers.values())) == 1


@pytest.mark.parametrize(
    "switch", ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "ROBOTSTXT_OBEY", "LOG_ENABLED"]
)
def test_what_listens_guesses_or_writes_logs_is_off(switch: str) -> None:
    assert hasattr(default_settings, switch), "or Scrapy has given it another name"
    assert SETTINGS[switch] is False


def test_each_setting_is_one_that_scrapy_knows() -> None:
    assert [name for name in SETTINGS if not hasattr(default_settings, name)] == []
