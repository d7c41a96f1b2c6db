"""Service areas: ISO 3166 codes in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.areas import service_area, us_area
from tests.rows import each

STATES_AND_TERRITORIES = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM
    NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU AS MP
"""


@pytest.mark.parametrize(
    ("code", "standard"),
    [("US", "US"), (" us-ma ", "US-MA"), ("ca-qc", "CA-QC"), ("PR", "PR"), ("US-PR", "US-PR")],
)
def test_a_code_is_put_in_its_standard_spelling(code: str, standard: str) -> None:
    assert service_area(code) == standard


@pytest.mark.parametrize("code", ["", "USA", "US-", "US-ZZ", "MA-US", "Massachusetts", "ZZ"])
def test_what_is_no_code_is_refused_by_name(code: str) -> None:
    with pytest.raises(ValueError, match=f"“{code.upper()}” is not an ISO 3166 code"):
        service_area(code)


@each("postal", STATES_AND_TERRITORIES.split())
def test_every_state_and_territory_has_an_area(postal: str) -> None:
    assert us_area(postal.lower()) == f"US-{postal}"


@pytest.mark.parametrize(
    ("postal", "why"), [("MASS", "two-letter"), ("", "two-letter"), ("ZZ", "US-ZZ")]
)
def test_what_is_no_state_is_refused_by_name(postal: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        us_area(postal)


@given(st.text())
def test_any_text_is_a_known_code_or_refused(text: str) -> None:
    try:
        code = service_area(text)
    except ValueError:
        return
    assert service_area(code) == code
