"""Titles of acts, from the audit entries that they are made of.

An act on links has its title from the person's command. Everything else gets one here, so that
no change can be made without a line in the list of acts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from directory.model.audit import OF_LINKS

#: By kind and action of an entry: the title of one, and of several. Names in braces are those
#: of the entry's key and of what it stores.
_TITLES: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("catalog", "rejudge"): ("Judge all links again", ""),
    ("category", "add"): ("Add the category “{key}”", "Add {number} categories"),
    ("notice", "add"): ("Add the notice “{key}”", "Add {number} notices"),
    ("notice", "announce"): (
        "Announce “{key}”, in force from {effective_from}",
        "Announce {number} notices",
    ),
    ("notice", "propose"): (
        "Propose a wording of “{key}”, in force from {effective_from}",
        "Propose wordings of {number} notices",
    ),
    ("notice", "withdraw"): (
        "Withdraw the proposed wording of “{key}”",
        "Withdraw the proposed wordings of {number} notices",
    ),
    ("notice-rules", "set"): ("Set the rules for notices, version {version}", ""),
    ("other-names", "allow"): ("Allow names by JOBBANK_USER", ""),
    ("other-names", "forbid"): ("Forbid names by JOBBANK_USER", ""),
    ("person", "add"): ("Give {key} the role {role}", "Give {number} people their roles"),
    ("person", "edit"): ("Give {key} the role {role}", "Give {number} people other roles"),
    ("person", "remove"): (
        "Take {key} off the list of people",
        "Take {number} people off the list",
    ),
    ("registry", "load"): ("Load the registry {key}", "Load {number} registries"),
    ("release", "bring back"): ("Roll back to release {restored_serial}", ""),
    ("release", "publish"): ("Publish release {serial}", ""),
    ("view", "add"): ("Save the view “{key}”", "Save {number} views"),
    ("view", "edit"): ("Change the view “{key}”", "Change {number} views"),
    ("view", "remove"): ("Drop the view “{key}”", "Drop {number} views"),
}

Entry = Mapping[str, Any]


def is_final(entries: Sequence[Entry]) -> bool:
    """Return True if what these entries record cannot be taken back: only links can."""
    return any(entry["kind"] not in OF_LINKS for entry in entries)


def title_of(entries: Sequence[Entry]) -> str:
    """Return the title of an act that is made of these entries, of which there is one at least.

    Links that were changed as a consequence of something else are left out.
    """
    groups: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry["kind"] not in OF_LINKS:
            groups[entry["kind"], entry["what"]].append(entry)
    if not groups:
        return _title_of_links(entries)
    first, *others = (_title(*key, found) for key, found in groups.items())
    return "; ".join([first, *(one[0].lower() + one[1:] for one in others)])


def _title(kind: str, what: str, entries: Sequence[Entry]) -> str:
    thing = kind.replace("-", " ")
    other = (
        f"{what.capitalize()} the {thing} “{{key}}”",
        f"{what.capitalize()}: {thing} ({{number}})",
    )
    one, several = _TITLES.get((kind, what), other)
    if several and len({entry["key"] for entry in entries}) > 1:
        return several.format(number=f"{len(entries):,}")
    last = entries[-1]
    return one.format_map(_Named(last["after"] or {}, key=last["key"]))


def _title_of_links(entries: Sequence[Entry]) -> str:
    ids = {entry["key"] for entry in entries}
    verb = "Add" if all(entry["what"] == "add" for entry in entries) else "Change"
    if len(ids) > 1:
        return f"{verb} {len(ids):,} links"
    name = next(((entry["after"] or {}).get("name") for entry in entries), None)
    return f"{verb} “{name}”" if name else f"{verb} link {entries[0]['key']}"


class _Named(dict[str, Any]):
    """Values by name; an entry without one is shown with a dash."""

    def __missing__(self, name: str) -> str:
        return "–"
