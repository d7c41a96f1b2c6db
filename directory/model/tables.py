"""All tables of the catalog, for statements in SQL, and their metadata."""

import sqlalchemy as sa
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


def _table(row: type[SQLModel]) -> sa.Table:
    table: sa.Table = row.__table__  # type: ignore[attr-defined]  # every class with table=True has one
    return table


acts = _table(Act)
act_parts = _table(ActPart)
audit_entries = _table(AuditEntry)
catalog_settings = _table(CatalogSetting)
categories = _table(Category)
crawl_runs = _table(CrawlRun)
form_drafts = _table(FormDraft)
health = _table(Health)
health_before = _table(HealthBefore)
health_spans = _table(HealthSpan)
host_facts = _table(HostFact)
links = _table(Link)
baselines = _table(LinkBaseline)
links_removed = _table(LinkRemoved)
notices = _table(Notice)
notice_periods = _table(NoticePeriod)
notice_rules = _table(NoticeRules)
notice_versions = _table(NoticeVersion)
pending_notices = _table(PendingNotice)
people = _table(Person)
proposals = _table(Proposal)
registries = _table(Registry)
registry_entries = _table(RegistryEntry)
retirements = _table(Retirement)
run_results = _table(RunResult)
saved_views = _table(SavedView)
set_aside = _table(SetAside)
