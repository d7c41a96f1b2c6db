"""The modules of services, for screens: each is imported when one of its functions is called.

What they import takes long to import. Screens name the functions here and have them called in a
thread, after the first paint (`AppHost.ask`): `ask(later.lists.rows_of, ids)`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "acts",
    "detail",
    "forms",
    "lists",
    "notice_form",
    "notices",
    "publish",
    "runs",
    "session",
    "views",
]

if TYPE_CHECKING:
    from tui.services import (
        acts,
        detail,
        forms,
        lists,
        notice_form,
        notices,
        publish,
        runs,
        session,
        views,
    )
else:

    class _Later:
        """A module whose functions can be called."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, function: str) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                return getattr(import_module(self._name), function)(*args, **kwargs)

            call.__name__ = function
            return call

    def __getattr__(name: str) -> _Later:
        return _Later(f"tui.services.{name}")
