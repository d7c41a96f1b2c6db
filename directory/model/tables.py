"""All tables at once, for whoever needs the whole metadata (migrations, tests)."""

from sqlmodel import SQLModel

from directory.model.audit import AuditEntry
from directory.model.baseline import LinkBaseline
from directory.model.category import Category
from directory.model.curation import (
    Act,
    ActPart,
    CatalogSetting,
    FormDraft,
    LinkRemoved,
    Person,
    Proposal,
    SavedView,
    SetAside,
)
from directory.model.health import Health, HealthBefore, HealthSpan
from directory.model.host import HostFact
from directory.model.link import Link, Retirement
from directory.model.notice import Notice, NoticePeriod, NoticeRules, NoticeVersion, PendingNotice
from directory.model.registry import Registry, RegistryEntry
from directory.model.run import CrawlRun, RunResult

metadata = SQLModel.metadata

__all__ = [
    "Act",
    "ActPart",
    "AuditEntry",
    "CatalogSetting",
    "Category",
    "CrawlRun",
    "FormDraft",
    "Health",
    "HealthBefore",
    "HealthSpan",
    "HostFact",
    "Link",
    "LinkBaseline",
    "LinkRemoved",
    "Notice",
    "NoticePeriod",
    "NoticeRules",
    "NoticeVersion",
    "PendingNotice",
    "Person",
    "Proposal",
    "Registry",
    "RegistryEntry",
    "Retirement",
    "RunResult",
    "SavedView",
    "SetAside",
    "metadata",
]
