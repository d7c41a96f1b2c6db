"""The card beside the list of notices; its lines fit its width."""

from collections.abc import Sequence

from tui.presenters.blocks import Block
from tui.presenters.layout import laid_out
from tui.resize import on_new_size
from tui.widgets.card import CardView


class NoticeCard(CardView):
    """`tell` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: Sequence[Block] = ()

    def tell(self, blocks: Sequence[Block]) -> None:
        """Tells this from now on, scrolled as it is."""
        self._blocks = blocks
        self._lay_out()

    def on_mount(self) -> None:
        """Wider or narrower, the blocks are laid out anew."""
        on_new_size(self, self._lay_out)

    def _lay_out(self) -> None:
        if self.room > 0:
            self.show(laid_out(self._blocks, self.room))
