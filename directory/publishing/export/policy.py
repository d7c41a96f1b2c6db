"""The notice policy that holds: sites from the settings, rules from the catalog."""

import sqlalchemy as sa

from directory.publishing.export.compose import notice_policy
from directory.queries import notice_rules
from directory.rules.notice_rules import NoticePolicy
from directory.settings import Settings


def policy_in(connection: sa.Connection, settings: Settings) -> NoticePolicy:
    """The policy by which a release would be made now.

    Raises Unpublishable when an own or sister site in the settings is no host,
    CatalogUnavailable when the rules in the catalog cannot be read.
    """
    return notice_policy(settings, notice_rules.held(connection).rules)
