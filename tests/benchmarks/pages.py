"""The pages of the loopback web: where each host is, and what stands on each of its pages.

Pure: the same host and path give the same bytes, on every machine. The words
differ from page to page, since a web whose pages are all alike would be taken
for a captive portal, and compress, hash and parse like nothing real.
"""

import random
from functools import cache
from zlib import crc32

HOSTS_A_NET = 62_500  # 250 x 250 in the last two octets
FIRST_NET = 64

_ENGLISH = (
    "work job career employer training course apprentice wage county office region service "
    "public library college nurse driver welder teacher carpenter electrician clerk cook farm "
    "forest harbor bridge road bus train morning evening weekday winter spring summer autumn "
    "opening posting search apply interview resume skill trade tool workshop counsel advice "
    "veteran family youth student adult child care health safety law rights hours contract "
    "season full part time remote local city town village market report quarter growth number "
    "guide form letter call visit open close begin finish learn teach help meet find show ask "
    "answer write read print plan build repair clean carry lead join leave return compare"
)
_PLACES = (
    "Ashford Birchwood Calder Dunmore Elmgrove Fairhaven Glenwood Hillsboro Ironton Juniper "
    "Kingsley Lakeside Mapleton Northfield Oakdale Pinehurst Quincy Riverton Stanley Thornbury"
)
_WORDS, _TOWNS = _ENGLISH.split(), _PLACES.split()
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<link rel="stylesheet" href="/style.css">
<script>document.documentElement.className = "js";</script>
</head>
<body>
<header><a href="/">{town} works</a>
<nav><ul><li><a href="/jobs">Jobs</a></li><li><a href="/training">Training</a></li>\
<li><a href="/employers">For employers</a></li><li><a href="/contact">Contact</a></li></ul></nav>
</header>
<main>
<h1>{title}</h1>
<p>{description}</p>
"""
_FOOT = """</main>
<footer><p>{town} works. <a href="/privacy">Privacy policy</a></p></footer>
</body>
</html>
"""
_PARAGRAPHS = 4000


def address_of(host: int) -> str:
    """The loopback address of a host: each has one of its own, none of them 127.0.0.1."""
    net, rest = divmod(host, HOSTS_A_NET)
    return f"127.{FIRST_NET + net}.{rest // 250 + 1}.{rest % 250 + 1}"


def page_path(number: int) -> str:
    """The path of a host's page with this number."""
    return f"/pages/{number}"


def page(host: int, path: str, size: int) -> bytes:
    """The HTML of one page, about `size` bytes and at least its frame."""
    seed = crc32(f"{host}{path}".encode())
    town = _TOWNS[seed % len(_TOWNS)]
    words = [_WORDS[(seed >> shift) % len(_WORDS)] for shift in range(0, 24, 2)]
    title = f"{' '.join(words[:4]).capitalize()} in {town}, no. {host}-{path.rpartition('/')[2]}"
    description = f"{' '.join(words).capitalize()}: what {town} offers."
    parts = [_HEAD.format(title=title, description=description, town=town).encode()]
    foot = _FOOT.format(town=town).encode()
    paragraphs = _paragraphs()
    left = size - len(parts[0]) - len(foot)
    place, step = seed % _PARAGRAPHS, 1 + seed % 97
    while left > 0:
        parts.append(paragraphs[place % _PARAGRAPHS])
        left -= len(parts[-1])
        place += step
    parts.append(foot)
    return b"".join(parts)


@cache
def _paragraphs() -> list[bytes]:
    """A stock of paragraphs, of which each page is a selection of its own."""
    draw = random.Random(2004)
    return [_paragraph(draw, number).encode() for number in range(_PARAGRAPHS)]


def _paragraph(draw: random.Random, number: int) -> str:
    sentences = [" ".join(draw.choices(_WORDS, k=12)).capitalize() + "." for _ in range(4)]
    link = f'<a href="/read/{number}">{draw.choice(_WORDS)} {draw.choice(_WORDS)}</a>'
    match number % 4:
        case 0:
            return f"<h2>{sentences[0]}</h2>\n<p>{sentences[1]} {link} {sentences[2]}</p>\n"
        case 1:
            items = "".join(f"<li>{sentence}</li>\n" for sentence in sentences)
            return f'<ul class="plain">\n{items}</ul>\n'
        case 2:
            strong = f"<strong>{sentences[0]}</strong>"
            return f'<div class="card"><p>{strong} {sentences[1]} {link}</p></div>\n'
        case _:
            return f"<p>{' '.join(sentences)} {link}</p>\n"
