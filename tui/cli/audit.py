"""`jobbank audit`: the audit trail, and the coverage of notices."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from directory.publishing.compliance import coverage as compliance_coverage
from directory.publishing.compliance import coverage_page
from directory.publishing.compliance import witnesses as compliance_witnesses
from directory.publishing.export import compose
from directory.publishing.release import text_file
from directory.queries import notice_rules, release_history, release_rows
from tui.cli.audit_records import export_entries, list_entries
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    put,
    put_json,
    put_line,
    refuse_to_overwrite,
    say,
    say_unknown_operators,
    settings_here,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from directory.catalog.catalog import Catalog
    from directory.publishing.compliance.coverage import CoverageLine, CoverageSurvey
    from directory.queries.replay import TrailProof
    from directory.settings import Settings


@click.group()
def audit() -> None:
    """Prove the audit trail (who changed what, when and why), and the coverage of notices."""


audit.add_command(list_entries)
audit.add_command(export_entries)


@audit.command("verify")
@click.option(
    "--head",
    "given",
    metavar="HEAD",
    multiple=True,
    help="A head that was kept elsewhere: a hash, a line of “jobbank audit head”, or a file: a "
    "manifest.json, or such lines. It can be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per fault.")
def verify_trail(given: tuple[str, ...], as_json: bool) -> int:
    """Prove the audit trail, and compare the catalog with it.

    Each entry must follow the one before it. The entries, replayed, must give what
    the tables contain: links and their proposals, categories, notices with their
    wordings, rules and periods, people, views, registries and the catalog's settings. Each row
    and field that differs is listed. The heads that were kept elsewhere must be
    entries of the trail: those in the manifests of the present release, of the earlier
    ones that are kept (the setting “release”) and of the records of all others, and any that
    is given with --head. A record that is damaged or missing is listed.

    What is not proved: people who can write to the database can append entries that are
    well-formed, and without a witness they can rewrite the whole trail. The trail does not
    contain health, baselines and crawls.

    Example: jobbank audit verify --head heads.log

    Exit codes: 0 the trail and the catalog agree; 1 they do not, or a witness contradicts
    them, and each fault is listed; 2 what was given is no head; 4 the catalog cannot be used.
    """
    settings = settings_here()
    evidence = compliance_witnesses.evidence_in(settings.release)
    witnesses = list(evidence.witnesses)
    try:
        for one in given:
            witnesses += compliance_witnesses.given_heads(one)
    except compliance_witnesses.NotAHead as error:
        raise Failed(f"{error}.", BAD_INPUT) from None
    with opened_catalog(settings) as catalog:
        proof = catalog.verify_audit({one.head for one in witnesses})
        contradictions = list(evidence.unusable)
        if not proof.broken:
            since = catalog.now() - timedelta(days=365 * settings.records_years)
            with catalog.reading() as connection:
                contradictions += compliance_witnesses.missing_records(
                    release_history.released(connection), evidence.recorded, settings.release, since
                )
            contradictions += compliance_witnesses.witness_faults(witnesses, proof)
    _put_faults(proof, contradictions, as_json=as_json)
    if proof.broken or proof.differing or contradictions:
        return ATTENTION
    if not as_json:
        put(f"{proof.head}")
    say(
        f"The audit trail is intact: {number(proof.entries, 'entry', 'entries')}. "
        "The catalog agrees with it."
    )
    say(_compared(len(witnesses)))
    return DONE


def _put_faults(proof: "TrailProof", contradictions: list[str], *, as_json: bool) -> None:
    """Print each fault in a line, then what to do about them."""
    for one in proof.differences:
        if as_json:
            put_json({"table": one.table, "key": one.key, "field": one.field, "words": one.words})
        else:
            put_line(str(one))
    for words in contradictions:
        if as_json:
            put_json({"table": "", "key": "", "field": "", "words": words})
        else:
            put_line(words)
    if proof.broken:
        warn(
            f"The audit trail is NOT intact: {proof.broken}. "
            f"The {number(proof.entries, 'entry', 'entries')} before that are intact. Nothing else "
            "was compared. Keep the catalog as it is and compare it with a backup."
        )
    elif proof.differing or contradictions:
        count = proof.differing + len(contradictions)
        rest = proof.differing - len(proof.differences)
        more = f" ({rest:,} of them are not listed)" if rest else ""
        warn(
            f"{number(count, 'fault')} found{more}. Keep the catalog as it is and compare it with "
            "a backup."
        )


def _compared(witnesses: int) -> str:
    if witnesses:
        return f"It agrees with {number(witnesses, 'outside witness', 'outside witnesses')}."
    return (
        "No outside witness was compared: people who can write to the database could have "
        "rewritten the whole trail. Keep a line of “jobbank audit head” elsewhere from time to "
        "time, and give it with --head; releases that are kept are witnesses, too."
    )


@audit.command("head")
def print_head() -> int:
    """Print one line by which the whole trail can be proved later, to be kept elsewhere.

    The line has three fields, separated by blanks: the number of the last entry,
    its hash (SHA-256 in hex), and when it was written (UTC, as 2026-10-09T12:00:00Z; “-” for a
    trail without entries). Keep it where people who can write to the database cannot change it:
    in the log of another machine, in an e-mail. “jobbank audit verify --head” accepts it, or a
    file of such lines.

    Example: jobbank audit head >> /mnt/other/heads.log

    Exit codes: 0 done; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog:
        last, digest, at = catalog.audit_line()
    put(f"{last} {digest} {f'{at:%Y-%m-%dT%H:%M:%SZ}' if at else '-'}")
    return DONE


@audit.command("coverage")
@click.option("--html", type=click.Path(path_type=Path), help="Write one page for an auditor.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write a table for a spreadsheet.")
@click.option(
    "--date",
    "asked",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day whose wordings count (default: today).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per line of the audit.")
def coverage(html: Path | None, csv: Path | None, asked: datetime | None, as_json: bool) -> int:
    """Check that every published link has every notice it must carry, in every language.

    Gaps come first: a notice that is missing, of the wrong kind, without a
    wording in force, without a text in a language, or with a placeholder that
    cannot be filled in; so do future wordings with such a fault. A release is
    refused for each gap. Links that are held back are listed as not shown.

    The links are the present ones, also for another day. With --json, and in the files,
    what is covered is listed as well. Links whose operator is unknown are counted;
    with --json, in a last line of the state “summary”.

    Example: jobbank audit coverage --html coverage.html

    Exit codes: 0 no gap; 1 a gap; 2 bad usage, or a file cannot be written;
    4 the catalog cannot be used.
    """
    if html is not None and csv is not None and html.resolve() == csv.resolve():
        raise Failed("--html and --csv name the same file; name two", BAD_INPUT)
    settings = settings_here()
    for file in filter(None, (html, csv)):
        refuse_to_overwrite(file, settings)
    with opened_catalog(settings) as catalog, catalog.reading() as connection:
        found = _survey(catalog, connection, settings, asked)
        _write(found, html, csv)
        if as_json:
            with closing(found.lines()) as lines:
                _put_json(lines)
            _put_json_summary(found)
        else:
            _put_summary(found)
        for path in filter(None, (html, csv)):
            say(f"Written: {path}")
        return _verdict(found)


def _survey(
    catalog: "Catalog", connection: Any, settings: "Settings", asked: datetime | None
) -> "CoverageSurvey":
    day = asked.date() if asked else catalog.today()
    try:
        rules = notice_rules.current_rules(connection).rules
        audited = compliance_coverage.Audit(release_rows.notices(connection), settings, day, rules)
    except compose.Unpublishable as error:
        raise Failed(str(error), BAD_INPUT) from None
    held = release_rows.held_back(connection, day)
    return compliance_coverage.survey(
        audited, lambda: release_rows.released_links(connection, day), held
    )


def _write(found: "CoverageSurvey", html: Path | None, csv: Path | None) -> None:
    try:
        if html is not None:
            with text_file.replaced(html) as file:
                file.writelines(coverage_page.page(found))
        if csv is not None:
            with text_file.replaced(
                csv, "utf-8-sig"
            ) as file:  # spreadsheets guess wrong without the mark
                coverage_page.write_table(found, file)
    except text_file.CannotWrite as error:
        raise Failed(str(error), BAD_INPUT) from None


def _put_json(lines: "Iterable[CoverageLine]") -> None:
    for line in lines:
        put_json(
            {
                "state": line.state,
                "id": line.link,
                "name": line.name,
                "notice": line.notice or None,
                "kind": line.kind,
                "language": line.language or None,
                "gap": line.gap and line.gap.kind,
                "words": line.words,
            }
        )


def _put_json_summary(found: "CoverageSurvey") -> None:
    """Print the last line: the keys of all other lines, and the count."""
    links = found.unknown_operators
    if links:
        empty = dict.fromkeys(("id", "name", "notice", "kind", "language", "gap"))
        words = f"{number(links, 'link')}: the operator is unknown"
        put_json({"state": "summary"} | empty | {"words": words, "unknown_operators": links})


def _put_summary(found: "CoverageSurvey") -> None:
    """Print how many links need each notice, then the gaps, one a line."""
    for one, links in found.needed:
        covered = ", ".join(one.covered) or "no language"
        put_line(f"{one.kind}: {one.notice}: {number(links, 'link')}, shown in {covered}")
    for line in found.held:
        put_line(f"not-shown: {line.link} {line.name}: {line.words}")
    with closing(found.gap_lines()) as gaps:
        for line in gaps:
            whose = "" if line.link is None else f"{line.link} {line.name}: "
            put_line(f"gap: {whose}{line.notice} ({line.kind}, {line.language}): {line.words}")


def _verdict(found: "CoverageSurvey") -> int:
    say_unknown_operators(found.unknown_operators)
    held = f" {number(len(found.held), 'link')} held back." if found.held else ""
    seen = f"{number(found.links, 'published link')} on {found.day}.{held}"
    if not found.gaps:
        say(f"No gap: {seen}")
        return DONE
    told = [f"{number(found.link_gaps, 'gap')} in {number(found.with_gaps, 'link')}"]
    if found.wordings:
        told.append(f"{number(len(found.wordings), 'gap')} in wordings that no link needs today")
    warn(f"{' and '.join(told)}; {seen} Until they are closed, a release for this day is refused.")
    return ATTENTION
