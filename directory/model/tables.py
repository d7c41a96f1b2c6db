"""All tables at once, for whoever needs the whole metadata (migrations, tests)."""

from sqlmodel import SQLModel

from directory.model.audit import AuditEntry
from directory.model.baseline import LinkBaseline
from directory.model.category import Category
from directory.model.health import Health, HealthSpan
from directory.model.host import HostFact
from directory.model.link import Link
from directory.model.notice import Notice, NoticeVersion
from directory.model.run import CrawlRun, RunResult

metadata = SQLModel.metadata

__all__ = [
    "AuditEntry",
    "Category",
    "CrawlRun",
    "Health",
    "HealthSpan",
    "HostFact",
    "Link",
    "LinkBaseline",
    "Notice",
    "NoticeVersion",
    "RunResult",
    "metadata",
]
