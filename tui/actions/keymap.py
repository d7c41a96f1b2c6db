"""Custom keys: `[keys]` in jobbank.toml gives actions other keys, by their id."""

from collections.abc import Iterable, Mapping

from tui.actions.registry import Action


def checked(
    wanted: Mapping[str, str], actions: Iterable[Action]
) -> tuple[dict[str, str], list[str]]:
    """Return the keys that can be set, by action id, and a message for each of the others.

    wanted: action id → keys as Textual names them, separated by commas. An entry with a key
    that another action has on the same screen is dropped.
    """
    by_id = {action.id: action for action in actions}
    granted: dict[str, str] = {}
    problems = [
        f"there is no action “{name}” to give a key to (jobbank.toml, [keys])"
        for name in wanted
        if name not in by_id
    ]
    for name in (name for name in wanted if name in by_id):
        keys = [key.strip() for key in wanted[name].split(",") if key.strip()]
        other = _holder(by_id[name], keys, by_id, wanted)
        if not keys:
            problems.append(f"“{name}” is given no key (jobbank.toml, [keys])")
        elif other is not None:
            problems.append(
                f"“{name}” cannot have the key {wanted[name]}: it is that of “{other.id}” "
                "(jobbank.toml, [keys])"
            )
        else:
            granted[name] = ",".join(keys)
    return granted, problems


def _holder(
    action: Action, keys: list[str], by_id: Mapping[str, Action], wanted: Mapping[str, str]
) -> Action | None:
    """Return the action that uses one of these keys on a screen of this one, or None."""
    for other in by_id.values():
        if other.id == action.id or not _meet(action, other):
            continue
        held = wanted.get(other.id)
        theirs = [key.strip() for key in held.split(",")] if held else list(other.keys)
        if set(keys) & set(theirs):
            return other
    return None


def _meet(one: Action, other: Action) -> bool:
    everywhere = "app" in one.scopes or "app" in other.scopes
    return everywhere or bool(set(one.scopes) & set(other.scopes))
