"""Keeping what is typed: in the catalog within a second of any key, one write at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from tui.services.model import Refused
from tui.state.form_sheet import Sheet

#: Seconds after a key; with the write itself well within the second that is promised.
KEEP_AFTER = 0.25


class Keeper:
    """Keeps the sheet of one form as a draft.

    Writes are made one after the other, each of what the form holds when its turn comes; so a
    slow one never puts an older text over a newer one, and none comes after the end.
    """

    def __init__(self, write: Callable[[Sheet], Awaitable[None]]) -> None:
        """write: keeps the sheet's draft, or raises Refused."""
        self._write = write
        self._kept: dict[str, list[str]] = {}
        self._ended = False
        self.turn = asyncio.Lock()

    def holds(self, sheet: Sheet) -> None:
        """What the catalog keeps already."""
        self._kept = sheet.to_keep

    def end(self) -> None:
        """Nothing is to be kept any more: the form was saved."""
        self._ended = True

    async def keep(self, current: Callable[[], Sheet | None]) -> bool:
        """Keeps what the form holds; False when that was refused (the person was told)."""
        async with self.turn:
            sheet = current()
            if sheet is None or self._ended or sheet.to_keep == self._kept:
                return True
            try:
                await self._write(sheet)
            except Refused:
                return False
            self._kept = sheet.to_keep
            return True
