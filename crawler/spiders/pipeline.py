"""What is noted of a look beside its verdict: for the exit notice, the next look, the schedule."""

from datetime import timedelta

from crawler.check.retry_after import retry_after
from directory.model.baseline import page_key
from directory.model.observation import Observation
from directory.model.run import PageMetadata

_LONGEST_TAG = 290  # a header as long as what is kept of it may have been cut


def metadata_of(observation: Observation) -> PageMetadata:
    """What this look has to say beside its verdict."""
    last, page, certificate = observation.last, observation.page, observation.certificate
    ends_at = certificate.ends_at if certificate else None
    if last is None:
        return PageMetadata()
    if observation.unchanged:
        return PageMetadata(unchanged=True, certificate_ends_at=ends_at)
    wait = retry_after(last.headers.get("retry-after", ""), observation.at)
    not_before = observation.at + timedelta(seconds=wait) if wait else None
    if page is None or last.status != 200:
        return PageMetadata(certificate_ends_at=ends_at, not_before=not_before)
    return PageMetadata(
        title=page.title,
        language=page.language,
        privacy_url=page.privacy_url,
        certificate_ends_at=ends_at,
        etag=_whole(last.headers.get("etag", "")),
        last_modified=_whole(last.headers.get("last-modified", ""))[:100],
    )


def key_of(observation: Observation) -> int | None:
    """The digest of the page that came; None when none came."""
    page, status = observation.page, observation.status
    came = page is not None and page.is_html and status is not None and 200 <= status < 300
    return page_key(page) if came and page is not None else None


def _whole(value: str) -> str:
    return value if len(value) < _LONGEST_TAG else ""
