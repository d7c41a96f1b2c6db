"""The keys of the lines that commands print with `--json`: the contract of `docs/cli.md`.

One row a key: its name, its type and its meaning. A dot leads into an object, `[]` into the objects
of a list. Objects whose own keys vary have no rows for them. A test compares the rows with lines
that the commands print.
"""

from typing import Final, NamedTuple


class JsonKey(NamedTuple):
    """A key of a JSON line. types: as in the page, such as `integer or null`."""

    name: str
    types: str
    meaning: str


def _keys(text: str) -> tuple[JsonKey, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(JsonKey(*(cell.strip() for cell in row)) for row in rows)


def _below(prefix: str, keys: tuple[JsonKey, ...]) -> tuple[JsonKey, ...]:
    return tuple(key._replace(name=f"{prefix}{key.name}") for key in keys)


_FINDING: Final = _keys("""
reason   | string | its reason; all are in docs/reasons.md
verdict  | string | the verdict of the reason
evidence | string | what shows it; may be empty
""")

_LINK: Final = (
    *_keys("""
id                     | integer         | the number of the link
url                    | string          | its address
name                   | string          | its name in the default language
names                  | object          | its names by language
category               | string or null  | the slug of its category
state                  | string          | draft, in_review, published or retired
operator               | string          | who runs the destination; may be empty
operator_class         | string          | the class of the operator; unknown if nothing says it
operator_basis         | string          | curator, imported, registry, domain or default
exit_notice            | boolean         | whether it carries an exit notice today
version                | integer         | for --version; grows with each change
health                 | object          | what is true of the link after confirmation over time
health.verdict         | string or null  | null if it was never checked
health.reason          | string or null  | the worst reason
health.since           | time or null    | since when
health.confirmed       | boolean         | whether enough checks agree
health.findings        | list of objects | the worst first
"""),
    *_below("health.findings[].", _FINDING),
    *_keys("""
last_check               | object          | the last check
last_check.at            | time or null    | null if it was never checked
last_check.verdict       | string or null  | what this check found
last_check.reasons       | list of strings | the worst first
last_check.findings      | list of objects | the worst first
"""),
    *_below("last_check.findings[].", _FINDING),
    *_keys("""
last_check.status        | integer or null | the HTTP status of the last hop
last_check.final_url     | string or null  | the address of the last hop
last_check.suggested_url | string or null  | a new address for the link
held_back                | boolean         | whether releases leave it out because of a danger
released                 | object          | the latest release from a danger by staff
released.counts          | boolean         | whether it covers the danger that was found
released.until           | day or null     | its last day
released.for             | string          | the reason it was released for
released.at              | time or null    | when it was released
released.by              | string          | who released it
page                     | object          | the page as it was last seen
page.title               | string          | may be empty
page.language            | string          | may be empty
page.privacy_url         | string or null  | its privacy policy
page.certificate_ends_at | time or null    | when the certificate ends
vouched                  | object          | a person's word that the page is fine
vouched.on               | day or null     | when the person checked it
vouched.until            | day or null     | the last day on which that counts
vouched.by               | string          | who vouches
"""),
)

_SHOW: Final = (
    *_LINK,
    *_keys("""
fields               | object          | all fields that `jobbank edit --set` can change
created_at           | time            | when it was added
updated_at           | time            | when it was last changed
published_at         | time or null    | when it was published last
previous_urls        | list of strings | its former addresses
written_by           | list of strings | who wrote what waits for approval
snoozed_until        | day or null     | until when it is left out of the queue
snoozed              | boolean         | whether it is left out today
proposal             | object or null  | a change that waits: who, at, why, fields, stale
approved             | object or null  | the page that staff approved
findings             | list of objects | as last_check.findings
"""),
    *_below("findings[].", _FINDING),
    *_keys("""
next_steps             | list of objects | what to do about the findings of its health
next_steps[].reason    | string          | the reason
next_steps[].summary   | string          | what it means
next_steps[].next_step | string          | what to do
hops                   | list of objects | the requests of the last check
hops[].url             | string          | the address
hops[].status          | integer or null | null if there was no answer
hops[].fault           | string          | the network fault; may be empty
hops[].via             | string          | location, refresh or meta; empty if it leads nowhere
hops[].unchanged       | boolean         | whether the server said 304
hops[].millis          | integer         | milliseconds
next_look              | time or null    | when the next check is due
history                | list of objects | spans of checks with the same result, the newest first
history[].first_at     | time            | the first check of the span
history[].last_at      | time            | the last one
history[].verdict      | string          | their verdict
history[].reason       | string          | their reason
history[].looks        | integer         | how many checks
notices                | object or null  | the notices as visitors read them
changes                | list of objects | its latest changes, the newest first
changes[].seq          | integer         | the number of the audit entry
changes[].at           | time            | when
changes[].who          | string          | who
changes[].what         | string          | what was done
changes[].why          | string          | the reason; may be empty
changes[].fields       | list of objects | name, before and after of each field
older_changes          | boolean         | whether there are older changes
"""),
)

_QUEUE: Final = (
    *_keys("""
id       | integer         | the number of the link
url      | string          | its address
name     | string          | its name
group    | string          | the group in the queue
fix      | string or null  | what `jobbank fix` does
advice   | string          | what to do
verdict  | string or null  | null if it was never checked
reason   | string or null  | the worst reason
findings | list of objects | the worst first
"""),
    *_below("findings[].", _FINDING),
    *_keys("""
state    | string          | draft, in_review, published or retired
flags    | list of strings | remarks
"""),
)

_CHECK: Final = (
    *_keys("""
url           | string          | the address
at            | time            | when it was checked
verdict       | string          | the worst of the findings
reasons       | list of strings | the worst first
findings      | list of objects | the worst first
"""),
    *_below("findings[].", _FINDING),
    *_keys("""
status        | integer or null | the HTTP status of the last hop
final_url     | string or null  | the address of the last hop
suggested_url | string or null  | a new address
title         | string or null  | the title of the page
hops          | list of objects | the requests
hops[].url    | string          | the address
hops[].status | integer or null | null if there was no answer
"""),
)

_CRAWL: Final = (
    *_keys("""
type          | string          | “link”
id            | integer         | the number of the link
url           | string          | its address
name          | string          | its name
verdict       | string          | the worst of the findings
reasons       | list of strings | the worst first
findings      | list of objects | the worst first
"""),
    *_below("findings[].", _FINDING),
    *_keys("""
evidence      | string          | the evidence of the worst finding
status        | integer or null | the HTTP status of the last hop
final_url     | string or null  | the address of the last hop
suggested_url | string or null  | a new address
"""),
)

_CRAWL_SUMMARY: Final = _keys("""
type         | string  | “summary”
run          | integer | the number of the crawl
status       | string  | complete, interrupted or inconclusive
checked      | integer | links checked
left         | integer | links left for the next crawl
faults       | integer | links that a fault of this program prevented
fault_report | string  | the file that describes them; may be empty
counts       | object  | links by verdict
note         | string  | why it is inconclusive; may be empty
""")

_IMPORT: Final = _keys("""
file    | string          | the file; “-” for standard input
line    | integer         | the line of the row
outcome | string          | added, updated, duplicate or rejected
url     | string          | the address
name    | string          | the name
id      | integer or null | the link
reason  | string          | why; may be empty
""")

_ACTS: Final = _keys("""
id      | integer | the number of the act
at      | time    | when
who     | string  | who
title   | string  | what was done
kind    | string  | do, undo, redo, or final: it cannot be taken back
changed | integer | links changed
undone  | boolean | whether it was taken back
final   | boolean | whether it cannot be taken back
""")

_RUNS: Final = _keys("""
id         | integer         | the number of the crawl
scope      | string          | all, due or chosen
status     | string          | running, complete, interrupted or inconclusive
alive      | boolean         | whether it is under way
started_at | time            | when it began
ended_at   | time or null    | when it ended
checked    | integer         | links checked
total      | integer or null | links to check, if known
counts     | object          | links by verdict
note       | string          | why it is inconclusive; may be empty
""")

_HEALTH: Final = _keys("""
day    | day    | the day
counts | object | links by verdict at its end
""")

#: By command, and by kind of line where a command has several.
JSON_KEYS: Final = {
    "links": {"one line a link": _LINK},
    "show": {"one line": _SHOW},
    "queue": {"one line a link": _QUEUE},
    "check": {"one line an address": _CHECK},
    "crawl": {"one line a link": _CRAWL, "the last line": _CRAWL_SUMMARY},
    "import": {"one line a row": _IMPORT},
    "acts": {"one line an act": _ACTS},
    "runs": {"one line a crawl": _RUNS, "with --health, one line a day": _HEALTH},
}
