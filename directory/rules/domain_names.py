"""Domain names that only governments can have: what a host's name says of who runs it.

The names under `.us` follow RFC 1480: `state.XX.us`, and `ci.LOCALITY.XX.us`, `co.LOCALITY.XX.us`
and the like, with the postal code of a state or territory as XX. All other `.gov` names belong to
governments too, but the name does not tell the level.

Registries know more than names do, and decide first; see `registries.py`.
"""

import re
from dataclasses import dataclass
from typing import Final

from directory.model.vocab import OperatorClass

_POSTAL: Final = (
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc as gu mp pr vi"
)
_STATES: Final = f"(?:{'|'.join(_POSTAL.split())})"
_LABEL: Final = r"[a-z0-9-]+"
#: Offices of a city, county, town, township, borough, village or parish.
_OFFICES: Final = "(?:ci|co|town|twp|township|boro|borough|vil|village|parish)"


@dataclass(frozen=True, slots=True)
class DomainRule:
    """ending: how such names end, as people write it."""

    ending: str
    operator_class: OperatorClass
    pattern: re.Pattern[str]


def _rule(ending: str, operator_class: OperatorClass, pattern: str) -> DomainRule:
    """pattern: of the end of the name; whole labels, unless it begins within one."""
    return DomainRule(ending, operator_class, re.compile(rf"(?:.*\.)?{pattern}"))


#: The first rule that matches decides.
RULES: Final = (
    _rule(".mil", OperatorClass.FEDERAL, rf"{_LABEL}\.mil"),
    _rule(".fed.us", OperatorClass.FEDERAL, r"fed\.us"),
    _rule("state.XX.us", OperatorClass.STATE, rf"state\.{_STATES}\.us"),
    _rule("ci.…XX.us", OperatorClass.LOCAL, rf"{_OFFICES}\.{_LABEL}\.{_STATES}\.us"),
    _rule(".nsn.us", OperatorClass.TRIBAL, r"nsn\.us"),
    _rule("-nsn.gov", OperatorClass.TRIBAL, rf"{_LABEL}-nsn\.gov"),
    _rule(".gov", OperatorClass.GOVERNMENT, rf"{_LABEL}\.gov"),
)


def domain_rule(host: str) -> DomainRule | None:
    """The rule for this host (lower case, ASCII, without a port); None when its name says
    nothing."""
    name = host.removesuffix(".")
    return next((rule for rule in RULES if rule.pattern.fullmatch(name)), None)
