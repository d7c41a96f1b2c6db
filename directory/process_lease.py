"""Who holds a crawl: one process on one machine, told apart from all others.

A process id alone is not enough (it is used again after a restart), so the
moment at which the process began goes with it. A process of this machine is
looked up; one of another machine is believed alive while its heartbeat is
fresh.

When a process began is taken from the kernel's ticks since boot where it has
them: the time of day at which it began changes whenever the clock is set.
"""

import socket
from datetime import datetime, timedelta
from pathlib import Path

import psutil

#: A holder on another machine without a sign of life for so long is given up.
LEASE = timedelta(minutes=2)


def this_process() -> str:
    """The name of this process as a holder: `machine|pid|began`."""
    process = psutil.Process()
    return f"{socket.gethostname()}|{process.pid}|{began_of(process)}"


def is_alive(holder: str, heartbeat_at: datetime, now: datetime) -> bool:
    """True if the holder still runs, as far as can be known from here."""
    machine, _, rest = holder.partition("|")
    pid, _, began = rest.partition("|")
    if machine != socket.gethostname() or not pid.isdigit():
        return abs(now - heartbeat_at) < LEASE
    try:
        process = psutil.Process(int(pid))
        return began_of(process) == began and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def began_of(process: psutil.Process) -> str:
    """Return when a process began, as the name of a holder has it."""
    try:
        ticks = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    except OSError:
        return f"{process.create_time():.2f}"
    return f"{boot}.{ticks}"
