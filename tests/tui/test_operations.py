"""The table of operations: every verb, in every state of a link, in every role."""

from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.errors import ChangeRefused
from directory.model.vocab import EditorialState, Role
from directory.rules.permissions import may
from directory.rules.workflow import RULES
from tests.clocks import NOW
from tests.databases import filled_sqlite
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add_links
from tests.directory.samples import rows as rows_of
from tests.directory.staff import hire
from tui.operations import AUDIT_WORDS, OPERATIONS, Operation
from tui.services.perform import Work, perform

pytestmark = pytest.mark.slow

PEOPLE = {Role.VIEWER: "vic", Role.EDITOR: "eve", Role.PUBLISHER: "pat", Role.ADMIN: "ada"}
STATES = list(EditorialState)


def _fill(url: str) -> None:
    """A link in each state, each seen by a crawl, in the order of the states."""
    with closing(Catalog.open(url, lambda: NOW)) as catalog:
        links = [add_links(catalog, [f"https://{s}.example/"], s)[0] for s in STATES]
        crawl_pages(catalog, [page_look(link, NOW) for link in links], NOW)
        hire(catalog)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """The catalog, open."""
    url = filled_sqlite(tmp_path / "catalog.db", _fill)
    with closing(Catalog.open(url, lambda: NOW)) as opened:
        yield opened


def arguments_for(operation: Operation) -> tuple[Any, ...]:
    """What the operation needs besides a link."""
    if operation.until is not None:
        return (NOW.date() + operation.until,)
    return ({"notes": "seen"},) if operation.does == "links.edit_link" else ()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda row: row.id)
def test_a_verb_is_done_only_in_the_states_and_roles_of_its_row(
    catalog: Catalog, operation: Operation
) -> None:
    """Whatever it refuses, it names the link and changes nothing; what it does is in the trail
    under its verb, and one undo takes it back."""
    words = {"name": "Jobs"}
    for (number, state), (role, who) in product(enumerate(STATES, 1), PEOPLE.items()):
        before = rows_of(catalog, "link")
        work = Work(operation, who, "a reason", lambda _link: arguments_for(operation), words)
        outcome = perform(catalog, work, [number], "it")
        needed = operation.rights.get(state)
        allowed = needed is not None and may(role, needed)
        where = f"{operation.id} {state} {role}: {outcome.refused}"
        if not allowed:
            assert outcome.refusals == 1, where
            assert rows_of(catalog, "link") == before, where
            said = outcome.refused[0][1]
            assert f"link {number}" in said or "you are a" in said, where
        elif outcome.changed and catalog.acts(who, 1)[0].kind == "do":
            assert catalog.undo(who) is not None
            assert [r.state for r in rows_of(catalog, "link")] == [r.state for r in before], where


def test_every_row_names_a_function_of_the_catalog_and_a_command_of_its_own() -> None:
    for row in OPERATIONS:
        assert callable(row.function), row.id
    commands = [row.command for row in OPERATIONS if row.command]
    assert len(commands) == len(set(commands))
    assert len({row.id for row in OPERATIONS}) == len(OPERATIONS)


def test_every_verb_of_the_catalog_is_an_operation_and_has_a_word_for_the_trail() -> None:
    assert {row.verb for row in OPERATIONS} - {None} == set(RULES) == set(AUDIT_WORDS)


def test_a_refusal_of_a_state_says_what_to_do_instead(catalog: Catalog) -> None:
    with pytest.raises(ChangeRefused, match="retire it"), catalog.change(who="pat") as change:
        row = next(row for row in OPERATIONS if row.id == "submit")
        row.function(change, STATES.index(EditorialState.PUBLISHED) + 1, 1)
