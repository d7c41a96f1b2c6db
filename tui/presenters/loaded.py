"""All cards at once: imported in a thread, so that the first details do not wait for them."""

import tui.presenters.changes
import tui.presenters.entry
import tui.presenters.evidence
import tui.presenters.history
import tui.presenters.notices
import tui.services.detail  # noqa: F401
