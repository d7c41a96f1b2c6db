"""`jobbank registries`: load public lists of government domains."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.services import download
from crawler.services import registries as services_registries
from directory.catalog import registries as catalog_registries
from directory.importing import records, registry_file
from directory.queries import registries as queries_registries
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    INCONCLUSIVE,
    Failed,
    environment_here,
    number,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
    warn,
    who_am_i,
    working,
)

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.catalog.registries import Loaded, Reclassed
    from directory.importing.registry_file import RegistryFile

#: The most rows that cannot be read to list one by one.
_TOLD = 20


@click.group()
def registries() -> None:
    """Load registries of government domains, which decide which destinations a government runs.

    An operator class that a curator has set, or that came with an imported file, is not changed
    by a registry.
    """


@registries.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per registry.")
def list_registries(as_json: bool) -> int:
    """List the registries that are loaded, and when and from where.

    If the output is not a terminal, there are tabs between the columns: name, number of
    domains, time, source.

    Example: jobbank registries list

    Exit codes: 0 done; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        loaded = queries_registries.registries(connection)
    for one in loaded:
        if as_json:
            put_json(one.model_dump() | {"loaded_at": one.loaded_at.isoformat()})
        elif not on_terminal():
            put_row(one.name, one.listed, f"{one.loaded_at:%Y-%m-%dT%H:%M:%SZ}", one.source)
        else:
            put_line(
                f"{one.name:<12} {number(one.listed, 'domain'):>16}, loaded "
                f"{one.loaded_at:%Y-%m-%d %H:%M} UTC from {one.source}"
            )
    if not loaded:
        say("No registry is loaded. Next: jobbank registries update")
    return DONE


@registries.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--name", default="", help="The name under which it is stored (default: its usual name)."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link, then a summary.")
def load_registry(file: Path, name: str, dry_run: bool, as_json: bool) -> int:
    """Load a registry from FILE; it replaces what was loaded under its name.

    The tables “dotgov” and “govt-urls” are recognized by their headings. Links that are not
    published get their class at once; changes of published links wait in the queue.

    Example: jobbank registries load current-full.csv --dry-run

    Exit codes: 0 done; 1 changes of published links wait for a person; 2 the file is not a
    registry, or you may not; 4 the catalog cannot be used.
    """
    settings = settings_here()
    try:
        read = registry_file.read_registry_file(file, name)
    except records.ImportRefused as error:
        raise Failed(str(error), BAD_INPUT) from None
    with opened_catalog(settings) as catalog:
        loaded = _load(catalog, read, str(file), who_am_i(settings), dry_run)
    _tell(read, loaded, str(file), dry_run, as_json)
    return ATTENTION if loaded.waits else DONE


@registries.command("update")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link, then a summary.")
def update_registries(names: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Fetch the registries from where they are published, and load them.

    Without a NAME, all: dotgov, govt-urls, and those of the setting “registries”. One that
    cannot be fetched stays as it was and does not stop the others.

    Example: jobbank registries update dotgov

    Exit codes: 0 done; 1 changes of published links wait for a person; 2 there is no such
    registry, what was fetched is not a registry, or you may not; 3 one could not be fetched;
    4 the catalog cannot be used.
    """
    import asyncio

    settings = settings_here()
    addresses = _chosen(services_registries.addresses_of(settings), names)
    waits, codes = 0, [DONE]
    with opened_catalog(settings) as catalog:
        try:
            with working("Fetching the registries"):
                fetched = asyncio.run(
                    services_registries.fetch_all(addresses, settings, environment_here(settings))
                )
        except download.NotHere as error:
            raise Failed(str(error), BAD_INPUT) from None
        for name, data in fetched.items():
            if isinstance(data, download.NotHere):
                warn(f"{name} stays as it was: {data}. The address was {addresses[name]}")
                codes.append(INCONCLUSIVE)
                continue
            try:
                read = registry_file.read_registry(data, name)
            except records.ImportRefused as error:
                warn(f"{name} stays as it was: {addresses[name]}: {error}")
                codes.append(BAD_INPUT)
                continue
            loaded = _load(catalog, read, addresses[name], who_am_i(settings), dry_run)
            _tell(read, loaded, addresses[name], dry_run, as_json)
            waits += loaded.waits
    return max(codes) or (ATTENTION if waits else DONE)


def _chosen(addresses: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    for name in names:
        if name not in addresses:
            raise Failed(
                f"there is no registry “{name}” to fetch; there are {', '.join(addresses)}. Add "
                "others to the setting “registries”, or load them from a file: "
                "jobbank registries load FILE",
                BAD_INPUT,
            )
    return {name: addresses[name] for name in names or addresses}


def _load(
    catalog: "Catalog", read: "RegistryFile", source: str, who: str, dry_run: bool
) -> "Loaded":
    if dry_run:
        with working(f"Comparing with {read.name}"), catalog.reading() as connection:
            return catalog_registries.plan(connection, read.name, read.listings)
    with (
        working(f"Loading {read.name}"),
        catalog.change(who=who, why=f"the registry {read.name}") as change,
    ):
        return catalog_registries.load_registry(
            change, read.name, source, read.digest, read.listings
        )


def _tell(
    read: "RegistryFile", loaded: "Loaded", source: str, dry_run: bool, as_json: bool
) -> None:
    for link in loaded.links:
        if as_json:
            put_json(_link_as_data(link))
        else:
            put_line(_link_as_line(link))
    for problem in read.problems[:_TOLD]:
        warn(f"  line {problem.line}: {problem.text}: {problem.reason}")
    if len(read.problems) > _TOLD:
        warn(f"  and {number(len(read.problems) - _TOLD, 'more row')} that cannot be read")
    for remark in read.remarks:
        say(f"  {remark}")
    if as_json:
        put_json(_summary_as_data(read, loaded, source, dry_run))
    _say_summary(read, loaded, dry_run)


def _link_as_line(link: "Reclassed") -> str:
    ground = f"{link.listing.domain} in {link.listing.registry}" if link.listing else "not listed"
    return (
        f"{link.link_id:>6}  {link.outcome:<9}  {link.was.operator_class} → "
        f"{link.now.operator_class}  {link.host}  {link.name}  ({ground})"
    )


def _link_as_data(link: "Reclassed") -> dict[str, Any]:
    return {
        "id": link.link_id,
        "name": link.name,
        "host": link.host,
        "outcome": link.outcome,
        "was": {"class": link.was.operator_class, "basis": link.was.basis},
        "now": {
            "class": link.now.operator_class,
            "basis": link.now.basis,
            "operator": link.now.operator,
        },
        "domain": link.listing.domain if link.listing else None,
        "registry": link.listing.registry if link.listing else None,
    }


def _summary_as_data(
    read: "RegistryFile", loaded: "Loaded", source: str, dry_run: bool
) -> dict[str, Any]:
    return {
        "registry": loaded.registry,
        "source": source,
        "digest": read.digest,
        "dry_run": dry_run,
        "listed": loaded.listed,
        "listed_before": loaded.before,
        "left_out": [{"line": p.line, "text": p.text, "reason": p.reason} for p in read.left_out],
        "problems": [{"line": p.line, "text": p.text, "reason": p.reason} for p in read.problems],
        "links": {
            outcome.value: loaded.count(outcome) for outcome in catalog_registries.RegistryOutcome
        },
    }


def _say_summary(read: "RegistryFile", loaded: "Loaded", dry_run: bool) -> None:
    before = "new" if loaded.before is None else f"before: {loaded.before:,}"
    would = "would be " if dry_run else ""
    counts = ", ".join(
        f"{loaded.count(outcome):,} {outcome}" for outcome in catalog_registries.RegistryOutcome
    )
    say(f"{loaded.registry}: {number(loaded.listed, 'domain')} ({before}); links {would}{counts}")
    for reason, rows in registry_file.counted(read.left_out):
        say(f"  {number(rows, 'row')} left out: {reason}")
    if loaded.waits and not dry_run:
        say("Changes of published links wait for approval. See: jobbank queue")
    if loaded.count(catalog_registries.RegistryOutcome.HELD):
        say(
            "“held”: another change of the link waits already. Decide on that, then load the "
            "registry again."
        )
