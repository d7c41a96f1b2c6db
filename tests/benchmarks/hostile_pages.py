"""Pages made to keep a parser busy, beside 200 good links: how much longer the crawl takes.

Each page has a separate host: first two that once stopped a crawl for hours, then every
hostile page of `tests/crawler/page/test_limits.py` as well. The last row is of ten further pages
that exceed the limit of CPU time; since no known page exceeds that of the product, it is a
twentieth of a second in the crawls of that row.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.simulation.server import Role
from tests.behaviours import Fleet
from tests.benchmarks.rig import fill_with, show_table
from tests.crawler.crawling import COMMAND, Crawl, Desk
from tests.crawler.page.test_limits import HOSTILE
from tests.crawler.test_costly_pages import BLANKS, COSTLY, costly

GOOD: Mapping[str, Role] = dict.fromkeys((f"good-{n}.example" for n in range(200)), "ok")
TWO: Mapping[str, Role] = {
    "header.example": costly(body=b"<title>Jobs</title>", kind=BLANKS),
    "refresh.example": costly(body=HOSTILE["blanks in a refresh"]),
}
ALL: Mapping[str, Role] = {
    **TWO,
    **{f"hostile-{n}.example": costly(body=body) for n, body in enumerate(HOSTILE.values())},
}
BEYOND: Mapping[str, Role] = {f"beyond-{n}.example": costly(body=COSTLY) for n in range(10)}
SHORT = (sys.executable, "-c", "import sys\nfrom tests.crawler.short_limit import main\n"
         "sys.exit(main([]))")  # fmt: skip


def main() -> None:
    """Print the wall time of crawls of the good links alone, and beside hostile ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    table = []
    for says, hostile, command in (
        ("the two", TWO, COMMAND),
        ("all", ALL, COMMAND),
        ("all, and ten beyond the limit", {**ALL, **BEYOND}, SHORT),
    ):
        pairs = [(crawl(GOOD, command), crawl({**GOOD, **hostile}, command))
                 for _ in range(options.runs)]  # fmt: skip
        alone, beside = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one[1] / one[0] for one in pairs)
        table.append([says, str(len(hostile)), f"{alone:.2f}", f"{beside:.2f}", f"{ratio:.2f}"])
    show_table(["beside the good", "pages", "alone s", "beside s", "ratio"], table)


def crawl(sites: Mapping[str, Role], command: tuple[str, ...]) -> float:
    """Return the wall time of a crawl; all links must have been checked."""
    with TemporaryDirectory() as name, Fleet(dict(sites)) as fleet:
        database = Path(name) / "catalog.db"
        fill_with(database, [f"http://{host}/jobs" for host in sites])
        desk = Desk(Path(name), f"sqlite:///{database}")
        began = time.monotonic()
        with Crawl.command(desk.folder, desk.environment(fleet), command) as crawl:
            done = crawl.finish()
        seconds = time.monotonic() - began
    good = [line for line in done.links if line["url"].startswith("http://good-")]
    assert len(done.links) == len(sites)
    assert len(good) == len(GOOD)
    assert {line["verdict"] for line in good} == {"ok"}
    return seconds


if __name__ == "__main__":
    main()
