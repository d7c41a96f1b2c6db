"""When a website that serves a release counts as one that has stopped answering."""

import pytest

from crawler.services.download import NotHere, Unreachable
from crawler.services.remote_release import GIVES_UP, Silence

NOTHING, MISSING = Unreachable("it broke off"), NotHere("the server answered with the code 404")


@pytest.mark.parametrize("heard", [None, MISSING])
def test_whatever_is_heard_of_it_between_it_still_answers(heard: NotHere | None) -> None:
    """A file that comes, or the word that there is none."""
    silence = Silence()
    for error in [*[NOTHING] * (GIVES_UP - 1), heard, *[NOTHING] * (GIVES_UP - 1)]:
        silence.after(error)
    assert silence.broke_off is None


def test_a_file_that_comes_late_does_not_undo_it() -> None:
    """Other files were not asked for by then, and must not count as missing."""
    silence = Silence()
    for error in [*[NOTHING] * GIVES_UP, None]:
        silence.after(error)
    assert silence.broke_off is NOTHING
