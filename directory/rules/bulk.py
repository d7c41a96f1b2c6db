"""When an act on many links needs a confirmation: it is on a large share of what is published."""

from typing import Final

#: An act on no more links than this is never large: one undo takes it back, and each can be read.
FEW: Final = 10


def question(chosen: int, published: int, share: float) -> str:
    """Return why an act on links must be confirmed; "" when it need not be.

    chosen: how many of them are published, or will be by the act. published: how many links are
    published in all. share: of these, from 0 to 1; an act on more needs a confirmation.
    """
    if chosen <= FEW or chosen <= share * published:
        return ""
    if chosen > published:
        return f"That is {chosen:,} links; {published:,} are published now."
    if chosen == published:
        return f"That is all of the {published:,} links that are published."
    return (
        f"That is {chosen:,} of the {published:,} links that are published "
        f"({chosen / published:.0%})."
    )
