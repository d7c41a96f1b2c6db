"""When a link is due for its next check.

- One that works: every 7 days on average, between 1 and 14, depending on how often it has changed
  and on what a check may cost (below).
- One that is suspect (bad, not confirmed): 1, 6, 24 and 72 hours after it was first found bad, the
  last two being the spans that the lifecycle requires as proof; then daily.
- One that is confirmed bad: after 1 day, then 7, then every 30.

A jitter of 10 %, fixed per link, prevents links from falling due all at once. It only ever delays
the check of a suspect, so that the proof does not fall short by minutes.

How often does a link change? A change is a turn from working to not working that lasts: it was
confirmed. (Outages that pass are not worth another check, for nothing is done about them.) Changes
are modelled as a Poisson process whose rate has a Gamma prior, and the prior's mean is the host's:
what is not known of a link is taken from its neighbours, and what is not known of them from all
links (empirical Bayes by Gamma-Poisson conjugacy; see `change_rate`). A change that came and went
between two checks is not counted (Cho & Garcia-Molina, Estimating Frequency of Change, ACM TOIT
3(3), 2003, correct for it); with intervals far below the time between changes, as here, it hardly
matters.

Which links get the checks? With change rate r and interval T, x = rT, a change remains unnoticed
for the share 1 - (1 - e^-x)/x of the time (Cho & Garcia-Molina, Effective Page Refresh Policies for
Web Crawlers, ACM TODS 28(4), 2003). One more check a day lowers that by the marginal gain
(1 - (1 + x)e^-x)/r days. The sum over all links is least, for a given number of checks a day, when
every link has the same marginal gain: the price of a check. So the price is the only number that
links share.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log, sqrt

from directory.model.vocab import Verdict
from directory.rules.lifecycle import CONFIRMATION, HealthState

WORKING = frozenset({Verdict.OK, Verdict.MOVED})

USUAL, SHORTEST, LONGEST = 7.0, 1.0, 14.0  # days between checks of a link that works
DAY = timedelta(days=1)
SUSPECT = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=72))
CONFIRMED_BAD = (DAY, 7 * DAY, 30 * DAY)
JITTER = 0.10


@dataclass(frozen=True, slots=True)
class Changes:
    """How often something stopped working while it was monitored.

    days: for how long it was monitored; of a host, the sum over its links.
    number: of a link, its changes. Of a host, the different dates (UTC) on which its links changed
        last: a host that fails as a whole counts once, as it is one event and no proof that each of
        its pages is short-lived; so does a link that fails and recovers all day.
    """

    number: int
    days: float


#: All links together: one lasting change in eleven years of a link, 9 % a year.
PRIOR_RATE = 1 / 4000
#: How similar hosts are, and links of one host: the shape of the Gamma prior. The higher, the more
#: similar, and the more data it takes to show a difference.
HOSTS_SHAPE, LINKS_SHAPE = 1.0, 2.0
#: Bad neighbours raise the prior mean of a link to this multiple of PRIOR_RATE at most.
NEIGHBOURS_AT_MOST = 10.0


def change_rate(link: Changes, host: Changes) -> float:
    """Return how often a link is expected to stop working, per day; always above zero.

    host: over all links of its host, this one included.

    Each step is the mean of a Gamma posterior, the first being the prior mean of the second. Of the
    neighbours (host less link, which is one date if it changed), from PRIOR_RATE r:
    m = (1 + number) / (1/r + days), at most 10 r; of the link: (2 + number) / (2/m + days). So a
    link without a history is treated as one of its host, a host without a history as one of the
    web, and a neighbour that fails each day cannot dominate the rate of a link that never did.
    """
    neighbours = (HOSTS_SHAPE + max(0, host.number - min(1, link.number))) / (
        HOSTS_SHAPE / PRIOR_RATE + max(0.0, host.days - link.days)
    )
    mean = min(neighbours, NEIGHBOURS_AT_MOST * PRIOR_RATE)
    return (LINKS_SHAPE + link.number) / (LINKS_SHAPE / mean + link.days)


def price_of(rate: float, days: float) -> float:
    """Return the price at which a link of this rate (per day) is checked once in `days` days.

    It is the marginal gain itself; its unit is days. Clamps do not count.
    """
    x = rate * days
    return (1 - (1 + x) * exp(-x)) / rate


#: Without a budget: the average link is checked once a week.
USUAL_PRICE = price_of(PRIOR_RATE, USUAL)

# From the marginal gain back to the interval. (1 - (1 + x)e^-x)/r = p is solved by
# Lambert's W; with s = sqrt(2pr), x = s + s^2/3 + 11/72 s^3 + 43/540 s^4 + ...
# (Corless et al., On the Lambert W Function, 1996, eq. 4.22), and T = x/r, cut after
# the sixth term: at most 3.2 % too short, and below 1 % up to x = 1.
# T falls with the rate down to 3.351 p, at e^x = 1 + x + x^2; a link that changes still
# faster would get fewer checks again, as hopeless. All links matter to us, so it keeps its checks.
_FASTEST = 1.0345  # s at that point
_LEAST = 3.3509  # T/p at that point


def stable_interval(rate: float, price: float) -> timedelta:
    """Return the time between checks of a link that works and changes `rate` > 0 times a day,
    before jitter.

    price >= 0, in days; see `price_for`. The interval never grows with the rate, nor shrinks with
    the price, and is between 1 and 14 days; only a price so high that even 14 days for every link
    cost too much makes it longer, and then the same for all.
    """
    return timedelta(days=_stable_days(rate, price))


def _stable_days(rate: float, price: float) -> float:
    s = sqrt(2 * price * rate)
    if s > _FASTEST:
        return max(SHORTEST, _LEAST * price)
    series = 2 / 3 + s * (11 / 36 + s * (43 / 270 + s * (769 / 8640 + s * (442 / 8505))))
    days = sqrt(2 * price / rate) + price * series
    if days <= LONGEST:
        return max(SHORTEST, days, _LEAST * price)
    return max(LONGEST, _LEAST * price)


_CLASS = log(1.01)
_HALVINGS = 64


def price_for(rates: Iterable[tuple[float, int]], budget: float) -> float:
    """Return the price at which the links that work use exactly the budget, in checks a day.

    rates: change rates per day with the number of links that have it; single links are accepted, in
    any order. They are grouped in classes 1 % wide, so that a million take about half a second.

    A budget that is enough for a check a day of every link gives price 0. To treat the budget as a
    ceiling that need not be spent, use the higher of this price and USUAL_PRICE. Checks of links
    that do not work are not included: subtract them from the budget first.

    Raise ValueError if the budget is not above zero.
    """
    if not budget > 0:
        raise ValueError(f"the budget must be above zero requests a day, and it is {budget:g}")
    sizes: Counter[int] = Counter()
    for rate, number in rates:
        sizes[round(log(rate) / _CLASS)] += number
    classes = [(exp(_CLASS * key), number) for key, number in sorted(sizes.items())]
    links = sizes.total()
    if links <= budget * SHORTEST:
        return 0.0
    low, high = 0.0, max(LONGEST, links / budget) / _LEAST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(number / _stable_days(rate, middle) for rate, number in classes) > budget:
            low = middle
        else:
            high = middle
    return high


def next_check(
    link_id: int,
    health: HealthState,
    rate: float = PRIOR_RATE,
    price: float = USUAL_PRICE,
    before: HealthState | None = None,
) -> datetime:
    """Return the moment from which the link is due again.

    rate: the link's `change_rate`. price: `price_for` all links that work. before: its health until
    the check whose outcome is `health`, None if it had not been checked. Jitter is applied after
    the clamps.
    """
    share = (link_id * 2654435761 % 2**32) / 2**32  # Knuth's multiplicative hash
    evenly = 1 - JITTER + 2 * JITTER * share
    if health.verdict in WORKING:
        return health.last_at + timedelta(days=_stable_days(rate, price) * evenly)
    if health.confirmed:
        return health.last_at + _confirmed_wait(health, before) * evenly
    return health.last_at + _suspect_wait(health, before) * (1 + JITTER * share)


def _confirmed_wait(health: HealthState, before: HealthState | None) -> timedelta:
    """Return the step above the wait that has just ended; the first if it was not confirmed
    then."""
    first, second, third = CONFIRMED_BAD
    if before is None or not before.confirmed or before.verdict in WORKING:
        return first
    waited = health.last_at - before.last_at
    return second if waited < second / 2 else third


def _suspect_wait(health: HealthState, before: HealthState | None) -> timedelta:
    """Return the time until the next moment at which a check gives new information or proves the
    verdict.

    A link may be bad in another way each time (blocked, failing, blocked…) and never be confirmed.
    Its waits double, up to a day: a site that blocks us must not be checked every hour without end.
    """
    suspect_for = health.last_at - (health.broken_since or health.since)
    wait = min((at - suspect_for for at in SUSPECT if at > suspect_for), default=DAY)
    unproven = CONFIRMATION[health.verdict].span - (health.last_at - health.since)
    if unproven > timedelta(0):
        wait = min(wait, unproven)
    if suspect_for or before is None or before.verdict in WORKING:
        return wait
    return max(wait, min(2 * (health.last_at - before.last_at), DAY))
