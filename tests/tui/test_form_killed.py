"""A form whose program is killed loses nothing: on a real terminal, with kill -9."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from directory.catalog import Catalog
from directory.usecases.drafts import drafts_of
from tests.directory.samples import add
from tests.tui.form_host import WHO, Host
from tests.tui.in_loop import in_loop
from tests.tui.running import environment
from tests.tui.test_forms import box, number, ready
from tests.tui.waiting import picture
from tui.modals.form import LinkForm

PATIENCE = 60  # seconds


class Terminal:
    """A program on a terminal of its own, 80 by 24; `seen` is all that it has written."""

    def __init__(self, *arguments: str, **settings: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment({"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"} | settings),
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def type(self, text: str) -> None:
        """Presses these keys."""
        os.write(self._master, text.encode())

    def shows(self, text: bytes) -> None:
        """Waits until it has written this."""
        wait(lambda: text in self.seen or self.process.poll() is not None)
        assert text in self.seen, self.seen[-2000:]

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Ends it, however far it is."""
        if self.process.poll() is None:
            self.kill()
        self._reader.join()
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # nobody has the other end any more
                return
            if not piece:
                return
            self.seen += piece


@contextmanager
def terminal(*arguments: str, **settings: str) -> Iterator[Terminal]:
    """A program on a terminal, ended at the end."""
    opened = Terminal(*arguments, **settings)
    try:
        yield opened
    finally:
        opened.close()


def wait(holds: Callable[[], object]) -> None:
    """Waits until it holds; not for ever."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def kept(catalog: Catalog) -> dict[str, list[str]]:
    """What the catalog keeps of the form."""
    with catalog.reading() as connection:
        return {
            key: pair for draft in drafts_of(connection, WHO) for key, pair in draft.fields.items()
        }


@in_loop
async def test_what_was_typed_is_there_again_after_kill_9(
    sqlite_catalog: Catalog, sqlite_url: str
) -> None:
    link = add(sqlite_catalog)
    with terminal("-m", "tests.tui.form_host", sqlite_url, str(link.id)) as opened:
        opened.shows(b"Name (en)")
        opened.type(" of jobs")
        wait(lambda: kept(sqlite_catalog) == {"names:en": ["A link", "A link of jobs"]})
        opened.kill()
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        assert box(app, "names:en").text == "A link of jobs"
        assert "Your unfinished changes" in picture(app)
    assert sqlite_catalog.find(number(link)).version == 1


def test_a_field_is_written_in_the_persons_own_editor(
    sqlite_catalog: Catalog, sqlite_url: str, tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf " by hand\\n" >> "$1"\n')
    editor.chmod(0o755)
    link = add(sqlite_catalog)
    host = ("-m", "tests.tui.form_host", sqlite_url, str(link.id))
    with terminal(*host, VISUAL=f"'{editor}'") as opened:
        opened.shows(b"Name (en)")
        opened.type("\x05")  # ctrl+e
        wait(lambda: kept(sqlite_catalog) == {"names:en": ["A link", "A link by hand"]})
        opened.type("\x13")  # ctrl+s
        wait(lambda: sqlite_catalog.find(number(link)).names == {"en": "A link by hand"})
