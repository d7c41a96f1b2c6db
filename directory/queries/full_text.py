"""Words of a query, found by the database's own full-text index.

SQLite has the table `link_search` (FTS5); PostgreSQL an index over the function `link_words`. All
input becomes plain words: it is put in quotes or split here, so that no character has a special
meaning.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.model.tables import links
from directory.rules.query import QueryWords

#: bm25's weights of name, names, host, url, operator, descriptions, notes.
WEIGHTS: Final = (10.0, 8.0, 5.0, 2.0, 3.0, 1.0, 1.0)

#: The vector of a link in PostgreSQL; the index is over the same expression.
VECTOR: Final = "link_words(link.names, link.url, link.operator, link.descriptions, link.notes)"

_RUN: Final = re.compile(r"[^\W_]+")
_id_list = msgspec.json.Decoder(list[int])
_search = sa.table("link_search", sa.column("rowid", sa.Integer), sa.column("link_search"))


@dataclass(frozen=True, slots=True)
class Search:
    """A search for words, for one kind of database.

    id: the column of the links found, in `source`. condition: these are found. best: the order,
    best first. rankable: how many links can be ranked within the time of a keystroke.
    """

    id: sa.ColumnElement[int]
    source: sa.FromClause
    condition: sa.ColumnElement[bool]
    best: sa.ColumnElement[Any]
    rankable: int

    def ids(self) -> sa.Select[Any]:
        """Return a query of the ids of the links found."""
        return sa.select(self.id).select_from(self.source).where(self.condition)

    def all_ids(self, connection: sa.Connection) -> frozenset[int]:
        """Return the ids of all links found, read as one value.

        As a list of rows, tens of thousands of ids would take longer than a keystroke allows.
        """
        ids = self.ids().subquery()
        gather = sa.func.json_group_array if self.source is _search else sa.func.json_agg
        query = sa.select(sa.cast(gather(ids.c[0]), sa.Text))
        return frozenset(_id_list.decode(connection.execute(query).scalar() or "[]"))


def search(dialect: str, words: Iterable[QueryWords], *, in_names: bool = False) -> Search | None:
    """Return the search for all of these words that are not excluded; None if there are none.

    in_names: they must occur in the link's names.
    """
    wanted = [word for word in words if not word.excluded]
    if not wanted:
        return None
    return _fts5(wanted, in_names) if dialect == "sqlite" else _tsquery(wanted, in_names)


def excluding(dialect: str, words: Iterable[QueryWords]) -> list[sa.ColumnElement[bool]]:
    """Return conditions on links: none of the excluded words is found."""
    conditions: list[sa.ColumnElement[bool]] = []
    for word in words:
        if word.excluded:
            found = search(dialect, [QueryWords(word.text, word.exact)])
            assert found is not None
            conditions.append(links.c.id.not_in(found.ids()))
    return conditions


def fts5_expression(words: Iterable[QueryWords]) -> str:
    """Return the words for FTS5: each a string in quotes, with a star for prefixes."""
    return " ".join(
        '"' + word.text.replace('"', '""') + '"' + ("" if word.exact else "*") for word in words
    )


def tsquery_expression(words: Iterable[QueryWords], label: str = "") -> str:
    """Return the words for PostgreSQL's to_tsquery: letters and digits only, in quotes."""
    parts = []
    for word in words:
        pieces = [f"'{piece}'" for piece in _pieces(word.text)]
        if pieces:
            labels = [label] * (len(pieces) - 1) + [label + ("" if word.exact else "*")]
            labelled = (
                f"{p}:{mark}" if mark else p for p, mark in zip(pieces, labels, strict=True)
            )
            parts.append(" <-> ".join(labelled))
    return " & ".join(f"({part})" for part in parts)


def _pieces(text: str) -> list[str]:
    """Return the runs of letters and digits without accents, as in the index."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _RUN.findall(bare)


def _fts5(words: list[QueryWords], in_names: bool) -> Search:
    expression = fts5_expression(words)
    if in_names:
        expression = f"{{name names}} : ({expression})"
    weights = ", ".join(map(str, WEIGHTS))
    return Search(
        id=_search.c.rowid,
        source=_search,
        condition=_search.c.link_search.op("MATCH", is_comparison=True)(expression),
        best=sa.literal_column(f"bm25(link_search, {weights})"),
        rankable=8000,
    )


def _tsquery(words: list[QueryWords], in_names: bool) -> Search:
    expression = tsquery_expression(words, "A" if in_names else "")
    asked = sa.func.to_tsquery(sa.literal_column("'simple'"), expression)
    vector: sa.ColumnClause[Any] = sa.literal_column(VECTOR)
    return Search(
        id=links.c.id,
        source=links,
        condition=vector.op("@@", is_comparison=True)(asked),
        best=sa.func.ts_rank(vector, asked).desc(),
        rankable=1000,
    )
