"""The Spanish that visitors read addresses them as usted, wherever it is written."""

import json
import re
from dataclasses import astuple
from importlib.resources import files

from directory.publishing.formats.words import SPANISH
from directory.starter import starter_categories, starter_notices
from tests.data import reading
from tests.rows import each

#: What is said to a friend: pronouns, and verbs in the second person.
TU = re.compile(
    r"\b(tú|tu|tus|ti|te|contigo|tuyo|tuya|puedes|quieres|tienes|necesitas|debes|buscas|estás|"
    r"eres|haz|pulsa|escribe|elige|busca|lee|vuelve|encuentra|consulta tu)\b",
    re.IGNORECASE,
)


def _texts() -> dict[str, str]:
    """All Spanish texts, by where they are."""
    site = files("directory.publishing.site").joinpath("words/es.json").read_text("utf-8")
    found = {f"es.json {key}": text for key, text in json.loads(site).items()}
    found |= {f"notices {one.slug}": one.texts["es"] for one in starter_notices()}
    found |= {f"categories {one.slug}": one.names["es"] for one in starter_categories()}
    found |= {f"formats {number}": str(text) for number, text in enumerate(astuple(SPANISH))}
    for row in reading.rows():
        found[row["url"]] = f"{row['name:es']}: {row['description:es']}"
    return found


def test_no_text_speaks_to_the_reader_as_to_a_friend() -> None:
    """“usted encuentra” and “se encuentra” do not."""
    texts = {place: re.sub(r"\b(se|usted) \w+", "", text) for place, text in _texts().items()}
    assert [(place, text) for place, text in texts.items() if TU.search(text)] == []


@each("text", ["Encuentra tu empleo.", "Haz clic aquí.", "Si necesitas ayuda"])
def test_the_words_for_friends_are_recognised(text: str) -> None:
    assert TU.search(text)
