"""When an act on many links must be confirmed."""

from hypothesis import given
from hypothesis import strategies as st

from directory.rules.bulk import FEW, question


@given(st.integers(0, 200_000), st.integers(0, 200_000), st.floats(0, 1))
def test_an_act_is_confirmed_when_it_is_on_more_than_the_share_and_more_than_a_few(
    chosen: int, published: int, share: float
) -> None:
    asked = question(chosen, published, share)
    assert bool(asked) == (chosen > FEW and chosen > share * published)


def test_the_question_says_how_many_of_how_many() -> None:
    assert question(20, 20, 0.05) == "That is all of the 20 links that are published."
    assert question(244, 44, 0.05) == "That is 244 links; 44 are published now."
    assert question(300, 2_000, 0.05) == (
        "That is 300 of the 2,000 links that are published (15%)."
    )
