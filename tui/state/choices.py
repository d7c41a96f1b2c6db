"""The labels by which staff choose from the closed vocabularies."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from directory.model.vocab import Audience, Cost, ExitOverride, HowToApply, OperatorClass
from tui.state.option_match import Option


def _as_words(member: StrEnum) -> str:
    return member.value.replace("_", " ").capitalize()


OPERATOR_CLASSES: Final = (
    Option(OperatorClass.FEDERAL, "Federal", "a federal agency, or Congress or a court"),
    Option(OperatorClass.STATE, "State", "a state, a territory, the District of Columbia"),
    Option(OperatorClass.LOCAL, "Local", "a city, a county, a special district"),
    Option(OperatorClass.TRIBAL, "Tribal", "a Tribal Nation"),
    Option(OperatorClass.GOVERNMENT, "Government", "a government body; its level is not known"),
    Option(OperatorClass.EDUCATION, "Education", "a college, a university, a school"),
    Option(OperatorClass.NONPROFIT, "Nonprofit", "an association, a foundation, a charity"),
    Option(OperatorClass.PRIVATE, "Private", "a business"),
    Option(OperatorClass.UNKNOWN, "Unknown", "visitors are shown a neutral notice"),
)
AUDIENCES: Final = tuple(Option(word, _as_words(word)) for word in Audience)
COSTS: Final = (
    Option("", "Not known"),
    Option(Cost.FREE, "Free", "a job seeker pays nothing"),
    Option(Cost.FREE_AND_PAID, "Free and paid", "some of it costs money"),
    Option(Cost.PAID, "Paid", "a job seeker pays"),
)
YES_OR_NO: Final = (
    Option("", "Not known"),
    Option("yes", "Yes", "one must sign up or sign in"),
    Option("no", "No", "it can be used as it is"),
)
WAYS_TO_APPLY: Final = (
    Option("", "Not known", "or no jobs are offered there"),
    Option(HowToApply.DIRECT_TO_EMPLOYER, "Direct to the employer"),
    Option(HowToApply.PLACEMENT_AGENCY, "Placement agency", "a staffing firm takes applications"),
    Option(HowToApply.AGENCY_REFERRAL, "Agency referral", "a job center passes one on"),
    Option(HowToApply.ON_SITE_FORM, "Form on the site"),
    Option(HowToApply.AGGREGATOR, "Aggregator", "it lists openings of other sites"),
)
EXIT_CHOICES: Final = (
    Option(ExitOverride.BY_RULE, "By the rule", "who runs the site decides"),
    Option(ExitOverride.FORCED_ON, "Always on", "give a reason"),
    Option(ExitOverride.FORCED_OFF, "Always off", "give a reason"),
)

#: By key of the form's field.
BY_FIELD: Final[Mapping[str, tuple[Option, ...]]] = {
    "audiences": AUDIENCES,
    "operator_class": OPERATOR_CLASSES,
    "cost": COSTS,
    "account_needed": YES_OR_NO,
    "how_to_apply": WAYS_TO_APPLY,
    "exit_override": EXIT_CHOICES,
}
