"""Who holds a crawl: one process on one machine, told apart from all others.

A process id alone is not enough (it is used again after a restart), so the
moment at which the process began goes with it. A process of this machine is
looked up; one of another machine is believed alive while its heartbeat is
fresh.
"""

import socket
from datetime import datetime, timedelta

import psutil

#: A holder on another machine without a sign of life for so long is given up.
LEASE = timedelta(minutes=2)


def this_process() -> str:
    """The name of this process as a holder: `machine|pid|began`."""
    process = psutil.Process()
    return f"{socket.gethostname()}|{process.pid}|{_began(process)}"


def is_alive(holder: str, heartbeat_at: datetime, now: datetime) -> bool:
    """True if the holder still runs, as far as can be known from here."""
    machine, _, rest = holder.partition("|")
    pid, _, began = rest.partition("|")
    if machine != socket.gethostname() or not pid.isdigit():
        return now - heartbeat_at < LEASE
    try:
        process = psutil.Process(int(pid))
        return _began(process) == began and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _began(process: psutil.Process) -> str:
    return f"{process.create_time():.2f}"
