"""Storing what is typed: in the catalog within a second of any key, one write at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from tui.services.model import Refused
from tui.state.form_sheet import Sheet

#: Seconds after a key; with the write itself well within the promised second.
KEEP_AFTER = 0.25


class Keeper:
    """Stores the sheet of one form as a draft.

    Writes run one after the other, each with the form's contents at that time; so a slow write
    never overwrites newer text, and none comes after the end.
    """

    def __init__(self, write: Callable[[Sheet], Awaitable[None]]) -> None:
        """write: stores the sheet's draft, or raises Refused."""
        self._write = write
        self._kept: dict[str, list[str]] = {}
        self._ended = False
        self.turn = asyncio.Lock()

    def holds(self, sheet: Sheet) -> None:
        """Record that the catalog already contains this sheet."""
        self._kept = sheet.to_keep

    def end(self) -> None:
        """Store nothing any more: the form was saved."""
        self._ended = True

    async def keep(self, current: Callable[[], Sheet | None]) -> bool:
        """Store the form's contents; return False if that was refused (the user has seen why)."""
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
