"""What the form says of a live look at a page, in a line or two."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from directory.model.reasons import Reason, info
from tui.glyphs import health_sign

#: A live look at addresses, such as `tui.processes.live_check.check_now`: answers like
#: `jobbank check --json`, one by one, and raises CheckFailed.
LookAt = Callable[[Sequence[str]], AsyncGenerator[dict[str, Any], None]]


def told(seen: Mapping[str, Any]) -> str:
    """A look in words: the sign and word of its verdict, what it means, what to do next."""
    sign = health_sign(str(seen.get("verdict") or "ok"))
    lines = [f"{sign.glyph} {sign.word}: {_summary(seen)}"]
    if seen.get("status") is None and not is_well(seen):
        lines = ["No site answered. If others fail too, this machine may be offline.", *lines]
    suggested = seen.get("suggested_url")
    if suggested:
        lines.append(f"  It lives at a new address: {suggested}")
    return "\n".join(lines)


def is_well(seen: Mapping[str, Any]) -> bool:
    """True when the page works as it is."""
    return seen.get("verdict") == "ok"


def title_of(seen: Mapping[str, Any]) -> str:
    """The title of the page, when it is the page that was meant.

    That of an error page, a bot wall or a parked domain names nothing.
    """
    fit = seen.get("verdict") in ("ok", "moved", "insecure")
    return str(seen.get("title") or "") if fit else ""


def _summary(seen: Mapping[str, Any]) -> str:
    known = set(Reason)
    reasons = [Reason(word) for word in seen.get("reasons") or () if word in known]
    if not reasons:
        return "it was looked at just now."
    about = info(reasons[0])
    return about.summary if is_well(seen) else f"{about.summary} → {about.next_step}"
