"""Rules that agencies published, as sets to begin with: pure data.

The federal policies require a notice depending on who runs the destination. They do not mention job
listings; the disclaimer for those is this directory's, so every set has it, under the category
job-banks. Where a policy mentions .gov and .mil, the sets here use the class of the operator, since
a name's ending does not show who runs the site. An unknown operator counts as not federal: the
notice is due, in a neutral wording, and so are the disclaimers.

The notice for another government body is shown beside the link, as USWDS and OMB M-23-22 require.
The others are shown as the policy says: on a page if it requires a notice before visitors leave,
else beside the link.
"""

from dataclasses import dataclass, replace
from typing import Final

from directory.model.vocab import ExitDisplay, OperatorClass
from directory.rules.hosts import SiteOwner
from directory.rules.notice_rules import (
    ALWAYS,
    DEFAULT,
    GOVERNMENT,
    JOB_LISTING_RULES,
    UNKNOWN_RULE,
    Condition,
    DisclaimerRule,
    DisclaimerRules,
    ExitRule,
    RuleSet,
)
from directory.rules.notices import (
    ACCURACY,
    EXIT_GOVERNMENT,
    EXIT_NONGOVERNMENT,
    NO_ENDORSEMENT,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of rules. description: one line on what it does, and how a policy is read."""

    name: str
    title: str
    description: str
    rules: RuleSet


_OWN: Final = Condition(sites=(SiteOwner.OWN,))
_FEDERAL: Final = Condition(operator_classes=(OperatorClass.FEDERAL,))
_GOVERNMENT: Final = Condition(operator_classes=GOVERNMENT)
_OWN_SITE: Final = "The destination is one of the agency's own sites."
_FEDERAL_SITE: Final = "A federal agency runs the destination."

_STAYS: Final = ExitRule(_OWN, None, _OWN_SITE)
_TO_FEDERAL: Final = ExitRule(_FEDERAL, None, _FEDERAL_SITE)
_NOT_GOVERNMENT: Final = ExitRule(
    ALWAYS, EXIT_NONGOVERNMENT, "The destination is not run by a government body."
)
#: The notices for sites that no government is known to run, on a page.
_ON_A_PAGE: Final = (
    replace(UNKNOWN_RULE, show=ExitDisplay.PAGE),
    replace(_NOT_GOVERNMENT, show=ExitDisplay.PAGE),
)
_LEAVING: Final = (
    ExitRule(
        _GOVERNMENT,
        EXIT_GOVERNMENT,
        "A government body that is not federal runs the destination.",
    ),
    UNKNOWN_RULE,
    _NOT_GOVERNMENT,
)


def _unless_federal(notice: str) -> DisclaimerRules:
    return DisclaimerRules(
        notice,
        (
            DisclaimerRule(_OWN, False, _OWN_SITE),
            DisclaimerRule(_FEDERAL, False, _FEDERAL_SITE),
            DisclaimerRule(ALWAYS, True, "Every link to a site that is not federal carries it."),
        ),
    )


def _unless_own(notice: str) -> DisclaimerRules:
    return DisclaimerRules(
        notice,
        (
            DisclaimerRule(_OWN, False, _OWN_SITE),
            DisclaimerRule(
                ALWAYS, True, "Every link to a site that is not the agency's own carries it."
            ),
        ),
    )


_ALL_BUT_FEDERAL: Final = (
    _unless_federal(NO_ENDORSEMENT),
    _unless_federal(ACCURACY),
    JOB_LISTING_RULES,
)

_SEED: Final = RuleSet(
    (
        _STAYS,
        ExitRule(
            Condition(sites=(SiteOwner.SISTER,)),
            EXIT_GOVERNMENT,
            "The destination belongs to a sister agency, whose privacy policy is its own.",
        ),
        ExitRule(_GOVERNMENT, EXIT_GOVERNMENT, "Another government body runs the destination."),
        *_ON_A_PAGE,
    ),
    (_unless_own(NO_ENDORSEMENT), _unless_own(ACCURACY), JOB_LISTING_RULES),
)
_OMB: Final = RuleSet((_STAYS, _TO_FEDERAL, *_LEAVING), _ALL_BUT_FEDERAL)
_HHS: Final = RuleSet(
    (
        _STAYS,
        _TO_FEDERAL,
        ExitRule(
            Condition(operator_classes=(OperatorClass.STATE,)),
            None,
            "A state government runs the destination.",
        ),
        ExitRule(
            _GOVERNMENT,
            EXIT_GOVERNMENT,
            "A government body that is neither federal nor a state's runs the destination.",
        ),
        UNKNOWN_RULE,
        _NOT_GOVERNMENT,
    ),
    _ALL_BUT_FEDERAL,
)
_CDC: Final = RuleSet(
    (
        _STAYS,
        ExitRule(
            _GOVERNMENT,
            EXIT_GOVERNMENT,
            "The link leads off the agency's site, to another government body.",
        ),
        UNKNOWN_RULE,
        ExitRule(ALWAYS, EXIT_NONGOVERNMENT, "The link leads off the agency's site."),
    ),
    _ALL_BUT_FEDERAL,
)
_EPA_COMMERCE: Final = RuleSet(
    (_STAYS, _TO_FEDERAL, _LEAVING[0], *_ON_A_PAGE),
    (_unless_own(NO_ENDORSEMENT), _unless_federal(ACCURACY), JOB_LISTING_RULES),
)

#: By name, in the order in which they are shown.
PRESETS: Final = {
    preset.name: preset
    for preset in (
        Preset(
            "default",
            "What applies until other rules are set",
            "An exit notice for all sites but the agency's own; a sister agency's site counts by "
            "who runs it. For government sites it is beside the link, for others on a page.",
            DEFAULT,
        ),
        Preset(
            "seed",
            "A state workforce agency",
            "An exit notice for all sites but the agency's own, those of sister agencies "
            "included, since each has a separate privacy policy; disclaimers likewise. For "
            "government sites the notice is beside the link, for others on a page.",
            _SEED,
        ),
        Preset(
            "omb",
            "U.S. Office of Management and Budget (M-17-06)",
            "An exit notice, and the disclaimers of endorsement and accuracy, for all but "
            "federal sites. Beside the link: M-17-06 and M-23-22 ask for no page.",
            _OMB,
        ),
        Preset(
            "hhs",
            "U.S. Department of Health and Human Services",
            "As omb, but without an exit notice for state governments too; read as: run by a "
            "state, whether on .gov or not.",
            _HHS,
        ),
        Preset(
            "cdc",
            "U.S. Centers for Disease Control and Prevention",
            "An exit notice for everything off the agency's own site, federal sites included; "
            "the disclaimers for all but federal sites.",
            _CDC,
        ),
        Preset(
            "epa-commerce",
            "U.S. Environmental Protection Agency and Department of Commerce",
            "Read from EPA's procedure for external links and Commerce's offsite notification "
            "policy: an exit notice for all but federal sites. As EPA's disclaimers have it, no "
            "endorsement of any site that is not the agency's own, federal ones included. For "
            "sites that no government runs, the notice is on a page.",
            _EPA_COMMERCE,
        ),
    )
}
