"""Asking the process that holds a crawl to end it, with what is done."""

import signal
import socket

import psutil

from directory.process_lease import began_of


class CannotStop(Exception):
    """The crawl cannot be stopped from here; says why and what to do."""


def interrupt(holder: str) -> None:
    """Sends the process its Ctrl-C. holder: `machine|pid|began`, found alive just now.

    One that has ended meanwhile is left in peace, and so is whoever has its number now.
    Raises CannotStop when it runs on another machine or belongs to another user.
    """
    machine, pid, began = holder.split("|")
    if machine != socket.gethostname():
        raise CannotStop(
            f"The crawl runs on another machine, {machine}. Stop it there (Ctrl-C where it was "
            "started)."
        )
    try:
        process = psutil.Process(int(pid))
        if began_of(process) == began:
            process.send_signal(signal.SIGINT)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied:
        raise CannotStop(
            "The crawl was started by another user of this machine. Ask them to stop it, "
            "or let it come to its end."
        ) from None
