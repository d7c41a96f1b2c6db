"""Values of the catalog in words: fields, vocabularies, moments, answers of servers."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final

from directory.model.faults import FAULTS, STOPS
from directory.model.fields import FIELDS
from directory.model.observation import Hop, Stop
from tui.glyphs import STATES
from tui.operations import AUDIT_WORDS
from tui.state.choices import BY_FIELD

NOTHING: Final = "—"

#: What each field is called; the same words as in the form.
LABELS: Final[Mapping[str, str]] = {field.name: field.label for field in FIELDS} | {
    "state": "State",
    "vouched_on": "Vouched on",
    "vouched_until": "Vouched until",
    "vouched_by": "Vouched by",
    "snoozed_until": "Snoozed until",
    "snoozed_at": "Snoozed on",
    "released_until": "Released until",
    "released_for": "Released from",
    "released_by": "Released by",
    "published_at": "Published",
    "withdrawn_at": "Withdrawn",
    "created_at": "Added",
    "updated_at": "Last changed",
    "previous_urls": "Earlier addresses",
    "approved": "Approved",
}

_BASES: Final = {
    "curator": "a person decided",
    "imported": "the imported file said so",
    "registry": "a registry of government names lists the host",
    "domain": "only such a government can have the domain name",
    "default": "nothing yet",
}
_VOCABULARIES: Final[Mapping[str, Mapping[str, str]]] = {
    **{name: {one.value: one.label for one in options} for name, options in BY_FIELD.items()},
    "operator_basis": _BASES,
    "state": {state: sign.word for state, sign in STATES.items()},
}
#: What an empty field means, where that says more than nothing.
_EMPTY: Final = {field.name: field.empty for field in FIELDS if field.empty}

#: What is done to links besides the operations, as the audit trail calls it.
_DONE: Final = {
    **AUDIT_WORDS,
    "add": "Added",
    "propose": "Proposed an edit",
    "withdraw": "Withdrew the proposal",
    "undo": "Took back",
    "redo": "Did again",
}

_VIA: Final = {
    "location": "leads on",
    "refresh": "leads on after a moment",
    "meta": "the page itself leads on",
}


def label(name: str) -> str:
    """What a field is called; its own name when nobody gave it one."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def words_of(name: str, value: Any) -> str:
    """The value of a field in words; several lines for a text by language."""
    if value is None or value in ("", [], {}):
        return _EMPTY.get(name, NOTHING)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    known = _VOCABULARIES.get(name, {})
    if isinstance(value, list | tuple):
        return ", ".join(known.get(str(word), str(word)) for word in value)
    text = known.get(str(value), str(value))
    return text.replace("T", " ").replace("+00:00", " UTC") if name.endswith("_at") else text


def done(what: str) -> str:
    """Return what was done, for people."""
    return _DONE.get(what) or what.replace("_", " ").replace("-", " ").capitalize()


def moment(at: datetime) -> str:
    """A moment, to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def day(at: date) -> str:
    """A day."""
    return f"{at:%Y-%m-%d}"


def ago(then: date, today: date) -> str:
    """How long ago a day was, or how long it is to come."""
    days = (today - then).days
    match days:
        case 0:
            return "today"
        case 1:
            return "yesterday"
        case -1:
            return "tomorrow"
    number = abs(days)
    length = f"{number} days" if number < 60 else f"{number // 30} months"
    if number >= 730:
        length = f"{number // 365} years"
    return f"{length} ago" if days > 0 else f"in {length}"


def times(number: int) -> str:
    """How many looks."""
    return "1 look" if number == 1 else f"{number} looks"


def status_words(status: int) -> str:
    """An answer's number with its words: `404 not found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return f"{status}"


def stop_words(stop: Stop) -> str:
    """Return why a check ended early, as a sentence."""
    return STOPS[stop].shown


def answer_words(hop: Hop) -> str:
    """What came of one request, in words."""
    if hop.status is None:
        return "no answer" if hop.fault is None else FAULTS[hop.fault].shown
    words = "304 the same page as before" if hop.unchanged else status_words(hop.status)
    return f"{words}; {_VIA[hop.via]}" if hop.via is not None else words
