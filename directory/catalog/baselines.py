"""Baselines as rows: what staff approved."""

from collections.abc import Mapping
from typing import Any

from directory.catalog.run_results import put_spans, state_columns
from directory.catalog.transaction import Transaction
from directory.model.baseline import baseline_of
from directory.model.findings import NOTHING_FOUND, words_of
from directory.model.observation import Finding, unpack
from directory.model.reasons import Reason
from directory.model.tables import baselines as _baselines
from directory.model.tables import health as _health
from directory.model.vocab import Verdict
from directory.rules.lifecycle import LastDanger, advance, last_danger

#: Findings that exist only because a page differs from the approved one.
_AGAINST_BASELINE = frozenset({Reason.DRIFT, Reason.HIJACKED, Reason.PAGE_RENEWED})


def approve(tx: Transaction, link_id: int) -> bool:
    """Make the page of the latest check the baseline; return False if that check saw no page.

    Findings that exist only because the page differed from the approved one are dropped; others
    remain.
    """
    seen = tx.snapshot(link_id)["health"]
    if seen is None or seen["page_key"] is None or baseline_of(unpack(seen["observation"])) is None:
        return False
    tx.set_aside(link_id)
    page = {name: seen[name] for name in ("link_id", "page_key", "observation")}
    tx.replace(_baselines, link_id, page | {"taken_at": tx.now, "who": tx.who})
    left = tuple(found for found in seen["findings"] if found.reason not in _AGAINST_BASELINE)
    if left != seen["findings"]:
        _clear(tx, seen, left or (NOTHING_FOUND,))
    return True


def approve_if_well(tx: Transaction, link_id: int) -> None:
    """Make the page of the latest check the baseline if nothing bad was found in it.

    The person who publishes a link has not always seen what the crawl saw.
    """
    seen = tx.snapshot(link_id)["health"]
    if seen is not None and seen["verdict"] in (Verdict.OK, Verdict.MOVED):
        approve(tx, link_id)


def _clear(tx: Transaction, seen: Mapping[str, Any], left: tuple[Finding, ...]) -> None:
    """Keep only the findings in `left`: a person has approved the page as it is."""
    worst = left[0].reason
    state = advance(None, left[0].verdict, worst, tx.now)
    danger = last_danger(LastDanger(seen["danger"], seen["danger_since"]), words_of(left), tx.now)
    values = {"reason": worst.value, "findings": left, **danger._asdict()}
    if state.verdict is not seen["verdict"]:
        values |= state_columns(state)
    tx.replace(_health, seen["link_id"], {**seen, **values})
    if worst.value != seen["reason"]:
        span = {"link_id": seen["link_id"], "first_at": tx.now, "last_at": tx.now, "looks": 1}
        words = {"verdict": state.verdict, "reason": worst.value}
        put_spans(tx.connection, [span | words])
