"""The sign of each verdict and state: a glyph and a label, so that colour is never needed.

Glyphs are one cell wide in every terminal font that has box-drawing; the label is shown beside
them where there is room.
"""

from typing import Final, NamedTuple


class Sign(NamedTuple):
    """glyph: one cell. word: its label. style: a CSS class of the style sheets."""

    glyph: str
    word: str
    style: str


HEALTH: Final[dict[str, Sign]] = {
    "changed": Sign("!", "changed", "changed"),
    "insecure": Sign("#", "insecure", "insecure"),
    "gone": Sign("x", "gone", "gone"),
    "failing": Sign("~", "failing", "failing"),
    "blocked": Sign("?", "blocked", "blocked"),
    "moved": Sign(">", "moved", "moved"),
    "ok": Sign("+", "ok", "ok"),
}
NEVER: Final = Sign("-", "unchecked", "never")

STATES: Final[dict[str, Sign]] = {
    "draft": Sign("○", "draft", "draft"),
    "in_review": Sign("◐", "in review", "in_review"),
    "published": Sign("■", "published", "published"),
    "retired": Sign("□", "retired", "retired"),
}


def health_sign(verdict: str | None, *, confirmed: bool = True) -> Sign:
    """Return the sign of a verdict; in brackets, as everywhere, if it is not confirmed yet."""
    sign = NEVER if verdict is None else HEALTH[verdict]
    return sign if confirmed or verdict in (None, "ok") else sign._replace(word=f"({sign.word})")


def state_sign(state: str) -> Sign:
    """Return the sign of an editorial state."""
    return STATES[state]
