"""`jobbank people`: who may do what."""

import click

from directory.catalog import people as catalog_people
from directory.model import vocab
from tui.cli.common import (
    DONE,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
    who_am_i,
)

_ROLES = ("viewer", "editor", "publisher", "admin")


@click.command()
@click.option("--set", "given", nargs=2, multiple=True, metavar="NAME ROLE",
              help="Give a person a role; as often as needed.")  # fmt: skip
@click.option("--remove", metavar="NAME", help="Remove a person from the list.")
@click.option("--other-names", type=click.Choice(["yes", "no"]),
              help="Allow or forbid names by JOBBANK_USER.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON line per person.")
def people(
    given: tuple[tuple[str, str], ...], remove: str | None, other_names: str | None, as_json: bool
) -> int:
    """List who may do what: viewer, editor, publisher or admin.

    While no one is listed, everybody may do everything. Begin with yourself, as an admin.
    Roles protect against mistakes, not against people who can write to the
    database.

    People act under the name of their account. Once a person is listed, another
    name (the setting “user”, JOBBANK_USER) is refused, unless an admin allows it
    with --other-names yes.

    If the output is not a terminal, there is a tab between name and role.

    Example: jobbank people --set maria admin

    Exit codes: 0 done; 2 bad usage, or a change that is refused; 4 the catalog
    cannot be used.
    """
    for _, role in given:
        if role not in _ROLES:
            raise click.UsageError(f"“{role}” is not a role; the roles are {', '.join(_ROLES)}")
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        if given or remove is not None or other_names is not None:
            with catalog.change(who=who_am_i(settings)) as change:
                if other_names is not None:
                    catalog_people.allow_other_names(change, allowed=other_names == "yes")
                for name, role in given:
                    catalog_people.set_person(change, name, vocab.Role(role))
                if remove is not None:
                    catalog_people.set_person(change, remove, None)
            say("Done.")
            return DONE
        listed = catalog.people()
        for person in listed:
            if as_json:
                put_json({"name": person.name, "role": person.role})
            elif on_terminal():
                put_line(f"{person.name}: {person.role}")
            else:
                put_row(person.name, person.role)
        if not listed:
            say("No one is listed: everybody may do everything.")
        if catalog.other_names():
            say("Names other than those of accounts (JOBBANK_USER) are allowed.")
    return DONE
