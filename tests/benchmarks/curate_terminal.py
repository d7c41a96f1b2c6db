"""A terminal of our own for measuring: a program on a pty, its screen, and when each byte came.

Of a terminal's language it knows what Textual writes: places, text and the clearing of
the screen; colours are left out. That is enough to tell which lines have changed, and
when the last of them did.
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

_PARTS = re.compile(
    r"\x1b\[(?P<place>\d*;?\d*)H"  # the cursor goes there
    r"|\x1b\[(?P<rest>[?<>=\d;: $]*[@-~])"  # colours, modes
    r"|\x1b[\]P_^].*?(?:\x07|\x1b\\)"  # titles and other strings
    r"|\x1b[^\[\]P_^]"
    r"|(?P<line>\r\n|\n)|\r"
    r"|(?P<text>[^\x1b\r\n]+)",
    re.DOTALL,
)
#: An escape sequence that has not come whole yet.
_BEGUN = re.compile(r"\x1b(?:\[[?<>=\d;: $]*|[\]P_^][^\x07]{0,200})?$")
_SYNC_ASKED, _SYNC_KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class Screen:
    """What stands on the screen, line by line, from the bytes that were written."""

    def __init__(self, columns: int, lines: int) -> None:
        self._columns = columns
        self._cells = [[" "] * columns for _ in range(lines)]
        self._row = self._column = 0
        self._rest = ""

    def feed(self, text: str) -> None:
        """Takes in what was written."""
        text = self._rest + text
        begun = _BEGUN.search(text)
        self._rest = text[begun.start() :] if begun else ""
        for part in _PARTS.finditer(text[: len(text) - len(self._rest)]):
            if part["place"] is not None:
                row, _, column = part["place"].partition(";")
                self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
            elif part["line"]:
                self._row, self._column = self._row + 1, 0
            elif part["text"]:
                self._write(part["text"])
            elif part["rest"] == "2J":
                self._cells = [[" "] * self._columns for _ in self._cells]

    def _write(self, text: str) -> None:
        for character in text:
            if self._row < len(self._cells) and self._column < self._columns:
                self._cells[self._row][self._column] = character
            self._column += 1

    def lines(self, first: int = 0, last: int | None = None) -> list[str]:
        """The text of these lines."""
        return ["".join(cells) for cells in self._cells[first:last]]


class Terminal:
    """A program on a pty of `size` (columns, lines); to be closed."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], folder: Path, size: tuple[int, int]
    ) -> None:
        columns, lines = size
        self.screen = Screen(columns, lines)
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command, env=env, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def write(self, keys: str) -> float:
        """Presses keys; returns when."""
        os.write(self._ours, keys.encode())
        return time.perf_counter()

    def settle(self, quiet: float, changes: Callable[[Screen], object] = lambda _: None) -> float:
        """Waits until nothing has come for `quiet` seconds, for the first bytes up to a second;
        returns when the last bytes came, or,
        given `changes`, the last bytes after which that was another value; 0.0: never. A cursor
        may blink for ever, so it is over after `quiet` and two seconds in any case."""
        end = time.perf_counter() + quiet + 2
        last, before = 0.0, changes(self.screen)
        counts_all = before is None
        wait = max(1.0, quiet)
        while time.perf_counter() < end and (came := self._read(wait)) is not None:
            wait = quiet
            now = changes(self.screen)
            if counts_all or now != before:
                last, before = came, now
        return last

    def settle_all(
        self, quiet: float, parts: Iterable[Callable[[Screen], object]]
    ) -> dict[Callable[[Screen], object], float]:
        """As `settle`, for several parts of the screen at once: when each of them changed last,
        0.0 for those that did not."""
        seen = {part: part(self.screen) for part in parts}
        last = dict.fromkeys(seen, 0.0)
        end = time.perf_counter() + quiet + 2
        wait = max(1.0, quiet)
        while time.perf_counter() < end and (came := self._read(wait)) is not None:
            wait = quiet
            for part, before in seen.items():
                now = part(self.screen)
                if now != before:
                    seen[part], last[part] = now, came
        return last

    def settle_for(self, seconds: float) -> None:
        """Takes in whatever comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def until(self, holds: Callable[[Screen], bool], within: float = 60.0) -> float:
        """Waits until it holds; returns when the bytes came that made it so."""
        end = time.perf_counter() + within
        came = time.perf_counter()
        while not holds(self.screen):
            left = end - time.perf_counter()
            if left <= 0:
                raise TimeoutError("it never came to be so:\n" + "\n".join(self.screen.lines()))
            came = self._read(min(left, 1.0)) or came
        return came

    def close(self) -> None:
        """Ends the program."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._ours)

    def _read(self, wait: float) -> float | None:
        """Takes in what has come; returns when it came, None if nothing did."""
        ready, _, _ = select.select([self._ours], [], [], wait)
        if not ready:
            return None
        came = time.perf_counter()
        try:
            text = os.read(self._ours, 1 << 16)
        except OSError as error:
            if error.errno == errno.EIO:  # the program has ended
                raise TimeoutError("it ended:\n" + "\n".join(self.screen.lines())) from None
            raise
        if _SYNC_ASKED in text:
            os.write(self._ours, _SYNC_KNOWN)
        self.screen.feed(text.decode(errors="replace"))
        return came


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process now and at its peak, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", text, re.MULTILINE))
    return int(found["VmRSS"]) / 1024, int(found["VmHWM"]) / 1024


def processor_seconds(pid: int) -> float:
    """The processor's time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
