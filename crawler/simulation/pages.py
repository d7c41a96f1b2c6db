"""Pages of plausible sites: each host, and each path of it, has different words.

A crawl over pages that are all alike would prove little: a captive portal also shows one page for
all names. The words are drawn from lists by a digest of host and path, so the page is the same each
time and on every machine.
"""

import hashlib
from functools import lru_cache
from html import escape

from crawler.simulation.site import Headers, Reply, reply

_OPENERS = (
    "Find work close to home, or further away if you are ready to move.",
    "Employers in our region post their open positions here every day.",
    "Our counsellors help people at every stage of a working life.",
    "Whether you look for a first job or a new one, begin with a search.",
    "We bring together people who look for work and those who offer it.",
    "This service is open to everybody, without a fee and without an account.",
    "Look through current openings by place, by trade and by hours.",
    "Training and work belong together, and here you find both.",
)
_MIDDLES = (
    "A search can be narrowed by distance from your postal code and by the kind of contract.",
    "Walk-in hours are on weekday mornings; afternoons are kept for appointments.",
    "Our workshops cover applications, interviews and the first weeks in a new place.",
    "Veterans and their families are served first, at every one of our centres.",
    "Apprentices earn a wage from the first day and a recognised certificate at the end.",
    "Interpreters are at hand for many languages; tell us yours when you call.",
    "Employers may list openings at no cost once we have confirmed who they are.",
    "Those who lost their job lately can ask about short courses paid for by the county.",
    "Each posting says what the job pays, where it is and how one applies.",
    "Rides to interviews can be arranged where buses do not go.",
    "People with disabilities find advice here on adjustments at the place of work.",
    "Seasonal work on farms and in parks is listed from February on.",
    "Young people between sixteen and twenty-four may join a paid summer programme.",
    "A résumé can be written, checked and printed at any of our public computers.",
    "The labour market report of last quarter shows where openings grow.",
    "Child care during a course is paid for in many cases; ask before you enrol.",
)
_CLOSERS = (
    "Call the number below with any question, and somebody will answer it.",
    "Come by; the doors are open and the coffee is warm.",
    "Write to us if something on this page is wrong or out of date.",
    "Sign up for the newsletter to hear of job fairs in good time.",
)
_TRADES = (
    "Welder", "Registered nurse", "Bus driver", "Line cook", "Electrician", "Bookkeeper",
    "Warehouse associate", "Home health aide", "Web developer", "Forester", "Carpenter",
    "Teacher's aide", "Dental hygienist", "Machinist", "Solar installer", "Librarian",
)  # fmt: skip
_TOWNS = (
    "Ashford", "Birchwood", "Cedar Falls", "Dunmore", "Elm Grove", "Fairhaven", "Glenwood",
    "Hillsboro", "Ironton", "Juniper", "Kingsley", "Lakeside", "Maple Ridge", "Northfield",
)  # fmt: skip


class _Draw:
    """Draws from lists by a digest of the seed: the same each time."""

    def __init__(self, seed: str) -> None:
        self._state = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")

    def one(self, choices: tuple[str, ...]) -> str:
        self._state, place = divmod(self._state, len(choices))
        if self._state == 0:  # used up: begin again, from another number
            self._state = int.from_bytes(hashlib.sha256(str(place).encode()).digest(), "big")
        return choices[place]

    def some(self, choices: tuple[str, ...], count: int) -> list[str]:
        left = list(choices)
        drawn = []
        for _ in range(min(count, len(left))):
            word = self.one(tuple(left))
            left.remove(word)
            drawn.append(word)
        return drawn


def site_name(host: str) -> str:
    """Return a plausible name for a site of this host: `jobs.elm.example` → `Jobs Elm`."""
    labels = [label for label in host.split(".")[:-1] if label != "www"] or [host]
    return " ".join(word.capitalize() for label in labels for word in label.split("-") if word)


def html(title: str, body: str, *, head: str = "", language: str = "en") -> str:
    """Return a whole HTML document around this body."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def page(host: str, path: str = "/", *, size: int = 0) -> str:
    """Return the page of this host at this path: title, headings, well over 60 words.

    size: pad to at least this many bytes, with invented job postings.
    """
    draw = _Draw(host + path)
    name = site_name(host)
    place = path.strip("/").replace("/", " ").replace("-", " ") or "home"
    parts = [
        f"<h1>{escape(name)}</h1>",
        f"<p>{draw.one(_OPENERS)} This is the {escape(place)} page of {escape(name)}, "
        f"serving {draw.one(_TOWNS)}, {draw.one(_TOWNS)} and the places between them.</p>",
        "<h2>How we can help</h2>",
        *(f"<p>{sentence}</p>" for sentence in draw.some(_MIDDLES, 5)),
        "<h2>Open positions</h2>",
        f"<ul>{''.join(_posting(draw) for _ in range(4))}</ul>",
        f"<p>{draw.one(_CLOSERS)}</p>",
        '<footer><p><a href="/privacy">Privacy policy</a></p></footer>',
    ]
    title = f"{name} – {place.capitalize()}"
    text = html(title, "\n".join(parts))
    missing = size - len(text.encode())
    if missing > 0:
        text = html(title, "\n".join([*parts, _more_postings(draw, missing)]))
    return text


def _posting(draw: _Draw) -> str:
    return f"<li>{draw.one(_TRADES)}, {draw.one(_TOWNS)}</li>"


def _more_postings(draw: _Draw, size: int) -> str:
    postings: list[str] = []
    so_far = 0
    while so_far < size:
        postings.append(_posting(draw))
        so_far += len(postings[-1])
    return f"<ul>{''.join(postings)}</ul>"


@lru_cache(maxsize=4096)
def page_reply(
    host: str, path: str = "/", status: int = 200, headers: Headers = (), size: int = 0
) -> Reply:
    """Return the page as an answer."""
    return reply(status, page(host, path, size=size), headers=headers)


def message_reply(status: int, title: str, text: str, headers: Headers = ()) -> Reply:
    """Return a short page, as servers make them for an error: a heading and a sentence."""
    return reply(status, html(title, f"<h1>{escape(title)}</h1><p>{text}</p>"), headers=headers)
