"""The holder of a crawl: one process on one machine, distinguished from all others.

A process id alone is not enough (it is used again after a restart), so it is combined with the
moment at which the process began. A process of this machine is checked directly; one of another
machine counts as alive while its heartbeat is fresh.

Where the kernel has it, the moment is taken from the ticks since boot: the time of day at which a
process began changes whenever the clock is set.
"""

import socket
from datetime import datetime, timedelta
from pathlib import Path

import psutil

#: A holder on another machine without a sign of life for this long counts as dead.
LEASE = timedelta(minutes=2)


def this_process() -> str:
    """Return the name of this process as a holder: `machine|pid|began`."""
    process = psutil.Process()
    return f"{socket.gethostname()}|{process.pid}|{began_of(process)}"


def is_alive(holder: str, heartbeat_at: datetime, now: datetime) -> bool:
    """Return True if the holder still runs, as far as this machine can determine."""
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
    """Return when a process began, in the form of a holder's name."""
    try:
        ticks = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    except OSError:
        return f"{process.create_time():.2f}"
    return f"{boot}.{ticks}"
