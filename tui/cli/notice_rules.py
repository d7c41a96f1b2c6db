"""`jobbank notices rules`: the rules by which links carry notices, shown and set."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from directory.catalog import notice_rules as catalog_notice_rules
from directory.publishing.diff import rule_impact
from directory.publishing.export import compose
from directory.queries import notice_rules
from directory.rules import notice_rules as rule_types
from directory.rules import notice_rules_check, notice_rules_json, presets
from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    put,
    put_line,
    say,
    settings_here,
    who_am_i,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.catalog.catalog import Catalog
    from directory.publishing.diff.rule_impact import Affected
    from directory.rules.notice_rules import DisclaimerRule, ExitRule, RuleSet
    from directory.settings import Settings


@click.group("rules", short_help="Show and set the rules by which links carry notices.")
def rules() -> None:
    """Show and set the rules by which links carry notices. The first that matches a link decides.

    Change them in a file:

    \b
        jobbank notices rules show --json > rules.json
        jobbank notices rules set rules.json --dry-run
    """


@rules.command("show")
@click.option("--json", "as_json", is_flag=True, help="JSON, to be edited and set again.")
def show_rules(as_json: bool) -> int:
    """Show the rules in force, in the order in which they are applied.

    Example: jobbank notices rules show --json

    Exit codes: 0 done; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        version, found = notice_rules.current_rules(connection)
    if as_json:
        put(notice_rules_json.as_text(found).rstrip("\n"))
    else:
        _put_rules(found)
        say(f"Version {version}." if version else "These are the default rules.")
    return DONE


@rules.command("presets")
def list_presets() -> int:
    """List the sets of rules that come with the program.

    Example: jobbank notices rules presets

    Exit codes: 0 done.
    """
    for preset in presets.PRESETS.values():
        put_line(f"{preset.name:<14}{preset.title}")
        put_line(f"{'':<14}{preset.description}")
    say("See what one would change: jobbank notices rules set --preset NAME --dry-run")
    return DONE


@rules.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--preset", metavar="NAME", help="A set of `jobbank notices rules presets`.")
def check_rules(file: Path | None, preset: str | None) -> int:
    """Check whether rules can be used: those of a file or a preset, else those that apply.

    Among others, no rule may give the notice “not run by a government” to a
    destination whose operator is unknown. All faults are listed.

    Example: jobbank notices rules check rules.json

    Exit codes: 0 the rules can be used; 2 bad usage, or they cannot; 4 the catalog
    cannot be used.
    """
    if file is not None and preset is not None:
        raise click.UsageError("name either a file or a preset")
    given = _read(file) if file is not None else _preset(preset) if preset is not None else None
    with opened_catalog(settings_here()) as catalog:
        if given is None:
            with catalog.reading() as connection:
                given = notice_rules.current_rules(connection).rules
        _refuse_unfit(catalog, notice_rules_check.tidied(given), catalog.now().date())
    say("These rules can be used.")
    return DONE


@rules.command("set")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--preset", metavar="NAME", help="A set of `jobbank notices rules presets`.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def set_rules(file: Path | None, preset: str | None, dry_run: bool, yes: bool) -> int:
    """Set the rules, from a file or a preset, after showing how many links that affects.

    You are asked for confirmation. Visitors see the change after the next release.

    Example: jobbank notices rules set --preset omb --dry-run

    Exit codes: 0 done, or nothing to do; 2 bad usage, a file or rules that cannot be used, you
    said no, or you may not; 4 the catalog cannot be used.
    """
    if (file is None) is (preset is None):
        raise click.UsageError("name either a file or a preset")
    wanted = notice_rules_check.tidied(_read(file) if file is not None else _preset(preset or ""))
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        today = catalog.today()
        _refuse_unfit(catalog, wanted, today)
        if _are_held(catalog, wanted):
            say("These rules are in force already; nothing was changed.")
            return DONE
        found = _affected(catalog, settings, today, wanted)
        _put_affected(found)
        if dry_run:
            say("Nothing was changed.")
            return DONE
        _ask(found, yes=yes)
        with catalog.change(who=who_am_i(settings)) as change:
            version = catalog_notice_rules.set_notice_rules(change, wanted, found.version)
    say(f"Set: version {version}. Visitors see it once you publish: jobbank export")
    return DONE


def _read(file: Path) -> "RuleSet":
    try:
        with file.open("rb") as opened:
            text = opened.read(notice_rules_json.LONGEST + 1)
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}", BAD_INPUT) from None
    if len(text) > notice_rules_json.LONGEST:
        raise Failed(
            f"{file} is longer than rules can be ({notice_rules_json.LONGEST:,} bytes)", BAD_INPUT
        )
    try:
        return notice_rules_json.rules_in(text.removeprefix(b"\xef\xbb\xbf"))
    except notice_rules_json.NotRules as error:
        raise Failed(_listed(f"{file} cannot be used", error.problems), BAD_INPUT) from None


def _preset(name: str) -> "RuleSet":
    if name not in presets.PRESETS:
        raise Failed(
            f"there is no preset “{name}”; there are: {', '.join(presets.PRESETS)}", BAD_INPUT
        )
    return presets.PRESETS[name].rules


def _refuse_unfit(catalog: "Catalog", wanted: "RuleSet", today: date) -> None:
    """Raise Failed if the rules cannot be used."""
    with catalog.reading() as connection:
        found = catalog_notice_rules.faults(connection, wanted, today)
    if found:
        raise Failed(_listed("these rules cannot be used", found), BAD_INPUT)


def _affected(
    catalog: "Catalog", settings: "Settings", today: date, wanted: "RuleSet"
) -> "Affected":
    try:
        return rule_impact.affected(catalog, settings, today, wanted)
    except compose.Unpublishable as error:
        raise Failed(str(error), BAD_INPUT) from None


def _are_held(catalog: "Catalog", wanted: "RuleSet") -> bool:
    with catalog.reading() as connection:
        return notice_rules.current_rules(connection).rules == wanted


def _ask(found: "Affected", *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Failed(
            "nothing was changed: this is not a terminal, so confirm with --yes", BAD_INPUT
        )
    links = number(found.changed, "link")
    if not click.confirm(f"Set these rules? They change what {links} carry.", err=True):
        raise Failed("nothing was changed", BAD_INPUT)


def _put_affected(found: "Affected") -> None:
    put_line(f"{found.changed:,} of {number(found.links, 'published link')} would change.")
    for effect, links in found.effects.most_common():
        examples = ", ".join(f"{key} {name}" for key, name in found.examples[effect].items())
        more = ", …" if links > len(found.examples[effect]) else ""
        put_line(f"{number(links, 'link')}: {effect.words} ({examples}{more})")


def _put_rules(found: "RuleSet") -> None:
    put_line("Exit notice; what staff decided on a link comes before these:")
    _put_list(found.exit)
    for one in found.disclaimers:
        put_line(f"Disclaimer {one.notice}:")
        _put_list(one.rules)


def _put_list(rules: "Sequence[ExitRule | DisclaimerRule]") -> None:
    for place, rule in enumerate(rules, 1):
        if isinstance(rule, rule_types.ExitRule):
            outcome = f"{rule.notice}, {rule_types.SHOWN_AS[rule.show]}" if rule.notice else "none"
        else:
            outcome = "due" if rule.due else "not due"
        put_line(f"  {place}. {rule_types.question(rule.when)} Then: {outcome}. “{rule.because}”")


def _listed(what: str, problems: "Sequence[str]") -> str:
    if len(problems) == 1:
        return f"{what}: {problems[0]}"
    return "\n".join([f"{what}:", *(f"  - {one}" for one in problems)])
