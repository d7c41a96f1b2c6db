"""The texts of forms, and of a live check of a page; in sentences."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from directory.model.reasons import Reason, info
from tui.glyphs import health_sign
from tui.state.form_sheet import FilledForm, FormStart, Sheet

#: A live check of addresses, such as `tui.processes.live_check.check_now`: yields results like
#: `jobbank check --json`, one by one, and raises CheckFailed.
LookAt = Callable[[Sequence[str]], AsyncGenerator[dict[str, Any], None]]


def title(start: FormStart, sheet: Sheet) -> str:
    """Return the title: which link, its state, how much is not saved yet."""
    number = len(sheet.touched)
    what = f"Link {start.link_id}: {start.name}" if start.link_id else "A new link"
    more = f" · {fields(number)} changed, not saved" if number else ""
    return f"{what} · {start.state.replace('_', ' ')}{more}"


def welcome(start: FormStart, sheet: Sheet, address: str) -> str:
    """Return the text above the form when it opens: a draft was kept, or an edit waits.

    address: the address in the clipboard.
    """
    if start.kept is not None and sheet.touched:
        told = f"Your unfinished changes from {start.kept.at} were kept; here they are."
        if address and address != sheet.now["url"]:
            told += f"\nThe clipboard has {address}; ctrl+r begins with it instead."
        return told
    if start.proposed_by:
        who = start.proposed_by.replace("\n", ", ")
        return f"An edit by {who} waits for approval; the fields show it."
    return ""


def reason(found: FilledForm, key: str) -> str:
    """Return the text below a field: why it was filled in, or what to consider."""
    because = found.reasons[key]
    return f"filled in {because}" if key in found.texts and because else because


def not_yet(done: str, number: int) -> str:
    """Return a message that this number of fields need a change. done: `saved`, `announced`."""
    needs = "needs" if number == 1 else "need"
    return f"Not {done} yet: {fields(number)} {needs} a change. Look for the “!”."


def fields(number: int) -> str:
    """Return the number with its noun: `1 field`, `2 fields`."""
    return f"{number} field{'' if number == 1 else 's'}"


def told(seen: Mapping[str, Any]) -> str:
    """Return a check as text: sign and label of its verdict, what it means, what to do next."""
    sign = health_sign(str(seen.get("verdict") or "ok"))
    lines = [f"{sign.glyph} {sign.word}: {_summary(seen)}"]
    if seen.get("status") is None and not is_well(seen):
        lines = ["No site answered. If others fail too, this machine may be offline.", *lines]
    suggested = seen.get("suggested_url")
    if suggested:
        lines.append(f"  Its new address: {suggested}")
    return "\n".join(lines)


def is_well(seen: Mapping[str, Any]) -> bool:
    """Return True if the page works without a change."""
    return seen.get("verdict") == "ok"


def title_of(seen: Mapping[str, Any]) -> str:
    """Return the title of the page, "" if it is not the page that was meant.

    The title of an error page, a bot wall or a parked domain names nothing.
    """
    fit = seen.get("verdict") in ("ok", "moved", "insecure")
    return str(seen.get("title") or "") if fit else ""


def _summary(seen: Mapping[str, Any]) -> str:
    known = set(Reason)
    reasons = [Reason(word) for word in seen.get("reasons") or () if word in known]
    if not reasons:
        return "it was checked just now."
    about = info(reasons[0])
    return about.summary if is_well(seen) else f"{about.summary} → {about.next_step}"
