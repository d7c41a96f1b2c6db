"""Service areas: the places a link serves, as ISO 3166 codes (`US`, `US-MA`, `PR`)."""

from functools import lru_cache

import pycountry


@lru_cache(maxsize=1024)
def service_area(code: str) -> str:
    """Return the code in its standard spelling; a country (`US`) or a subdivision (`US-MA`).

    Raise ValueError if there is no such code.
    """
    code = code.strip().upper()
    if pycountry.subdivisions.get(code=code) or pycountry.countries.get(alpha_2=code):
        return code
    raise ValueError(f"“{code}” is not an ISO 3166 code such as US, US-MA or CA-QC")


def us_area(postal: str) -> str:
    """Return the ISO 3166-2 code of a US state or territory, from its postal code (`MA` → `US-MA`).

    Raise ValueError if there is no such state.
    """
    postal = postal.strip().upper()
    if len(postal) != 2:
        raise ValueError(f"“{postal}” is not a two-letter state code")
    return service_area(f"US-{postal}")
