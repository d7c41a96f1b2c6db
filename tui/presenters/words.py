"""Values of the catalog as text: fields, vocabularies, times, answers of servers."""

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

#: The label of each field; the same as in the form.
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
#: What an empty field means, where there is more to say than that it is empty.
_EMPTY: Final = {field.name: field.empty for field in FIELDS if field.empty}

#: What is done to links besides the operations, by the word of the audit trail.
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
    """Return the label of a field; its name if it has none."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def words_of(name: str, value: Any) -> str:
    """Return the value of a field as text; several lines for a text by language."""
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
    """Return the label of an act in the audit trail."""
    return _DONE.get(what) or what.replace("_", " ").replace("-", " ").capitalize()


def moment(at: datetime) -> str:
    """Return a time, to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def day(at: date) -> str:
    """Return a day, as YYYY-MM-DD."""
    return f"{at:%Y-%m-%d}"


def ago(then: date, today: date) -> str:
    """Return how long ago a day was, or how long until it comes."""
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
    """Return the number of checks."""
    return "1 check" if number == 1 else f"{number} checks"


def status_words(status: int) -> str:
    """Return an answer's status with its phrase: `404 not found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase.lower()}"
    except ValueError:
        return f"{status}"


def stop_words(stop: Stop) -> str:
    """Return why a check ended early, as a sentence."""
    return STOPS[stop].shown


def answer_words(hop: Hop) -> str:
    """Return the result of one request as text."""
    if hop.status is None:
        return "no answer" if hop.fault is None else FAULTS[hop.fault].shown
    words = "304 the same page as before" if hop.unchanged else status_words(hop.status)
    return f"{words}; {_VIA[hop.via]}" if hop.via is not None else words
