"""`jobbank rollback`: publish an earlier release again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from directory.publishing.export import publish
from directory.publishing.release import faults as release_faults
from directory.publishing.release import history
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    put,
    put_json,
    say,
    settings_here,
    warn,
    who_am_i,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.publishing.release.history import KeptRelease


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--list", "only_list", is_flag=True, help="List the releases that are kept.")
@click.option("--to", "wanted", metavar="ID", help="Its id, from --list (default: the last).")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per release.")
def rollback(folder: Path | None, only_list: bool, wanted: str | None, as_json: bool) -> int:
    """Bring the release before this one back on the website, in one step.

    FOLDER is that of the release (default: the setting “release”). The links and texts of
    the earlier release are published as a new release, with a new number. Links that have
    become dangerous since are left out. The present release is kept, so that --to can
    bring it back. The catalog does not change.

    Example: jobbank rollback --list

    Exit codes: 0 done; 1 done, and links were left out because they have become
    dangerous; 2 no such release is kept, or it is damaged, or you may not
    publish; 4 the catalog cannot be used.
    """
    settings = settings_here()
    folder = folder or settings.release
    if only_list:
        past = history.past_releases(folder)
        present = history.present_release(folder)
        if present is not None and not any(one.present for one in past):
            _put(present, as_json)
        for one in past:
            _put(one, as_json)
        say(f"Bring one back with: jobbank rollback {folder} --to ID")
        return DONE
    with opened_catalog(settings) as catalog:
        try:
            outcome = publish.bring_back(
                catalog, folder, who=who_am_i(settings), now=catalog.now(), settings=settings,
                to=wanted,
            )  # fmt: skip
        except release_faults.ReleaseRefused as error:
            raise Failed(str(error), BAD_INPUT) from None
    there = history.present_release(folder)
    assert there is not None
    _put(there, as_json)
    return _report_left_out(outcome.left_out)


def _report_left_out(ids: "Sequence[int]") -> int:
    if not ids:
        return DONE
    warn(f"Left out, because they have become dangerous: {', '.join(map(str, ids))}.")
    return ATTENTION


def _put(one: "KeptRelease", as_json: bool) -> None:
    if as_json:
        put_json(_as_json(one))
        return
    mark = "on the website" if one.present else "kept"
    made = f"{one.created_at:%Y-%m-%d %H:%M} UTC"
    back = "" if one.restores is None else f", brings back release {one.restores}"
    about = f"as of {one.as_of}, {number(one.links, 'link')}, {mark}"
    put(f"{one.id}  release {one.serial}{back}, made {made}, {about}")


def _as_json(one: "KeptRelease") -> dict[str, Any]:
    return {
        "id": one.id,
        "digest": one.digest,
        "created_at": one.created_at.isoformat(),
        "as_of": one.as_of,
        "serial": one.serial,
        "restores": one.restores,
        "links": one.links,
        "present": one.present,
    }
