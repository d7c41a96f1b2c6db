"""Links: the data and decisions of staff about one destination.

`LinkFields` are the editorial fields with their checks; `Link` is the row. Only
`directory/catalog/catalog.py` writes rows, and it validates them with `LinkFields` first: SQLModel
does not validate a table class itself.
"""

from datetime import date, datetime

import sqlalchemy as sa
from pydantic import ValidationInfo, field_validator, model_validator
from sqlmodel import Field, SQLModel

from directory.model.areas import service_area
from directory.model.columns import UtcDateTime, one_of
from directory.model.text import language_tag, texts_by_language, tidy_line, tidy_text
from directory.model.vocab import (
    Audience,
    Cost,
    EditorialState,
    ExitOverride,
    HowToApply,
    OperatorBasis,
    OperatorClass,
)

MAX_NAME = 300
MAX_TEXT = 5000


class LinkFields(SQLModel):
    """What staff can set on a link, checked.

    url: an href from `directory.rules.urls.parse_address`.
    names, descriptions: by BCP 47 language; at least one name.
    category: a slug of the category table; None while the link is in no category.
    category_suggestion: the folder or heading under which an import found it.
    service_areas: ISO 3166 codes; empty means everywhere.
    languages: BCP 47 tags of the destination; empty means not known.
    account_needed: None means not known.
    notes: for staff only; never exported.
    steward: the person or team that answers for the link; never exported.
    disclaimers: slugs of notices that staff add to those due by rule.
    exit_override_until: the last day on which the override applies; None if it has no end.
    """

    url: str = Field(max_length=2048)
    names: dict[str, str] = Field(sa_type=sa.JSON)
    descriptions: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    category: str | None = Field(default=None, foreign_key="category.slug", index=True)
    category_suggestion: str = Field(default="", max_length=MAX_NAME)
    operator: str = Field(default="", max_length=MAX_NAME)
    operator_class: OperatorClass = Field(
        default=OperatorClass.UNKNOWN,
        sa_type=one_of(OperatorClass),
    )
    operator_basis: OperatorBasis = Field(
        default=OperatorBasis.DEFAULT,
        sa_type=one_of(OperatorBasis),
    )
    service_areas: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    languages: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    audiences: list[Audience] = Field(default_factory=list, sa_type=sa.JSON)
    cost: Cost | None = Field(default=None, sa_type=one_of(Cost))
    account_needed: bool | None = None
    how_to_apply: HowToApply | None = Field(
        default=None,
        sa_type=one_of(HowToApply),
    )
    disclaimers: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    exit_override: ExitOverride = Field(
        default=ExitOverride.BY_RULE,
        sa_type=one_of(ExitOverride),
    )
    exit_override_reason: str = Field(default="", max_length=MAX_TEXT)
    exit_override_until: date | None = None
    notes: str = Field(default="", max_length=MAX_TEXT)
    steward: str = Field(default="", max_length=MAX_NAME)
    review_by: date | None = Field(default=None, index=True)

    @field_validator("names", "descriptions", mode="after")
    @classmethod
    def _texts_by_language(cls, texts: dict[str, str]) -> dict[str, str]:
        kept = texts_by_language(texts)
        for tag, text in kept.items():
            if len(text) > MAX_TEXT:
                raise ValueError(f"the {tag} text is longer than {MAX_TEXT} characters")
        return kept

    @field_validator("names", mode="after")
    @classmethod
    def _a_name(cls, names: dict[str, str]) -> dict[str, str]:
        names = {tag: tidy_line(name) for tag, name in names.items()}
        if not names:
            raise ValueError("a link needs a name")
        for name in names.values():
            if len(name) > MAX_NAME:
                raise ValueError(f"the name is longer than {MAX_NAME} characters")
        return names

    @field_validator("operator", "steward", "category_suggestion", mode="before")
    @classmethod
    def _one_line(cls, text: object) -> object:
        return tidy_line(text) if isinstance(text, str) else text

    @field_validator("notes", "exit_override_reason", mode="before")
    @classmethod
    def _lines(cls, text: object) -> object:
        return tidy_text(text) if isinstance(text, str) else text

    @field_validator("service_areas", mode="after")
    @classmethod
    def _areas(cls, codes: list[str]) -> list[str]:
        return sorted({service_area(code) for code in codes})

    @field_validator("languages", mode="after")
    @classmethod
    def _tags(cls, tags: list[str]) -> list[str]:
        return sorted({language_tag(tag) for tag in tags})

    @field_validator("audiences", "disclaimers", mode="after")
    @classmethod
    def _sorted(cls, words: list[str]) -> list[str]:
        return sorted(set(words))

    @field_validator("exit_override_until", mode="after")
    @classmethod
    def _end_of_an_override(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is not None and info.data.get("exit_override") is ExitOverride.BY_RULE:
            raise ValueError(
                "only an exit notice that is forced on or off has a last day; leave it empty"
            )
        return day

    @model_validator(mode="after")
    def _reason_for_override(self) -> "LinkFields":
        if self.exit_override is not ExitOverride.BY_RULE and not self.exit_override_reason:
            raise ValueError("to force the exit notice on or off, give a reason")
        return self


class Link(LinkFields, table=True):
    """A row of the catalog: the editorial fields and what the catalog stores beside them.

    name: the name in the default language, for sorting and searching.
    url_key: equal for addresses of the same page; no two links share one.
    host: the destination's host; lane: the server whose load is limited.
    previous_urls: the addresses it had before, oldest first.
    published_at: when it was last published; withdrawn_at: since when it is no longer
    published, None while it is published and if it never was.
    vouched_on, vouched_until, vouched_by: a person checked a page that the crawl cannot see,
    and until when that counts.
    snoozed_until, snoozed_at: it is left out of the queue until that day, and since when; if
    its health gets worse after that, it is shown nevertheless. snoozed_for: the reason that its
    health had then; a danger that it was not snoozed for is shown, too.
    released_until, released_for: staff show it to visitors up to and including that day, though
    these dangers were found, as in `Health.danger`; see `rules.queue.is_released`.
    released_at: when they decided that, not before the check on which they decided;
    released_by: the person who decided.
    written_by: the authors since it was last approved, one name per line; none of them may
    approve it where four eyes are required.
    version: raised by each edit; an edit of an older version is refused.
    """

    __tablename__ = "link"
    __table_args__ = (sa.Index("ix_link_lane_id", "lane", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, max_length=MAX_NAME)
    url_key: str = Field(unique=True, max_length=2048)
    host: str = Field(index=True, max_length=255)
    lane: str = Field(max_length=262)
    previous_urls: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    state: EditorialState = Field(
        default=EditorialState.DRAFT,
        sa_type=one_of(EditorialState),
        index=True,
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vouched_on: date | None = None
    vouched_until: date | None = None
    vouched_by: str = Field(
        default="", max_length=MAX_NAME, sa_column_kwargs={"server_default": sa.text("''")}
    )
    snoozed_until: date | None = Field(default=None, index=True)
    snoozed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    snoozed_for: str = Field(
        default="", max_length=60, sa_column_kwargs={"server_default": sa.text("''")}
    )
    released_until: date | None = Field(default=None, index=True)
    released_for: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": sa.text("''")}
    )
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    released_by: str = Field(
        default="", max_length=MAX_NAME, sa_column_kwargs={"server_default": sa.text("''")}
    )
    written_by: str = Field(default="", sa_column_kwargs={"server_default": sa.text("''")})
    version: int = 1


class Retirement(SQLModel, table=True):
    """A time in which a link was retired: from the end of from_day to the end of the day before
    until_day, in the agency's time zone; until_day is None while it is retired. Kept for statistics
    of earlier days."""

    __tablename__ = "retirement"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    from_day: date = Field(primary_key=True)
    until_day: date | None = None
