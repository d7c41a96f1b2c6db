"""The closed vocabularies: each status word of the catalog, defined once.

They are `StrEnum`s, so that a value reads the same in the database, in JSON and
on the screen, and so that a `match` over one can be checked to be exhaustive.
"""

from enum import StrEnum


class EditorialState(StrEnum):
    """The stage of a link between an idea and the public website."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Verdict(StrEnum):
    """The result of one check of a link, worst first."""

    CHANGED = "changed"
    INSECURE = "insecure"
    GONE = "gone"
    FAILING = "failing"
    BLOCKED = "blocked"
    MOVED = "moved"
    OK = "ok"

    @property
    def severity(self) -> int:
        """0 for ok, higher is worse; for comparing findings."""
        return _SEVERITY[self]


_SEVERITY = {verdict: rank for rank, verdict in enumerate(reversed(list(Verdict)))}


class OperatorClass(StrEnum):
    """Who runs the destination, in the classes by which agencies decide on notices."""

    FEDERAL = "federal"
    STATE = "state"
    LOCAL = "local"
    TRIBAL = "tribal"
    GOVERNMENT = "government"  # a government body; its level is not known
    EDUCATION = "education"
    NONPROFIT = "nonprofit"
    PRIVATE = "private"
    UNKNOWN = "unknown"  # not known; never published as “not run by a government”

    @property
    def is_government(self) -> bool:
        """True for federal, state, local and tribal operators, and a government body whose level
        is not known."""
        return self in _GOVERNMENT


_GOVERNMENT = frozenset(
    {
        OperatorClass.FEDERAL,
        OperatorClass.STATE,
        OperatorClass.LOCAL,
        OperatorClass.TRIBAL,
        OperatorClass.GOVERNMENT,
    }
)


class OperatorBasis(StrEnum):
    """The basis of an operator's class."""

    CURATOR = "curator"  # a person decided
    IMPORTED = "imported"  # the file from which the link came said so
    REGISTRY = "registry"  # a government-domain registry lists the host
    DOMAIN = "domain"  # only such a government can have a domain name like the host's
    DEFAULT = "default"  # none of these; the class is unknown


class HowToApply(StrEnum):
    """How one applies for a job found behind the link."""

    DIRECT_TO_EMPLOYER = "direct_to_employer"
    PLACEMENT_AGENCY = "placement_agency"
    AGENCY_REFERRAL = "agency_referral"
    ON_SITE_FORM = "on_site_form"
    AGGREGATOR = "aggregator"


class Cost(StrEnum):
    """What the destination costs a job seeker."""

    FREE = "free"
    FREE_AND_PAID = "free_and_paid"
    PAID = "paid"


class Audience(StrEnum):
    """For whom a link is meant, beyond job seekers in general."""

    EVERYONE = "everyone"
    VETERANS = "veterans"
    MILITARY_FAMILIES = "military_families"
    YOUTH = "youth"
    STUDENTS = "students"
    OLDER_WORKERS = "older_workers"
    PEOPLE_WITH_DISABILITIES = "people_with_disabilities"
    JUSTICE_INVOLVED = "justice_involved"
    IMMIGRANTS_AND_REFUGEES = "immigrants_and_refugees"
    LAID_OFF_WORKERS = "laid_off_workers"
    NATIVE_AMERICANS = "native_americans"
    FARMWORKERS = "farmworkers"
    WOMEN = "women"
    EMPLOYERS = "employers"


class ExitOverride(StrEnum):
    """Whether staff let the rule decide on the exit notice, or force it with a reason."""

    BY_RULE = "by_rule"
    FORCED_ON = "forced_on"
    FORCED_OFF = "forced_off"


class NoticeKind(StrEnum):
    """What a notice is for."""

    DISCLAIMER = "disclaimer"
    EXIT = "exit"


class ExitDisplay(StrEnum):
    """How an exit notice is shown: beside the link, which leads straight to the destination, or
    on an exit page that comes before it."""

    INLINE = "inline"
    PAGE = "page"


class RunStatus(StrEnum):
    """The state of a crawl."""

    RUNNING = "running"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    INCONCLUSIVE = "inconclusive"


class Role(StrEnum):
    """What a person may do; each may do what those before may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMIN = "admin"


class ActKind(StrEnum):
    """Whether an act was done, undone, or redone; `final`: it was done, and cannot be undone."""

    DO = "do"
    FINAL = "final"
    UNDO = "undo"
    REDO = "redo"
