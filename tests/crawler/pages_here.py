"""Pages read and judged in the process of the test, by the tasks of a worker."""

from crawler.page.pages import Pages
from crawler.page.tasks import task_handler
from crawler.patterns import load_signs

_handle = task_handler(load_signs())


async def _run(request: bytes) -> bytes:
    return _handle(request)


PAGES = Pages(_run)
