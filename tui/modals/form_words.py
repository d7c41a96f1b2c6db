"""What a form says of itself, in sentences."""

from tui.state.form_sheet import Filled, Sheet, Start


def title(start: Start, sheet: Sheet) -> str:
    """The line at the top: which link, its state, how much is not saved yet."""
    number = len(sheet.touched)
    what = f"Link {start.link_id}: {start.name}" if start.link_id else "A new link"
    more = f" · {fields(number)} changed, not saved" if number else ""
    return f"{what} · {start.state.replace('_', ' ')}{more}"


def welcome(start: Start, sheet: Sheet, address: str) -> str:
    """What is to be known when it opens: that earlier work was kept, or waits for approval.

    address: what the clipboard holds.
    """
    if start.kept is not None and sheet.touched:
        told = f"Your unfinished changes from {start.kept.at} were kept; here they are."
        if address and address != sheet.now["url"]:
            told += f"\nThe clipboard holds {address}; ctrl+r begins with it instead."
        return told
    if start.proposed_by:
        who = start.proposed_by.replace("\n", ", ")
        return f"An edit by {who} waits for approval; the fields show it."
    return ""


def reason(found: Filled, key: str) -> str:
    """What stands below a field: why it was filled in, or what to consider."""
    because = found.reasons[key]
    return f"filled in {because}" if key in found.texts and because else because


def not_saved(number: int) -> str:
    """That so many fields are wrong."""
    needs = "needs" if number == 1 else "need"
    return f"Not saved yet: {fields(number)} {needs} a change. Look for the “!”."


def fields(number: int) -> str:
    """So many fields."""
    return f"{number} field{'' if number == 1 else 's'}"
