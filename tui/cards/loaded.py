"""All cards at once: imported in a thread, so that the first details do not wait for them."""

import tui.cards.changes
import tui.cards.entry
import tui.cards.evidence
import tui.cards.history
import tui.cards.notices
import tui.desk.detail  # noqa: F401
