"""Runs `python ARGUMENTS…` and adds a last line of JSON with its time and peak memory.

`began` is on the monotonic clock, which all processes of a machine share.

With `--program` first, ARGUMENTS are a whole command line instead. With
`--within=SECONDS` first, what runs longer is ended, and `in_time` is false.

A small process of its own, since a child's peak memory begins with its parent's.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

LOOK_EVERY = 0.25


def main() -> int:
    """Passes the child's output and exit code on."""
    arguments = sys.argv[1:]
    command, within = [sys.executable], float("inf")
    while arguments[0] == "--program" or arguments[0].startswith("--within="):
        option = arguments.pop(0)
        if option == "--program":
            command = []
        else:
            within = float(option.partition("=")[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and the child is ended with us
    before = _cpu_of_children()  # a wrapper around Python may have had some
    began = time.monotonic()
    with subprocess.Popen(command + arguments, start_new_session=True) as process:
        watch = _Watch(process.pid, began + within)
        watcher = threading.Thread(target=watch.look, daemon=True)
        watcher.start()
        try:
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    wall = time.monotonic() - began
    watch.ended.set()
    watcher.join()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures = {
        "began": began,
        "wall": wall,
        "cpu": _cpu_of_children() - before,
        "peak_mb": max(peak, watch.family_peak),
        "in_time": watch.in_time,
        "code": code,
    }
    sys.stdout.write("\n" + json.dumps(figures) + "\n")
    return code


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(slots=True)
class _Watch:
    """Looks at the child now and then. end_at: when it must have ended, monotonic; it is
    ended, too, when whoever started the measuring is gone."""

    pid: int
    end_at: float
    parent: int = field(default_factory=os.getppid)
    family_peak: float = 0.0
    in_time: bool = True
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Until the child has ended."""
        while not self.ended.wait(LOOK_EVERY):
            self.family_peak = max(self.family_peak, family_mb(self.pid))
            late, left_alone = time.monotonic() > self.end_at, os.getppid() != self.parent
            if self.in_time and (late or left_alone):
                self.in_time = False
                os.killpg(self.pid, signal.SIGKILL)


def family_mb(pid: int) -> float:
    """Memory of a process and its children together, in MB; 0.0 when it has no children.

    Of one process alone the kernel keeps the true peak, so nothing is sampled. Pages that
    are shared are counted once (Linux's proportional set size).
    """
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            return 0.0
        return sum(_proportional_mb(number) for number in (str(pid), *children))
    except OSError:  # it has just ended, or this is not Linux
        return 0.0


def _proportional_mb(pid: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    sys.exit(main())
