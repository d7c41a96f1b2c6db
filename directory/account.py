"""The account of the operating system under which this program runs."""

import os


def account_name() -> str:
    """Return its name or, where it has none, its number. The environment does not change it."""
    try:
        import pwd
    except ImportError:  # on Windows
        return _login_name()
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"


def _login_name() -> str:
    try:
        return os.getlogin()
    except OSError:
        return "unknown"
