"""Text from people and files, normalized for storage.

It is converted to Unicode's composed form; control characters become blanks; marks that reorder
text (bidi overrides and isolates) and invisible tag characters are dropped, since in a name they
serve only to deceive. Joiners stay: some scripts need them. A text without a visible character
counts as empty.
"""

import re
import unicodedata
from collections.abc import Mapping

import langcodes

_DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_OR_NEWLINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")
LONGEST_SLUG = 120
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing


def tidy_line(text: str) -> str:
    """Return one line: line breaks and runs of blanks become one blank."""
    text = _CONTROL_OR_NEWLINE.sub(" ", _DROPPED.sub("", text))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def tidy_text(text: str) -> str:
    """Return normalized text that may have several lines."""
    text = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def slug(text: str) -> str:
    """Return the slug unchanged: lower-case words joined by hyphens, for a child `parent/child`.

    Raise ValueError for anything else: slugs are part of releases and addresses.
    """
    if not _SLUG.fullmatch(text) or len(text) > LONGEST_SLUG:
        raise ValueError(
            f"“{text}” is not a slug: use small letters a–z, digits and hyphens, "
            f"at most {LONGEST_SLUG} characters"
        )
    return text


def texts_by_language(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the normalized texts, by standard language tags in order, without texts that show
    nothing.

    Raise ValueError if a tag is not valid, or two texts are in one language.
    """
    kept: dict[str, str] = {}
    for given, text in texts.items():
        tag, tidied = language_tag(given), tidy_text(text)
        if not shows(tidied):
            continue
        if tag in kept:
            raise ValueError(f"there are two texts in the language “{tag}”; leave one of them")
        kept[tag] = tidied
    return dict(sorted(kept.items()))


def shows(text: str) -> bool:
    """Return True if the text has a visible character, and not only blanks, joiners and the
    like."""
    return any(
        unicodedata.category(char)[0] in "LNPS" and char not in _BLANK_LETTERS for char in text
    )


def language_tag(tag: str) -> str:
    """Return the BCP 47 tag in its standard spelling (`EN-us` → `en-US`).

    Raise ValueError if it is not a valid tag.
    """
    tag = tag.strip()
    if not tag or not langcodes.tag_is_valid(tag):
        raise ValueError(f"“{tag}” is not a language tag such as en, es or zh-Hans")
    return langcodes.standardize_tag(tag)
