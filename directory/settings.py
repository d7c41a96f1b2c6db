"""Settings: `jobbank.toml` in the working folder, and `JOBBANK_*` in the environment.

The environment takes precedence. Only this module reads settings; the command line reads them once
and passes them on.
"""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from directory.pydantic_messages import setting_problem
from directory.rules.addresses import Network, parse_networks
from directory.rules.canaries import Canary, parse_canary
from directory.rules.urls import UrlRefused, parse_address

SETTINGS_FILE = "jobbank.toml"

#: A scheme, a host (or a bracketed address) and perhaps a port; nothing else.
_SITE = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


#: Former settings, and where the value is stored now.
_NOW_IN_THE_CATALOG = {
    "notice_days": "The period of notice is kept in the catalog, where an admin changes it on "
    "record: jobbank notices period",
}


class SettingsError(Exception):
    """A setting cannot be used; the message says which and why."""


class Settings(BaseSettings):
    """All settings of the product; the table in docs/install.md is generated from this class."""

    model_config = SettingsConfigDict(
        env_prefix="JOBBANK_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True
    )

    database: str = Field(
        "sqlite:///jobbank.db", description="Where the catalog is: an SQLAlchemy URL."
    )
    backup_folder: Path | None = Field(
        None,
        description="The folder in which you keep copies of the catalog; `jobbank doctor` reports "
        "when the newest one is older than a week.",
    )
    agency: str = Field(
        "Our agency", description="The agency's name, as notices and releases show it."
    )
    contact: str = Field(
        "",
        description="A mail or web address at which site owners reach you; sent with each request.",
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en", "es"), description="Languages that the directory offers, the default one first."
    )
    own_sites: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts of the agency itself; links to them need no exit notice."
    )
    sister_sites: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts of sister agencies; rules for notices can tell them from others."
    )
    allow_networks: str = Field(
        "", description="Networks that may be dialled besides the public internet, as CIDR blocks."
    )
    host_delay: float = Field(
        1.0, ge=0, le=3600, description="Seconds between two requests to one host."
    )
    request_timeout: float = Field(
        30.0, gt=0, le=600, description="Seconds that one request may take in all."
    )
    check_timeout: float = Field(
        90.0,
        gt=0,
        le=3600,
        description="Seconds that one check, redirects included, may take in all.",
    )
    connect_timeout: float = Field(
        10.0, gt=0, le=600, description="Seconds that opening a connection may take."
    )
    daily_requests: int | None = Field(
        None,
        ge=1,
        description="Rechecks per day at most; by default each link is checked when it is due.",
    )
    canaries: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Two or more pages that always answer, which each crawl requests when it "
        "begins and ends; if none answers, our own network is at fault. Each an address, or an "
        "address, a blank and a text that the page contains (no comma in it).",
    )
    max_lanes: int = Field(
        2000, ge=1, le=100_000, description="Hosts that are checked at the same time, at most."
    )
    signs: Path | None = Field(
        None, description="A TOML file with your words and hosts for the judge to search for."
    )
    archive: str = Field(
        "https://web.archive.org",
        description="The web archive for old copies of lost pages; empty for none.",
    )
    registries: tuple[tuple[str, str], ...] = Field(
        (),
        description="Registries of government domains from elsewhere, in a table `[registries]`: "
        'a name and an address, as `dotgov = "https://…"`.',
    )
    release: Path = Field(
        Path("release"), description="The folder of the release, which the website reads."
    )
    releases_kept: int = Field(
        10,
        ge=1,
        le=1000,
        description="Earlier releases that are kept beside it, so that one can be brought back.",
    )
    records_years: int = Field(
        7,
        ge=1,
        le=100,
        description="Years for which the directory of every release is kept, compressed.",
    )
    release_valid_days: int = Field(
        14,
        ge=1,
        le=366,
        description="Days after which a release expires unless a newer one has taken its place.",
    )
    website: str = Field(
        "",
        description="The address at which the website shows the release, with a slash at its end; "
        "feeds and catalogs of data name it.",
    )
    home_url: str = Field(
        "", description="The agency's home page (https); pages of the release link to it."
    )
    privacy_url: str = Field(
        "",
        description="The agency's own privacy policy (https); exit pages and the site link to it.",
    )
    accessibility_url: str = Field(
        "", description="The agency's accessibility statement (https); pages link to it."
    )
    signing_key: Path | None = Field(
        None, description="The SSH key with which releases are signed; by default they are not."
    )
    largest_drop: float = Field(
        0.2,
        ge=0,
        le=1,
        description="The share of the links on the website by which a release may have fewer "
        "before a person must confirm it.",
    )
    bulk_confirm_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="The share of the number of published links above which an act on published "
        "links, or one that publishes links, must be confirmed; one on ten links or fewer "
        "never is.",
    )
    four_eyes: bool = Field(
        False,
        description="Set it to true if another person than the author must accept each change.",
    )
    theme: Literal["dark", "light"] = Field(
        "dark", description="How the terminal interface begins: dark or light; T changes it."
    )
    keys: tuple[tuple[str, str], ...] = Field(
        (),
        description="Your keys in the terminal interface, in a table `[keys]`: an "
        'action\'s id and its key, as `retire = "x"`; see docs/keys.md.',
    )
    user: str = Field(
        "",
        description="Who you are in the audit trail; default: the name of your account. Where "
        "people are listed, an admin must allow another name.",
    )
    simulation: Path | None = Field(
        None,
        description="A file with names and a clock to put in place of the real ones (demo, tests).",
    )

    @field_validator("languages", "own_sites", "sister_sites", "canaries", mode="before")
    @classmethod
    def _from_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("keys", "registries", mode="before")
    @classmethod
    def _from_table(cls, value: object) -> object:
        return tuple(value.items()) if isinstance(value, dict) else value

    @field_validator("languages")
    @classmethod
    def _a_language(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if not languages:
            raise ValueError("name at least one language, such as en")
        return languages

    @field_validator("archive")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        if value and not _SITE.fullmatch(value):
            raise ValueError(
                "give the archive's address without a path, as https://web.archive.org"
            )
        return value

    @field_validator("website")
    @classmethod
    def _a_place(cls, value: str) -> str:
        value = value.strip()
        try:
            return (
                parse_address(value if value.endswith("/") else f"{value}/").href if value else ""
            )
        except UrlRefused as refusal:
            raise ValueError(str(refusal)) from None

    @field_validator("home_url", "privacy_url", "accessibility_url")
    @classmethod
    def _an_https_address(cls, value: str) -> str:
        if not value.strip():
            return ""
        if not value.strip().lower().startswith("https://"):
            raise ValueError("begin the address with https://")
        try:
            return parse_address(value.strip()).href
        except UrlRefused as refusal:
            raise ValueError(str(refusal)) from None

    @field_validator("allow_networks")
    @classmethod
    def _readable_networks(cls, value: str) -> str:
        parse_networks(value)
        return value

    @field_validator("canaries")
    @classmethod
    def _readable_canaries(cls, canaries: tuple[str, ...]) -> tuple[str, ...]:
        for written in canaries:
            parse_canary(written)
        return canaries

    @cached_property
    def canary_pages(self) -> tuple[Canary, ...]:
        """`canaries`, parsed."""
        return tuple(map(parse_canary, self.canaries))

    @cached_property
    def allowed_networks(self) -> tuple[Network, ...]:
        """`allow_networks`, parsed."""
        return parse_networks(self.allow_networks)

    @property
    def default_language(self) -> str:
        """The language by which names are sorted, and the fallback for texts."""
        return self.languages[0]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources: arguments, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """Return the settings in force.

    Raise SettingsError, with the name of the setting, if one cannot be used.
    """
    for name, sentence in _NOW_IN_THE_CATALOG.items():
        if f"JOBBANK_{name}".upper() in map(str.upper, os.environ):
            raise SettingsError(f"JOBBANK_{name.upper()} is set but is not a setting. {sentence}")
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            setting_problem(one, Settings.model_fields, _NOW_IN_THE_CATALOG)
            for one in error.errors()
        )
        raise SettingsError(
            f"a setting cannot be used ({problems}). Check {SETTINGS_FILE} "
            "and the JOBBANK_… variables of the environment."
        ) from None
    except ValueError as error:
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error}") from None
