"""Why a change of the catalog is refused, in words for staff."""

from pydantic import ValidationError

from directory.model.link import Link
from directory.pydantic_messages import problem


class ChangeRefused(Exception):
    """The change cannot be made; `problems` says why, in words for staff."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class StaleEdit(ChangeRefused):
    """Somebody else changed the link first. `current` is what they left."""

    def __init__(self, link: Link, based_on: int) -> None:
        super().__init__(
            f"link {link.id} (“{link.name}”) was changed after it was shown (it was at version "
            f"{based_on} then, and is at {link.version} now). Read it again, and repeat what you "
            "did if it is still right."
        )
        self.current = link
        self.based_on = based_on


def explain_validation(error: ValidationError) -> list[str]:
    """What pydantic found, a sentence per field."""
    sentences = []
    for item in error.errors(include_url=False):
        field = str(item["loc"][0]).replace("_", " ") if item["loc"] else ""
        sentences.append(f"{field}: {problem(item)}" if field else problem(item))
    return sentences
