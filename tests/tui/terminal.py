"""A program on a terminal of its own: keys go in as bytes, and what a person would see comes out.

The terminal is a real pty; pyte, a terminal emulator, keeps the picture. `raw` is every byte
that the program wrote, for those tests that ask what reached the terminal and not what it
made of it.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte
from wcwidth import wcwidth

from tests import forked
from tests.tui.running import environment

PATIENCE = 60.0  # seconds
_BY_HAND = 0.05  # seconds between two keys, at the least
SMALL, LARGE = (80, 24), (120, 40)
#: What pyte would print instead of passing it over: the keyboard's own modes.
_NOT_FOR_PYTE = re.compile(r"\x1b\[[<=>][0-9;]*[a-zA-Z]")
_BROKEN_OFF = re.compile(r"\x1b(?:\[[0-9;:?<=>$ ]*)?\Z")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


#: What a terminal starts: given a folder, an environment and the path of the terminal's device.
Starter = Callable[[Path, Mapping[str, str], Path], forked.Program | subprocess.Popen[bytes]]


def program(name: str, *arguments: str) -> Starter:
    """A function of Python, as `module:name`, in a forked process."""

    def start(folder: Path, environment: Mapping[str, str], device: Path) -> forked.Program:
        streams = dict.fromkeys(range(3), device)
        return forked.start(name, arguments, folder, environment, streams)

    return start


def command(*arguments: str) -> Starter:
    """Python with these arguments, as a command of its own."""

    def start(
        folder: Path, environment: Mapping[str, str], device: Path
    ) -> subprocess.Popen[bytes]:
        slave = os.open(device, os.O_RDWR | os.O_NOCTTY)
        try:
            return subprocess.Popen(
                [sys.executable, *arguments],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        finally:
            os.close(slave)

    return start


class Terminal:
    """One program on one terminal. size: columns and lines."""

    def __init__(
        self,
        folder: Path,
        starter: Starter,
        size: tuple[int, int] = SMALL,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        columns, lines = size
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._master = master
        self._slave = slave  # kept open: the terminal outlives the program, as a person's does
        self.manners = termios.tcgetattr(slave)
        self._screen = pyte.Screen(columns, lines)
        self._stream: Any = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._fed = 0
        self._typed_at = 0.0
        self._rest = ""
        self._picture = [""] * lines
        self._pieces: list[bytes] = []
        self._news = threading.Condition(threading.RLock())
        self.process = starter(folder, _environment(settings), Path(os.ttyname(slave)))
        self._ended = self._gone = False
        self._stop, self._stopper = os.pipe()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        threading.Thread(target=self._watch, daemon=True).start()

    # What goes in

    def type(self, *keys: str) -> None:
        """Presses these keys at once, as the bytes that a terminal sends; what was typed before
        came earlier, as if by a hand."""
        time.sleep(max(0.0, self._typed_at + _BY_HAND - time.monotonic()))
        os.write(self._master, "".join(keys).encode())
        self._typed_at = time.monotonic()

    def paste(self, text: str) -> None:
        """Pastes a text."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, lines: int) -> None:
        """Another size, as when a window is pulled."""
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._screen.resize(lines, columns)
        self.process.send_signal(signal.SIGWINCH)

    def hang_up(self) -> None:
        """The terminal goes away without a word, as when a connection is cut."""
        self._gone = True
        os.close(self._stopper)
        self._reader.join()  # while somebody reads from it, it would not be closed
        os.close(self._stop)
        os.close(self._master)

    # What comes out

    @property
    def raw(self) -> bytes:
        """All that was written so far."""
        with self._news:
            if len(self._pieces) > 1:
                self._pieces = [b"".join(self._pieces)]
            return self._pieces[0] if self._pieces else b""

    @property
    def lines(self) -> list[str]:
        """The picture, without blanks at the ends of lines."""
        raw = self.raw
        if len(raw) > self._fed:
            text = self._rest + self._decoder.decode(raw[self._fed :])
            self._fed = len(raw)
            broken = _BROKEN_OFF.search(text)
            whole, self._rest = (text[: broken.start()], broken.group()) if broken else (text, "")
            self._stream.feed(_drawable(_NOT_FOR_PYTE.sub("", whole)))
            rows, columns = self._screen.buffer, range(self._screen.columns)
            self._picture = [
                "".join(rows[line][column].data for column in columns).rstrip()
                for line in range(self._screen.lines)
            ]
        return self._picture

    @property
    def text(self) -> str:
        """The picture in one text."""
        return "\n".join(self.lines)

    @property
    def modes(self) -> dict[int, bool]:
        """The private modes that were set (true) or reset last, by number."""
        found = {}
        for numbers, letter in _MODE.findall(self.raw):
            for number in numbers.split(b";"):
                found[int(number)] = letter == b"h"
        return found

    # Waiting

    def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Waits until it holds; fails with the picture when it does not come to be so, or the
        program ends before."""
        end = time.monotonic() + PATIENCE
        while not holds():
            ended = self._ended
            if (ended and not holds()) or time.monotonic() > end:
                how = f"it ended ({self.process.returncode})" if ended else "it never came"
                raise AssertionError("\n".join([f"{how}: {what}", *self.lines]))
            with self._news:
                self._news.wait(0.05)  # at the latest: some conditions are of the catalog

    def shows(self, *texts: str) -> None:
        """Waits until all of these stand on the screen."""
        self.until(lambda: all(text in self.text for text in texts), f"{texts}")

    def shows_no(self, text: str) -> None:
        """Waits until this does not stand on the screen any more."""
        self.until(lambda: text not in self.text, f"no {text}")

    def ends(self) -> int:
        """Waits until the program has ended, and all that it wrote was read; its exit code."""
        code = self.process.wait(PATIENCE)
        with self._news:
            assert self._news.wait_for(lambda: self._ended, PATIENCE)
        return code

    @property
    def manners_now(self) -> list[Any]:
        """How the terminal treats what is typed, to be held against `manners`."""
        return termios.tcgetattr(self._slave)

    @property
    def after_the_screen(self) -> str:
        """What was written after the app gave the screen back."""
        return self.raw.rpartition(b"\x1b[?1049l")[2].decode()

    def close(self) -> None:
        """Ends the program, however far it is."""
        self.process.kill()
        self.process.wait()
        with self._news:
            self._news.wait_for(lambda: self._ended, PATIENCE)
        os.close(self._slave)
        if not self._gone:
            self.hang_up()

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._stop], [], [])
            if self._stop in ready:
                return
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # nobody has the other end any more
                return
            if not piece:
                return
            with self._news:
                self._pieces.append(piece)
                self._news.notify_all()

    def _watch(self) -> None:
        """Notes that the program has ended, once nothing more of it is to be read."""
        self.process.wait()
        unread = b"\0" * 4
        while not self._gone:
            left = fcntl.ioctl(self._master, termios.FIONREAD, unread)
            if struct.unpack("I", left)[0] == 0:
                break
            time.sleep(0.001)
        with self._news:
            self._ended = True
            self._news.notify_all()


def _drawable(text: str) -> str:
    """Without what takes no room: at some of it pyte drops the rest of a line."""
    if text.isascii():
        return text
    return "".join(char for char in text if char < "\x7f" or wcwidth(char) > 0)


def _environment(settings: Mapping[str, str] | None) -> dict[str, str]:
    chosen = {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | dict(settings or {})
    kept = environment(chosen)
    # The size is the terminal's; colours, clipboard and browser are not this machine's.
    for name in ("COLUMNS", "LINES", "NO_COLOR", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"):
        if name not in chosen:
            kept.pop(name, None)
    return kept


@contextmanager
def terminal(
    folder: Path,
    starter: Starter,
    size: tuple[int, int] = SMALL,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    """A program on a terminal; ended at the end."""
    opened = Terminal(folder, starter, size, settings)
    try:
        yield opened
    finally:
        opened.close()


FORKED = program("tui.cli.main:main", "curate")
AS_A_COMMAND = command("-m", "tui.cli.main", "curate")


@contextmanager
def curating_at(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    size: tuple[int, int] = SMALL,
    starter: Starter = FORKED,
) -> Iterator[Terminal]:
    """`jobbank curate` in this folder."""
    with terminal(folder, starter, size, settings) as opened:
        yield opened
