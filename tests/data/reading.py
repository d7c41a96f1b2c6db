"""Reads the starter links for the tests, with the checks of the catalog itself."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Final

from directory.model.link import LinkFields
from directory.model.vocab import Audience, Cost, HowToApply, OperatorBasis, OperatorClass
from directory.rules.urls import WebAddress, parse_address
from directory.starter import starter_drafts_path, starter_links_path

LANGUAGES: Final = ("en", "es")
COLUMNS: Final = (
    "url", "name", "name:es", "description", "description:es", "category", "operator",
    "operator class", "service areas", "languages", "audiences", "cost", "account needed",
    "how to apply",
)  # fmt: skip
YES_OR_NO: Final = {"yes": True, "no": False, "": None}


@dataclass(frozen=True, slots=True)
class StarterLink:
    """One row: its address as the catalog would hold it, and its fields, validated."""

    address: WebAddress
    fields: LinkFields


def rows() -> list[dict[str, str]]:
    """The rows of links.csv and of drafts.csv, cells by heading, as they are written."""
    files = (starter_links_path(), starter_drafts_path())
    texts = (path.read_text(encoding="utf-8") for path in files)
    return [row for text in texts for row in csv.DictReader(StringIO(text, newline=""))]


def links() -> list[StarterLink]:
    """All starter links. Raises ValueError at a cell that the catalog would not take."""
    return [link(row) for row in rows()]


def link(row: dict[str, str]) -> StarterLink:
    """One row, read. Raises ValueError at a cell that the catalog would not take."""
    address = parse_address(row["url"])
    return StarterLink(
        address,
        LinkFields(
            url=address.href,
            names={"en": row["name"], "es": row["name:es"]},
            descriptions={"en": row["description"], "es": row["description:es"]},
            category=row["category"],
            operator=row["operator"],
            operator_class=OperatorClass(row["operator class"]),
            operator_basis=OperatorBasis.IMPORTED,
            service_areas=_several(row["service areas"]),
            languages=_several(row["languages"]),
            audiences=[Audience(word) for word in _several(row["audiences"])],
            cost=Cost(row["cost"]) if row["cost"] else None,
            account_needed=YES_OR_NO[row["account needed"]],
            how_to_apply=HowToApply(row["how to apply"]) if row["how to apply"] else None,
        ),
    )


def _several(cell: str) -> list[str]:
    return cell.split(";") if cell else []
