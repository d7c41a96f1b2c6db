"""The fields of a link that staff can set, one row each.

The form, the command line, the import, the releases' tables, the comparison of releases and the
redaction of the audit trail read these rows. `LinkFields` in `link.py` has the columns and the
checks, `public_schema.py` the entry of a release; a test compares both with the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.model.vocab import (
    Audience,
    Cost,
    ExitOverride,
    HowToApply,
    OperatorBasis,
    OperatorClass,
)


class FieldKind(StrEnum):
    """What a field contains; `directory/rules/field_values.py` has a reader for each kind."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"  # one of a list
    SOME = "some"  # any of a list
    AREAS = "areas"  # ISO 3166 codes
    LANGUAGES = "languages"  # BCP 47 tags
    DAY = "day"
    YES_NO = "yes_no"


class Reach(StrEnum):
    """Who may see a field."""

    PUBLIC = "public"  # part of each release, as it is
    GUARDED = "guarded"  # not released as it is, yet a change needs approval as a public one does
    STAFF = "staff"  # for staff alone; a change needs no approval


@dataclass(frozen=True, slots=True)
class LinkField:
    """One field of a link.

    name: as in `LinkFields`. label: its name on the screen.
    vocabulary: the values of ONE and SOME; None if the catalog has the list.
    each: the name of one text, for a field of texts by language; else empty.
    nullable: an empty value is None.
    disclosed: a redacted audit trail shows the field, though it is not public.
    columns: headings of an imported file, the best first; empty if the field is not imported.
    called: its name within a sentence; by default its name with blanks, see `words`.
    hint: what to write. empty: the meaning of an empty value.
    in_form: the form of a link has it.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    reach: Reach = Reach.PUBLIC
    vocabulary: type[StrEnum] | None = None
    each: str = ""
    nullable: bool = False
    disclosed: bool = False
    columns: tuple[str, ...] = ()
    called: str = ""
    hint: str = ""
    empty: str = ""
    in_form: bool = True

    @property
    def words(self) -> str:
        """Its name within a sentence."""
        return self.called or (self.each or self.name).replace("_", " ")


FIELDS: Final = (
    LinkField(
        "url", "Address", called="address", hint="https://…",
        columns=(
            "url", "uri", "link", "href", "link url", "web address", "website", "web site",
            "website url", "address", "homepage", "home page", "domain", "domain name", "host",
            "hostname",
        ),
    ),
    LinkField(
        "names", "Name", each="name",
        columns=("name", "names", "title", "link name", "label", "site name", "site", "text"),
    ),
    LinkField(
        "descriptions", "Description", FieldKind.TEXT, each="description",
        columns=("description", "descriptions", "desc", "summary", "about"),
    ),
    LinkField(
        "category", "Category", FieldKind.ONE, nullable=True, empty="none yet",
        columns=("category", "folder", "section", "topic", "category suggestion"),
    ),
    LinkField("category_suggestion", "Suggested category", reach=Reach.GUARDED, in_form=False),
    LinkField(
        "operator", "Operator", hint="who runs the site",
        columns=(
            "operator", "organization", "organisation", "organization name", "organisation name",
            "agency", "federal agency", "owner",
        ),
    ),
    LinkField(
        "operator_class", "Kind of operator", FieldKind.ONE, vocabulary=OperatorClass,
        columns=("operator class", "class", "domain type", "level of government"),
    ),
    LinkField(
        "operator_basis", "We know that from", FieldKind.ONE, vocabulary=OperatorBasis,
        in_form=False, columns=("operator basis",),
    ),
    LinkField(
        "service_areas", "Service areas", FieldKind.AREAS, empty="everywhere",
        hint="US, US-MA; empty: everywhere",
        columns=("service areas", "service area", "areas", "area served"),
    ),
    LinkField(
        "languages", "Languages of the site", FieldKind.LANGUAGES, empty="not known",
        called="languages of the page", hint="en, es; empty: not known",
        columns=("languages", "language", "lang"),
    ),
    LinkField(
        "audiences", "Audiences", FieldKind.SOME, vocabulary=Audience, empty="everybody",
        called="audience", columns=("audiences", "audience"),
    ),
    LinkField(
        "cost", "Cost", FieldKind.ONE, vocabulary=Cost, nullable=True, empty="not known",
        columns=("cost", "price"),
    ),
    LinkField(
        "account_needed", "Account needed", FieldKind.YES_NO, nullable=True, empty="not known",
        columns=("account needed", "account", "account required", "login required"),
    ),
    LinkField(
        "how_to_apply", "How to apply", FieldKind.ONE, vocabulary=HowToApply, nullable=True,
        empty="not known", columns=("how to apply",),
    ),
    # A release has the disclaimers that are due, by rule or by this.
    LinkField(
        "disclaimers", "Added disclaimers", FieldKind.SOME, Reach.GUARDED, disclosed=True
    ),
    LinkField(
        "exit_override", "Exit notice", FieldKind.ONE, Reach.GUARDED, ExitOverride, disclosed=True
    ),
    LinkField(
        "exit_override_reason", "Reason for that", reach=Reach.GUARDED,
        hint="needed for on or off",
    ),
    LinkField(
        "exit_override_until", "Last day of that", FieldKind.DAY, Reach.GUARDED, nullable=True,
        disclosed=True, hint="2027-01-31; empty: no end",
    ),
    LinkField(
        "review_by", "Review by", FieldKind.DAY, Reach.STAFF, nullable=True, disclosed=True,
        hint="a day, as 2027-01-31", columns=("review by", "review date"),
    ),
    LinkField(
        "steward", "Steward", reach=Reach.STAFF, hint="who answers for this link",
        columns=("steward",),
    ),
    LinkField(
        "notes", "Notes for staff", FieldKind.TEXT, Reach.STAFF, hint="never published",
        columns=("notes", "internal notes", "note"),
    ),
)  # fmt: skip

BY_NAME: Final[Mapping[str, LinkField]] = {field.name: field for field in FIELDS}

#: Public fields that are shown and released as they are: one value or one list.
PLAIN_FIELDS: Final = tuple(
    field
    for field in FIELDS
    if field.reach is Reach.PUBLIC
    and not field.each
    and field.name not in ("url", "category", "operator", "operator_class", "operator_basis")
)
#: Fields that visitors never see, not even indirectly.
STAFF_FIELDS: Final = tuple(field for field in FIELDS if field.reach is Reach.STAFF)
