"""Whether the page is still the one that staff approved, or was taken over.

Compared with the baseline by simple lexical measures, with thresholds that the Off-Topic Memento
Toolkit found best (Jones et al., 2018). A page has *drifted* if both its title and its text have
nothing in common with the approved ones. Drift alone means that a person must read the page. It is
a danger if a sign of a different kind comes with it: another registrable domain, another language,
the promises of trades that use taken-over names, or the loss of the operator's name.

Daily changes (news, a year in the title) are no drift, nor is a redesign that keeps the operator's
name. Pages of a few words prove nothing; if such a page shows nothing of the operator, the finding
is a note.

Before a baseline there is only the page itself: it must be full of such promises, and contain
neither the entry's name nor the site's.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import ada_url

from crawler.judge.input import Case, Findings
from crawler.judge.text.language import SMALL_WORDS, written_in
from crawler.judge.text.name_match import (
    bears,
    bears_host,
    hints_at,
    own_label,
    telling_words,
    without_numbers,
)
from crawler.judge.text.normalize import plain, tokens
from crawler.judge.text.spam_words import is_trade_word, promises_in
from crawler.judge.text.statements import (
    PlainText,
    headings_of,
    length,
    page_that_came,
    quoted,
    text_of,
)
from directory.model.baseline import Baseline
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from directory.rules.hosts import registrable_domain

#: Below this cosine, two texts are unrelated.
UNLIKE = 0.12
#: Below this cosine too, if also at least these shares of the words and bytes are gone.
RATHER_UNLIKE = 0.25
WORDS_LOST = 0.70
BYTES_LOST = 0.43
#: Texts that share this much of their words are alike; the cosine is not computed.
PLAINLY_ALIKE = 0.5
#: A page that has the approved title and begins with the same characters is the same.
SAME_START = 300
#: With fewer words than the first, a page or a baseline proves nothing; with fewer than the
#: second, what is *missing* from a page does not make it a danger.
FEW_WORDS = 12
SOME_WORDS = 40
#: With fewer words than this, a page counts as empty.
FEWEST_WORDS = 3
#: How many different promises fill a page with one of them in its title (one fewer if there is
#: a baseline), and a page without.
FULL = 3
FULL_WITHOUT_TITLE = 5

#: Verdicts that already explain why another page came; drift adds nothing then.
_EXPLAIN = frozenset({Verdict.GONE, Verdict.FAILING, Verdict.BLOCKED, Verdict.CHANGED})


def explained(findings: Findings) -> bool:
    """Return True if these findings already explain why the page differs from the approved one."""
    return any(
        finding.verdict in _EXPLAIN or finding.reason is Reason.COMING_SOON for finding in findings
    )


def judge_drift(case: Case, findings: Findings) -> list[Finding]:
    """Return a finding if the page is not what staff approved, or seems taken over.

    findings: those of all other families. Where they explain the page, only promises can show a
    takeover.
    """
    page, baseline = page_that_came(case.seen), case.baseline
    if page is None:
        return []
    if baseline is None or length(baseline.page) < FEW_WORDS:
        return _first_look(case, page)
    old = baseline.page
    if page.title == old.title and page.text[:SAME_START] == old.text[:SAME_START]:
        return []
    return _against(_Change(case, page, baseline), is_explained=explained(findings))


# --- before there is a baseline ----------------------------------------------


def _first_look(case: Case, page: Page) -> list[Finding]:
    front = headings_of(page)
    in_front = promises_in(case.signs, front)
    if not in_front:
        return []
    text = text_of(page.text)
    promises = _together(in_front, promises_in(case.signs, text))
    kind, said = max(
        ((kind, said) for kind, said in promises.items() if kind in in_front),
        key=lambda pair: len(pair[1]),
    )
    if len(said) < FULL:
        return []
    evidence = f"words of {kind}: {_listed(said)}"
    strange = _estrangement(case, f"{front.padded}{text.padded}")
    if strange:
        return [Finding(Reason.HIJACKED, f"{evidence}; {strange}")]
    return [Finding(Reason.SUSPICIOUS_WORDS, evidence)]


def _estrangement(case: Case, text: str) -> str:
    """Return the evidence that the page does not belong to its link; "" for none."""
    first, final = _domain(case.seen.url), _domain(case.seen.final_url)
    if first != final:
        return f"{first} leads to {final}"
    host = ada_url.URL(case.seen.final_url).hostname
    label = own_label(host)
    words = frozenset(text.split())
    for name in (*case.names, label.replace("-", " ")):
        own = frozenset(word for word in telling_words(name) if not is_trade_word(case.signs, word))
        if not own.isdisjoint(words) or (not telling_words(name) and bears(name, text)):
            return ""
    of_the_trade = all(is_trade_word(case.signs, word) for word in plain(label).split())
    if not of_the_trade and bears_host(host, text):
        return ""
    return "neither the entry's name nor the site's own is on the page"


# --- compared with the baseline ----------------------------------------------


@dataclass(frozen=True)
class _Change:
    """A page that is not word for word as it was approved, and the approved one."""

    case: Case
    page: Page
    baseline: Baseline

    @property
    def length(self) -> int:
        """The number of words of the page."""
        return length(self.page)

    @cached_property
    def front(self) -> PlainText:
        """Title and headline now."""
        return headings_of(self.page)

    @cached_property
    def all_text(self) -> PlainText:
        """Title, headline and text now."""
        return _all_of(self.page)

    @cached_property
    def old_text(self) -> PlainText:
        """Title, headline and text as approved."""
        return _all_of(self.baseline.page)

    @cached_property
    def moved_from(self) -> str:
        """The registrable domain that was approved, if the page is on another now."""
        old = _domain(self.baseline.url)
        return "" if old == _domain(self.case.seen.final_url) else old

    @cached_property
    def promises(self) -> dict[str, frozenset[str]]:
        """Promises that the page makes now, and the approved one did not, by trade."""
        now = promises_in(self.case.signs, self.all_text)
        then = promises_in(self.case.signs, self.old_text)
        new = {kind: said - then.get(kind, frozenset()) for kind, said in now.items()}
        return {kind: said for kind, said in new.items() if said}

    @cached_property
    def likeness(self) -> float:
        """The cosine of the two texts, small words left out; 0 to 1."""
        return cosine(_telling(self.page.text), _telling(self.baseline.page.text))


def _against(change: _Change, *, is_explained: bool) -> list[Finding]:
    same_title = _same_title(change)
    if not _unlike(change):
        return [] if same_title or is_explained else _new_title(change)
    taken_over = _taken_over(change)
    if taken_over:
        return [Finding(Reason.HIJACKED, f"{_unlike_text(change)}; {taken_over}")]
    if same_title or is_explained or change.page.password_field:
        return []
    operator = _operator_left(change)
    if change.length < FEW_WORDS:
        return [] if operator else _too_short_to_tell(change)
    if operator:
        return [
            Finding(Reason.PAGE_RENEWED, f"{_unlike_text(change)}; “{operator}” is still there")
        ]
    return [_drifted(change)]


def _drifted(change: _Change) -> Finding:
    """Return the finding for a page of some length without anything of the approved one."""
    more = _second_sign(change) if change.length >= SOME_WORDS else ""
    if more:
        return Finding(Reason.HIJACKED, f"{_unlike_text(change)}; {more}")
    return Finding(Reason.DRIFT, _unlike_text(change))


def _too_short_to_tell(change: _Change) -> list[Finding]:
    """Return a note on a page of few words without the operator's name: it may be a notice above
    the page, or a takeover."""
    if change.length < FEWEST_WORDS:
        return []
    said = quoted(change.page.title or change.page.text)
    evidence = f"the page says hardly more than {said}; the approved title is gone"
    return [Finding(Reason.PAGE_RENEWED, evidence)]


def _new_title(change: _Change) -> list[Finding]:
    """Return the findings for a new title over much the same text."""
    said = promises_in(change.case.signs, change.front)
    if said and _full(change):
        return [Finding(Reason.SUSPICIOUS_WORDS, _promises_told(change))]
    if change.moved_from or change.length < FEW_WORDS or _titles_overlap(change):
        return []
    return [Finding(Reason.PAGE_RENEWED, f"the title is “{change.page.title[:80]}” now")]


def _taken_over(change: _Change) -> str:
    """Return the promises of a page that is full of them and keeps nothing of the old text; "" for
    none."""
    return _promises_told(change) if _full(change) else ""


def _full(change: _Change) -> bool:
    """Return True if the page is full of promises that were not there before."""
    if not change.promises:
        return False
    most = max(map(len, change.promises.values()))
    in_front = promises_in(change.case.signs, change.front)
    if any(said & in_front.get(kind, frozenset()) for kind, said in change.promises.items()):
        return most >= FULL - 1
    return most >= FULL_WITHOUT_TITLE


def _promises_told(change: _Change) -> str:
    kind, said = max(change.promises.items(), key=lambda pair: len(pair[1]))
    return f"words of {kind}: {_listed(said)}"


def _second_sign(change: _Change) -> str:
    """Return a further sign of a takeover, besides the new text; "" for none."""
    if change.moved_from:
        return f"on {_domain(change.case.seen.final_url)}, no longer on {change.moved_from}"
    then, now = written_in(change.baseline.page.text), written_in(change.page.text)
    if then and now and then != now:
        return f"written in {now}, no longer in {then}"
    gone = [name for name in change.case.names if bears(name, change.old_text.padded)]
    return f"“{gone[0]}” is gone from it" if gone else ""


def _operator_left(change: _Change) -> str:
    """Return the name by which the operator can still be recognised; "" if there is none.

    A name that staff wrote may be anywhere on the page. The host's name must be in title or
    headline, since a new owner also mentions it somewhere.
    """
    for name in change.case.names:
        if hints_at(name, change.all_text.padded):
            return name
    host = ada_url.URL(change.case.seen.final_url).hostname
    if bears_host(host, change.front.padded) and bears_host(host, change.old_text.padded):
        return own_label(host)
    return change.page.title[:80] if _titles_overlap(change) else ""


# --- measures ----------------------------------------------------------------


def _same_title(change: _Change) -> bool:
    """Return True if the title is unchanged, ignoring numbers such as the year."""
    old = without_numbers(text_of(change.baseline.page.title).padded)
    new = without_numbers(text_of(change.page.title).padded)
    return bool(old) and old == new


def _titles_overlap(change: _Change) -> bool:
    """Return True if at least half of the words of the shorter title and headline are in the other
    too."""
    old = telling_words(headings_of(change.baseline.page).padded) - SMALL_WORDS
    new = telling_words(change.front.padded) - SMALL_WORDS
    return bool(old & new) and 2 * len(old & new) >= min(len(old), len(new))


def _unlike(change: _Change) -> bool:
    """Return True if the text has nothing in common with the approved one."""
    old, page = change.baseline.page, change.page
    if _share(page.text, old.text) >= PLAINLY_ALIKE:
        return False
    if change.likeness < UNLIKE:
        return True
    shrunk = (
        page.words <= (1 - WORDS_LOST) * old.words and page.bytes <= (1 - BYTES_LOST) * old.bytes
    )
    return shrunk and change.likeness < RATHER_UNLIKE


def _share(one: str, other: str) -> float:
    """Return the share of the shorter text's different words that the other has too; 0 to 1."""
    words, others = set(one.split()), set(other.split())
    return len(words & others) / max(1, min(len(words), len(others)))


def _telling(text: str) -> Counter[str]:
    made = text_of(text)
    return Counter(
        word
        for word in (made.padded.split() if made.ascii else tokens(text))
        if word not in SMALL_WORDS and (len(word) > 2 or not word.isascii())
    )


def cosine(one: Counter[str], other: Counter[str]) -> float:
    """Return the cosine of the angle between two counts of words: 0 for none in common, 1 for the
    same. Two texts without words count as the same."""
    if not one or not other:
        return float(not one and not other)
    product = sum(count * other[word] for word, count in one.items())
    lengths = sum(n * n for n in one.values()) * sum(n * n for n in other.values())
    return product / sqrt(lengths)


# --- words for the evidence --------------------------------------------------


def _unlike_text(change: _Change) -> str:
    return f"the text is {change.likeness:.0%} like the approved one"


def _all_of(page: Page) -> PlainText:
    return text_of(f"{page.title} {page.headline} {page.text}")


def _together(
    one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {kind: one.get(kind, frozenset()) | other.get(kind, frozenset()) for kind in one | other}


def _listed(phrases: frozenset[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in sorted(phrases)[:5])


def _domain(href: str) -> str:
    return registrable_domain(ada_url.URL(href).hostname)
