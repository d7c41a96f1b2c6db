"""Domain names that only governments can have: the operator that a host's name shows.

The names under `.us` follow RFC 1480: `state.XX.us`, and `ci.LOCALITY.XX.us`, `co.LOCALITY.XX.us`
and the like, with the postal code of a state or territory as XX. All other `.gov` names belong to
governments too, but the name does not show the level.

Registries are more precise than names, and decide first; see `registries.py`.
"""

from dataclasses import dataclass
from typing import Final

from directory.model.vocab import OperatorClass

_STATES: Final = frozenset(
    ["al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia",
     "ks", "ky", "la", "me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj",
     "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt",
     "va", "wa", "wv", "wi", "wy", "dc", "as", "gu", "mp", "pr", "vi"]
)  # fmt: skip
#: Offices of a city, county, town, township, borough, village or parish.
_OFFICES: Final = frozenset(
    ["ci", "co", "town", "twp", "township", "boro", "borough", "vil", "village", "parish"]
)


@dataclass(frozen=True, slots=True)
class DomainRule:
    """ending: how such names end, for people. labels: of the end of the name, the last one first:
    for each, the possible labels, or how a longer label ends."""

    ending: str
    operator_class: OperatorClass
    labels: tuple[frozenset[str] | str, ...]

    def applies(self, labels: list[str]) -> bool:
        """Return True for a name with these labels, the last one first."""
        return len(labels) >= len(self.labels) and all(
            len(label) > len(wanted) and label.endswith(wanted)
            if isinstance(wanted, str)
            else label in wanted
            for label, wanted in zip(labels, self.labels, strict=False)
        )


_ANY: Final = ""
_US: Final = frozenset({"us"})
_MIL: Final = frozenset({"mil"})
_GOV: Final = frozenset({"gov"})

#: The first rule that applies decides.
RULES: Final = (
    DomainRule(".mil", OperatorClass.FEDERAL, (_MIL, _ANY)),
    DomainRule(".fed.us", OperatorClass.FEDERAL, (_US, frozenset({"fed"}))),
    DomainRule("state.XX.us", OperatorClass.STATE, (_US, _STATES, frozenset({"state"}))),
    DomainRule("ci.….XX.us", OperatorClass.LOCAL, (_US, _STATES, _ANY, _OFFICES)),
    DomainRule(".nsn.us", OperatorClass.TRIBAL, (_US, frozenset({"nsn"}))),
    DomainRule("-nsn.gov", OperatorClass.TRIBAL, (_GOV, "-nsn")),
    DomainRule(".gov", OperatorClass.GOVERNMENT, (_GOV, _ANY)),
)


def domain_rule(host: str) -> DomainRule | None:
    """Return the rule for this host (lower case, ASCII, without a port); None if no rule
    applies."""
    labels = host.removesuffix(".").split(".")[::-1]
    return next((rule for rule in RULES if rule.applies(labels)), None)
