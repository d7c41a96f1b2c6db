"""Judging the stored evidence anew, by the rules and lists as they are now. No request is made."""

from crawler.judge.input import Case
from crawler.judge.judge import judge
from crawler.patterns import load_signs
from directory.catalog.rejudging import Judge
from directory.model.baseline import Baseline
from directory.model.observation import Judgement, Observation
from directory.settings import Settings


def judge_by(settings: Settings) -> Judge:
    """The judge with the signs of these settings. Raises SignsError as `load_signs` does."""
    signs = load_signs(settings.signs)

    def by_these(seen: Observation, baseline: Baseline | None, names: tuple[str, ...]) -> Judgement:
        return judge(Case(seen, signs, baseline, names))

    return by_these
