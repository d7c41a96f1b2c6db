"""A crawl in which pages must be read within a fiftieth of a second of processor time."""

from collections.abc import Sequence
from dataclasses import replace

import crawler.page.pages
from crawler.run import main as crawl


def main(arguments: Sequence[str]) -> int:
    """Crawl; return the exit code."""
    crawler.page.pages.LIMITS = replace(crawler.page.pages.LIMITS, cpu_seconds=0.02)
    return crawl(arguments)
