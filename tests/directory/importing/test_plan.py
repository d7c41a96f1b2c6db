"""The plan: what becomes of each row, and why, before anything is done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.importing.categories import Shelves
from directory.importing.plan import Plan, RowOutcome, make_plan
from directory.importing.records import FileFormat, ImportEntry, ParsedFile, Problem
from directory.model.link import Link, LinkFields
from directory.model.vocab import Cost, EditorialState, OperatorBasis, OperatorClass
from directory.settings import Settings
from tests.databases import new_sqlite


def file_of(*rows: ImportEntry | Problem, file_format: FileFormat = FileFormat.CSV) -> ParsedFile:
    """A file with these rows."""
    return ParsedFile("links.csv", file_format, "utf-8", rows)


def link_in(catalog: Catalog, state: EditorialState = EditorialState.DRAFT, **given: Any) -> Link:
    """A link that stands in the catalog already."""
    fields = LinkFields.model_validate(
        {"url": "https://a.org/", "names": {"en": "A"}, "notes": "Call first."} | given
    )
    with catalog.change(who="maria") as change:
        return add_link(change, fields, state)


def outcomes(plan: Plan) -> list[tuple[int, str]]:
    """Line and outcome of each row."""
    return [(row.line, row.outcome.value) for row in plan.rows]


def test_every_row_has_an_outcome_in_the_order_of_the_file(
    catalog: Catalog, settings: Settings
) -> None:
    """Nothing is skipped, and a bad row does not stop the others."""
    held = link_in(catalog)
    plan = make_plan(
        catalog,
        file_of(
            ImportEntry(2, "https://b.org", {"names": {"": "B"}}),
            Problem(3, "x", "the row is odd"),
            ImportEntry(4, "http://A.org/#top", {"names": {"": "A"}}),
            ImportEntry(5, "https://b.org/?utm_source=x", {"names": {"": "B again"}}),
            ImportEntry(6, "https://a.org", {"names": {"": "Alpha"}}),
            ImportEntry(7, "ftp://c.org", {"names": {"": "C"}}),
        ),
        settings,
    )
    assert [(row.line, row.outcome.value, row.url, row.name, row.reason) for row in plan.rows] == [
        (2, "added", "https://b.org/", "B", ""),
        (3, "rejected", "x", "", "the row is odd"),
        (4, "duplicate", "http://a.org/#top", "A",
         f"the same address as link {held.id} (not published yet), and nothing new"),
        (5, "duplicate", "https://b.org/?utm_source=x", "B again", "the same address as line 2"),
        (6, "duplicate", "https://a.org/", "Alpha", "the same address as line 4"),
        (7, "rejected", "ftp://c.org", "C",
         "only http and https addresses can be linked, not “ftp:”"),
    ]  # fmt: skip
    assert [plan.count(outcome) for outcome in RowOutcome] == [1, 0, 3, 2]


@pytest.mark.parametrize(
    "url",
    ["", "place:type=6", "?lY47tw", "javascript:alert(1)", "#top", "http://127.0.0.1/", "see above",
     "https://maria:secret@a.org/", "http://169.254.169.254/", "https://a\u202e.org", "\ud800"],
)  # fmt: skip
def test_what_is_no_web_address_is_rejected_with_a_reason(
    catalog: Catalog, settings: Settings, url: str
) -> None:
    """Bookmarks hold more than links."""
    (row,) = make_plan(catalog, file_of(ImportEntry(1, url)), settings).rows
    assert row.outcome is RowOutcome.REJECTED
    assert row.reason
    assert (row.url + row.reason).encode()  # nothing that cannot be printed


def test_an_allowed_network_may_be_linked(catalog: Catalog) -> None:
    """By the same setting that lets the crawl dial it."""
    settings = Settings(allow_networks="127.0.0.0/8")
    (row,) = make_plan(catalog, file_of(ImportEntry(1, "http://127.0.0.1/")), settings).rows
    assert row.outcome is RowOutcome.ADDED


def test_a_rejected_row_does_not_stand_in_the_way_of_a_good_one(
    catalog: Catalog, settings: Settings
) -> None:
    """The second row of the same address is the first that can be used."""
    plan = make_plan(
        catalog,
        file_of(
            ImportEntry(2, "https://b.org", {"names": {"": "B" * 301}}),
            ImportEntry(3, "https://b.org", {"names": {"": "B"}}),
        ),
        settings,
    )
    assert outcomes(plan) == [(2, "rejected"), (3, "added")]
    assert plan.rows[0].reason == "names: the name is longer than 300 characters"


def test_a_link_without_a_name_is_named_after_its_address(
    catalog: Catalog, settings: Settings
) -> None:
    """And the plan says so."""
    (row,) = make_plan(
        catalog, file_of(ImportEntry(1, "https://www.b.org/jobs/?x=1")), settings
    ).rows
    assert row.name == "b.org/jobs"
    assert row.reason == "the row gives no name; named after its address"


def test_texts_without_a_language_are_in_the_default_language(catalog: Catalog) -> None:
    """Which is a setting; a row that names the language is believed."""
    settings = Settings(languages=("es", "en"))
    fields = {"names": {"": "Nombre", "en": "Name"}, "descriptions": {"": "Texto"}}
    (row,) = make_plan(catalog, file_of(ImportEntry(1, "https://b.org", fields)), settings).rows
    assert row.fields is not None
    assert row.fields.names == {"en": "Name", "es": "Nombre"}
    assert row.fields.descriptions == {"es": "Texto"}


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        (("job-banks",), "job-banks"),
        (("Job Banks",), "job-banks"),
        (("bolsas de empleo",), "job-banks"),
        (("job-banks/veterans",), "job-banks/veterans"),
        (("Job banks > For veterans",), "job-banks/veterans"),
        (("Bolsas de empleo", "Veterans"), "job-banks/veterans"),
        (("For veterans",), "job-banks/veterans"),
        (("Local services",), "local-services"),
        (("Veterans", "Job banks"), None),
        (("Comics",), None),
    ],
)
def test_a_known_category_is_found_by_slug_or_name(
    catalog: Catalog, settings: Settings, path: tuple[str, ...], slug: str | None
) -> None:
    """In any language; what is not known becomes a suggestion."""
    (row,) = make_plan(catalog, file_of(ImportEntry(1, "https://b.org", {}, path)), settings).rows
    assert row.outcome is RowOutcome.ADDED
    assert row.fields is not None
    assert row.fields.category == slug
    assert row.fields.category_suggestion == ("" if slug else " > ".join(path))
    assert ("category suggestion" in row.reason) is (slug is None)


def test_a_name_that_two_categories_share_stands_for_none(catalog: Catalog) -> None:
    """Only the whole path tells which is meant."""
    with catalog.change(who="maria") as change:
        add_category(change, "local-services/vets", {"en": "For veterans"}, parent="local-services")
    shelves = Shelves(catalog.categories())
    assert shelves.find(["For veterans"]) is None
    assert shelves.find(["Local services", "For veterans"]) == "local-services/vets"


def test_a_long_path_of_folders_is_cut(catalog: Catalog, settings: Settings) -> None:
    """Rather than the bookmark lost."""
    entry = ImportEntry(1, "https://b.org", {}, ("x" * 200, "y" * 200))
    (row,) = make_plan(catalog, file_of(entry), settings).rows
    assert row.fields is not None
    assert len(row.fields.category_suggestion) == 300


@pytest.mark.parametrize(
    ("given", "changes", "reason"),
    [
        ({"names": {"": "Alpha"}}, {"names": {"en": "Alpha"}}, "name (en)"),
        ({"names": {"es": "Á"}}, {"names": {"en": "A", "es": "Á"}}, "name (es)"),
        ({"names": {"": " A "}}, {}, ""),
        ({"names": {"": ""}}, {}, ""),
        ({"descriptions": {"es": "Texto"}}, {"descriptions": {"es": "Texto"}}, "description (es)"),
        ({"cost": Cost.FREE, "account_needed": False},
         {"cost": Cost.FREE, "account_needed": False}, "cost, account needed"),
        ({"service_areas": ["US-MA"]}, {"service_areas": ["US-MA"]}, "service areas"),
        ({"service_areas": []}, {}, ""),
        ({"review_by": date(2027, 1, 1)}, {"review_by": date(2027, 1, 1)}, "review by"),
        ({"notes": "Call first."}, {}, ""),
        ({"notes": "Rank: 1"}, {"notes": "Call first.\nRank: 1"}, "notes"),
        ({"operator_class": OperatorClass.STATE, "operator_basis": OperatorBasis.IMPORTED},
         {"operator_class": OperatorClass.STATE, "operator_basis": OperatorBasis.IMPORTED},
         "operator class"),
        ({"operator_class": OperatorClass.PRIVATE, "operator_basis": OperatorBasis.IMPORTED},
         {"operator_class": OperatorClass.PRIVATE, "operator_basis": OperatorBasis.IMPORTED},
         "operator class"),
    ],
)  # fmt: skip
def test_a_row_that_tells_something_new_updates_the_link(
    catalog: Catalog,
    settings: Settings,
    given: dict[str, Any],
    changes: dict[str, Any],
    reason: str,
) -> None:
    """Only what it gives is compared; texts are merged by language, and notes added to."""
    held = link_in(catalog)
    (row,) = make_plan(catalog, file_of(ImportEntry(2, "https://a.org", given)), settings).rows
    assert row.outcome is (RowOutcome.UPDATED if changes else RowOutcome.DUPLICATE)
    assert dict(row.changes or {}) == changes
    assert (row.link_id, row.version) == (held.id, held.version if changes else None)
    assert not changes or row.reason == f"changed: {reason}"


def test_a_file_that_confirms_what_a_person_said_changes_nothing(
    catalog: Catalog, settings: Settings
) -> None:
    """The curator's word is the better ground for the class."""
    link_in(catalog, operator_class="state", operator_basis="curator")
    given = {"operator_class": OperatorClass.STATE, "operator_basis": OperatorBasis.IMPORTED}
    (row,) = make_plan(catalog, file_of(ImportEntry(2, "https://a.org", given)), settings).rows
    assert row.outcome is RowOutcome.DUPLICATE


def test_a_suggestion_is_of_no_use_to_a_link_that_has_its_category(
    catalog: Catalog, settings: Settings
) -> None:
    """While a category settles what was suggested."""
    link_in(catalog, category="job-banks")
    link_in(catalog, url="https://b.org/", category_suggestion="Comics")
    plan = make_plan(
        catalog,
        file_of(
            ImportEntry(2, "https://a.org", {}, ("Comics",)),
            ImportEntry(3, "https://b.org", {}, ("Job banks",)),
        ),
        settings,
    )
    assert outcomes(plan) == [(2, "duplicate"), (3, "updated")]
    assert plan.rows[1].changes == {"category": "job-banks", "category_suggestion": ""}


@pytest.mark.parametrize("file_format", FileFormat)
def test_only_formats_that_staff_fill_in_update_links(
    catalog: Catalog, settings: Settings, file_format: FileFormat
) -> None:
    """Bookmarks, outlines and lists never overwrite curated text."""
    link_in(catalog, EditorialState.PUBLISHED)
    entry = ImportEntry(2, "https://a.org", {"names": {"": "Alpha"}})
    (row,) = make_plan(catalog, file_of(entry, file_format=file_format), settings).rows
    if file_format in {FileFormat.CSV, FileFormat.JSON}:
        assert row.outcome is RowOutcome.UPDATED
    else:
        assert (row.outcome, row.reason) == (RowOutcome.DUPLICATE, "the same address as link 1")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EditorialState.DRAFT, " (not published yet)"),
        (EditorialState.IN_REVIEW, " (not published yet)"),
        (EditorialState.PUBLISHED, ""),
        (EditorialState.RETIRED, " (retired)"),
    ],
)
def test_a_duplicate_says_when_visitors_do_not_see_the_link(
    catalog: Catalog, settings: Settings, state: EditorialState, words: str
) -> None:
    """Staff may wonder why an imported link does not appear."""
    link_in(catalog, state)
    (row,) = make_plan(catalog, file_of(ImportEntry(2, "https://a.org")), settings).rows
    assert row.reason == f"the same address as link 1{words}, and nothing new"


def test_a_bad_value_for_a_known_link_is_rejected(catalog: Catalog, settings: Settings) -> None:
    """In plain words, as for a new one."""
    link_in(catalog)
    entry = ImportEntry(2, "https://a.org", {"names": {"not a tag": "A"}})
    (row,) = make_plan(catalog, file_of(entry), settings).rows
    assert row.outcome is RowOutcome.REJECTED
    assert "is not a language tag" in row.reason


@pytest.fixture(scope="module")
def small_catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """One link, for plans that never change it."""
    catalog = Catalog.open(new_sqlite(tmp_path_factory.mktemp("catalog") / "catalog.db"))
    link_in(catalog)
    yield catalog
    catalog.close()


texts = st.text(max_size=10)
entries = st.builds(
    ImportEntry,
    line=st.integers(1, 9),
    url=st.one_of(texts, st.sampled_from(["https://a.org", "https://b.org", "http://c.org/?x"])),
    fields=st.fixed_dictionaries(
        {},
        optional={
            "names": st.dictionaries(st.sampled_from(["", "en", "es", "?"]), texts, max_size=2),
            "descriptions": st.dictionaries(st.sampled_from(["", "es"]), texts, max_size=2),
            "notes": texts,
            "operator": texts,
        },
    ),
    category=st.tuples() | st.tuples(texts, texts),
)
problems = st.builds(Problem, line=st.integers(1, 9), text=texts, reason=texts)


@pytest.mark.slow
@given(st.lists(entries | problems, max_size=12), st.sampled_from(FileFormat))
def test_every_row_stands_in_the_plan_once(
    small_catalog: Catalog, rows: list[ImportEntry | Problem], file_format: FileFormat
) -> None:
    """Whatever the rows hold; a duplicate or rejected row always says why."""
    parsed = file_of(*rows, file_format=file_format)
    plan = make_plan(small_catalog, parsed, Settings())
    assert [row.line for row in plan.rows] == [row.line for row in rows]
    for planned, row in zip(plan.rows, rows, strict=True):
        assert planned.reason or planned.outcome is RowOutcome.ADDED or isinstance(row, Problem)
        assert (planned.fields is not None) is (planned.outcome is RowOutcome.ADDED)
        assert (planned.changes is not None) is (planned.outcome is RowOutcome.UPDATED)
