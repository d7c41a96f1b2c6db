"""Queries of the screen Publish: what would change; publish it; roll it back."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from directory.publishing.diff.diff import Kind, ReleaseDiff, difference
from directory.publishing.diff.pending import PendingApproval, waiting_for_approval
from directory.publishing.export import publish as publishing
from directory.publishing.export.publish import bring_back, drops
from directory.publishing.export.readiness import as_list, first_release_points
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.history import KeptRelease, one_before, present_release
from tui.operations import ACCEPT
from tui.services.model import Desk, Done, Refused
from tui.services.perform import Work, perform
from tui.state.forecast import Forecast, ForecastSection

#: The most lines of a section that are shown; the rest is counted.
MOST_LINES = 500


def forecast(desk: Desk) -> Forecast:
    """Return what would change on the website, and what waits for approval."""
    folder = desk.settings.release
    seen = state(desk)
    with desk.catalog.reading() as connection:
        waiting = tuple(waiting_for_approval(connection))
    before = one_before(folder)
    there = present_release(folder)
    expires = _expires_before_long(desk, there)
    problem, found = "", None
    try:
        found = difference(
            folder,
            desk.catalog,
            as_of=desk.catalog.today(),
            settings=desk.settings,
            most=MOST_LINES,
        )
    except ReleaseRefused as refused:
        problem = _sentence(str(refused))
    return Forecast(
        summary=_summary(found, there, len(waiting), expires=expires),
        problem=problem,
        changes=0 if found is None else found.changes,
        sections=tuple(_sections(found, waiting)),
        waiting=waiting,
        seen=seen,
        before="" if before is None else _release_in_words(before),
        far_fewer=_far_fewer(desk, found, there),
        unready=_unready(desk),
        expires=expires,
    )


def _expires_before_long(desk: Desk, there: KeptRelease | None) -> bool:
    """Return whether less than half of the time is left in which a release is valid."""
    if there is None:
        return False
    left = there.expires - desk.catalog.now()
    return left < timedelta(days=desk.settings.release_valid_days) / 2


def _unready(desk: Desk) -> str:
    with desk.catalog.reading() as connection:
        return as_list(first_release_points(connection, desk.settings))


def _far_fewer(desk: Desk, found: ReleaseDiff | None, there: KeptRelease | None) -> str:
    if found is None or there is None or not drops(there.links, found.links, desk.settings):
        return ""
    return (
        f"The website has {_count(there.links, 'link')} now; it would have "
        f"{_count(found.links, 'link')}."
    )


def state(desk: Desk) -> str:
    """Return a digest of all that a forecast depends on; fast."""
    there = present_release(desk.settings.release)
    release = "" if there is None else there.digest
    return f"{desk.catalog.audit_head()} {desk.catalog.today()} {release}"


def publish(desk: Desk, seen: str, fewer: bool = False, anyway: bool = False) -> Done:
    """Write the release into the folder of the settings.

    seen: of the forecast that the user sees. fewer: they have confirmed that the website will
    have far fewer links. anyway: they have confirmed that the first release may be made although
    it is not ready. Raise Refused if the catalog has changed since, so that nothing is published
    unseen; other refusals as `publish` raises them.
    """
    if state(desk) != seen:
        raise Refused(
            "Nothing was published, since something has changed in the meantime. "
            "Check what would change now, then publish."
        )
    now = desk.catalog.now()
    made = publishing.publish(
        desk.catalog,
        desk.settings.release,
        who=desk.who,
        as_of=desk.catalog.today(),
        now=now,
        settings=desk.settings,
        fewer=fewer,
        anyway=anyway,
    )
    held = _count(len(made.withheld), "link")
    back = f"{held} held back as dangerous." if made.withheld else "None is held back."
    if made.released:
        back += f" {_count(len(made.released), 'link')} released although dangers were found."
    return Done(
        f"Published {_count(made.links, 'link')}, {made.exit_notices:,} of them with an exit "
        f"notice. {back} The release is in {made.folder.resolve()}."
    )


def roll_back(desk: Desk) -> Done:
    """Bring back the release before the one on the website; return what is there now."""
    outcome = bring_back(
        desk.catalog, desk.settings.release, who=desk.who, now=desk.catalog.now(),
        settings=desk.settings,
    )  # fmt: skip
    earlier = _release_in_words(outcome.earlier)
    sentence = f"Brought back the release {earlier}, as release {outcome.made.serial}."
    ids = outcome.left_out
    if not ids:
        return Done(sentence)
    numbers = ", ".join(map(str, ids[:5])) + (" and more" if len(ids) > 5 else "")
    return Done(
        f"{sentence} Left out, since they lead to something dangerous by now: {numbers}.",
        attention=True,
    )


def accept_waiting(desk: Desk, waiting: Sequence[PendingApproval]) -> Done:
    """Approve all that the user has seen waiting, as one act.

    What has changed since, and what this user may not approve, is left unchanged and reported.
    """
    versions = {one.link_id: one.version for one in waiting}
    work = Work(ACCEPT, desk.who, versions=versions)
    outcome = perform(desk.catalog, work, versions, _count(len(versions), "link"))
    sentence = f"Approved {_count(len(outcome.done), 'link')}."
    if not outcome.refused:
        return Done(sentence)
    left = _count(len(outcome.refused), "link")
    why = outcome.refused[0][1].rstrip(".")
    return Done(f"{sentence} {left} left as before: {why}.", attention=True)


def _sections(
    found: ReleaseDiff | None, waiting: tuple[PendingApproval, ...]
) -> Iterator[ForecastSection]:
    """Yield the sections that are not empty, in the order in which they are read."""
    if waiting:
        yield ForecastSection(
            "Waiting for approval",
            "not published until it is approved",
            len(waiting),
            waiting[:MOST_LINES],
        )
    if found is None:
        return
    titles = {
        Kind.ADDED: ("New on the website", ""),
        Kind.CHANGED: ("Changed", ""),
        Kind.TAKEN_OFF: ("Taken off", ""),
        Kind.HELD_BACK: ("Held back (danger)", "off the website until a person has checked it"),
        Kind.STILL_HELD: ("Held back as before (danger)", "no change; a person should check"),
        Kind.NOTICE: ("Wording of notices", ""),
        Kind.CATEGORY: ("Categories", ""),
        Kind.HEADER: ("The directory as a whole", ""),
        Kind.HEALTH: ("Health alone", "what checks found; nothing that staff wrote"),
    }
    for kind, (title, sentence) in titles.items():
        if found.totals[kind]:
            lines = tuple(found.shown[kind])
            yield ForecastSection(title, sentence, found.totals[kind], lines)


def _summary(
    found: ReleaseDiff | None, there: KeptRelease | None, waiting: int, *, expires: bool
) -> str:
    """Return two lines: what is on the website; what would be, and what waits."""
    if there is None:
        site = "Nothing has been published yet."
    else:
        site = f"On the website: the release {_release_in_words(there)}."
    next_one = []
    if found is not None and there is None:
        next_one.append(f"A first release would have {_count(found.links, 'link')}.")
    elif found is not None and there is not None and not found.changes:
        ends = f"It expires on {there.expires:%Y-%m-%d}: publish it again (P)."
        next_one.append(ends if expires else "Publishing now would change nothing.")
    elif found is not None:
        next_one.append(f"Publishing now would change {_count(found.changes, 'thing')}.")
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        next_one.append(f"{_count(waiting, 'link')} {verb} for approval.")
    return "\n".join(filter(None, (site, " ".join(next_one))))


def _release_in_words(one: KeptRelease) -> str:
    return f"of {_moment(one.created_at)} with {_count(one.links, 'link')}"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _count(count: int, one: str) -> str:
    return f"{count:,} {one if count == 1 else one + 's'}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
