"""The use cases within one transaction, gathered under one name.

Each is a function of `directory/usecases`; what it does and refuses is said here,
where its callers look. Changes are made by `directory.catalog` alone: begun,
written down and ended there.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from directory.model.category import Category
from directory.model.curation import SavedView
from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState, NoticeKind, Role
from directory.rules.announcing import Announcement
from directory.rules.notice_rules import RuleSet
from directory.rules.registries import Listing
from directory.store import links
from directory.store.browse.rows import Row, rows
from directory.usecases import (
    flow,
    notice_rules,
    notices,
    people,
    registries,
    releases,
    shelves,
    views,
)
from directory.usecases import links as editing
from directory.usecases.transaction import Transaction


class Change:
    """The use cases within one transaction. Made by `Catalog.change`.

    Each raises ChangeRefused when whoever makes the change has no right to it.
    """

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @property
    def proposed(self) -> list[int]:
        """The links of which an edit of this change became a proposal, or changed one."""
        return self._tx.proposed

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        """The links of these URL keys, as this transaction sees them."""
        return links.find_by_keys(self._tx.connection, keys)

    def categories(self) -> list[Category]:
        """All categories, as this transaction sees them."""
        return links.categories(self._tx.connection)

    def brief(self, link_id: int) -> Row:
        """The link in brief: its group in the queue, its suggested address and the like."""
        today = self._tx.now.date()
        ahead = self._tx.ahead.brief(link_id, today)
        return ahead or rows(self._tx.connection, [link_id], today)[link_id]

    def prefetch(self, ids: Iterable[int], urls: Iterable[str]) -> None:
        """Read at once what changing the links of these ids, and adding links with these URLs,
        needs to know; a few hundred at the most."""
        self._tx.ahead.begin(ids)
        editing.prefetch(self._tx, urls)

    def add_link(self, fields: LinkFields, state: EditorialState = EditorialState.DRAFT) -> Link:
        """A new link. `fields.url` may be spelled in any way; its href is kept.

        Raises ChangeRefused when the address or a field is refused, when a link
        to the same page exists, and when it would be published at once though
        four eyes are asked for.
        """
        return editing.add_link(self._tx, fields, state)

    def edit_link(self, link_id: int, version: int, patch: Mapping[str, object]) -> Link:
        """Changes fields of a link, by name; `version` is the one the editor saw.

        A change of the address is remembered in `previous_urls`, and the health
        of the old address is forgotten. A patch that changes nothing leaves no
        trace.

        What visitors may see of a published link waits for approval when the
        editor may not publish, or four eyes are asked for: it becomes the link's
        proposal (`proposed` says so), and the link that is returned is as it was,
        of a new version. A field that is set to what the link has is taken out of
        the proposal.

        Raises StaleEdit when the link is at another version by now, and
        ChangeRefused when there is no such link or a field is refused.
        """
        return editing.edit_link(self._tx, link_id, version, patch)

    def move_to(self, link_id: int, version: int, state: EditorialState) -> Link:
        """Moves a link along the editorial flow.

        Raises StaleEdit as `edit_link` does, and ChangeRefused for a move that
        the flow does not have. People use the named moves below.
        """
        return flow.move_to(self._tx, link_id, version, state)

    def submit(self, link_id: int, version: int) -> Link:
        """Sends a draft to review; a published link is taken off the website for it.

        Raises as `move_to` does, and when a proposal of the link waits.
        """
        return flow.submit(self._tx, link_id, version)

    def accept(self, link_id: int, version: int) -> Link:
        """Publishes a link in review, or makes the edit that was proposed of a published one.

        Raises StaleEdit as `edit_link` does, and ChangeRefused when nothing waits
        for approval, when four eyes are asked for and one has written it oneself,
        and when a field that was proposed has been changed since; says which.
        """
        return flow.accept(self._tx, link_id, version)

    def send_back(self, link_id: int, version: int) -> Link:
        """Makes a link in review a draft again, or drops the proposal of a published one.

        Others' work is sent back with a reason: the change's `why`. Raises
        StaleEdit as `edit_link` does, and ChangeRefused when there is no reason,
        or nothing waits for approval.
        """
        return flow.send_back(self._tx, link_id, version)

    def retire(self, link_id: int, version: int) -> Link:
        """Takes a link out of use; a proposal of it is dropped. Raises as `move_to` does."""
        return flow.retire(self._tx, link_id, version)

    def restore(self, link_id: int, version: int) -> Link:
        """Makes a retired link a draft. Raises as `move_to` does."""
        return flow.restore(self._tx, link_id, version)

    def approve_page(self, link_id: int, version: int) -> Link:
        """Takes the page as it was last seen for what is approved from now on.

        Danger and drift seen in it are cleared: a person has looked. Raises
        StaleEdit as `edit_link` does, and ChangeRefused when no page was seen.
        """
        return flow.approve_page(self._tx, link_id, version)

    def vouch(self, link_id: int, version: int, until: date) -> Link:
        """Says that a person has looked at the link today, and that this counts until a day.

        For what the crawl is not let in to see. To say the same again on the same
        day leaves no trace. Raises StaleEdit as `edit_link` does, and ChangeRefused
        when that day is not to come, or more than `LONGEST_VOUCHER` away.
        """
        return flow.vouch(self._tx, link_id, version, until)

    def snooze(self, link_id: int, version: int, until: date) -> Link:
        """Leaves the link out of the queue until a day, unless its health takes a turn.

        Raises StaleEdit as `edit_link` does, and ChangeRefused when that day is
        not to come, or more than `LONGEST_SNOOZE` away.
        """
        return flow.snooze(self._tx, link_id, version, until)

    def wake(self, link_id: int, version: int) -> Link:
        """Ends a snooze; nothing happens when there is none. Raises StaleEdit as `edit_link`
        does."""
        return flow.wake(self._tx, link_id, version)

    def set_person(self, name: str, role: Role | None) -> None:
        """Lists a person with a role, or with None takes them off the list.

        Raises ChangeRefused when that would leave no admin, or the name is none.
        """
        people.set_person(self._tx, name, role)

    def save_view(self, name: str, query: str) -> SavedView:
        """Keeps a query under a name, in the place of one that has it.

        Raises ChangeRefused when the query cannot be understood, or the name is none.
        """
        return views.save_view(self._tx, name, query)

    def drop_view(self, name: str) -> None:
        """Forgets a saved view. Raises ChangeRefused when there is none of this name."""
        views.drop_view(self._tx, name)

    def add_category(
        self, slug: str, names: Mapping[str, str], parent: str | None = None, position: int = 0
    ) -> None:
        """A new category; the slug of one that has a parent is `parent/child`.

        Raises ChangeRefused when the slug is no slug or taken, the parent
        unknown, or there is no name.
        """
        shelves.add_category(self._tx, slug, names, parent, position)

    def announce(self, slug: str, wanted: Announcement, kind: NoticeKind | None = None) -> bool:
        """Announces another wording of a notice today, or the first of a new one of this kind.

        False: it waits for a second person (`approve_notice`), since it is an exception, or
        the agency asks for four eyes; its days of notice are counted from the approval.
        Raises ChangeRefused for what `rules.announcing.check` refuses.
        """
        return notices.announce(self._tx, slug, wanted, kind)

    def approve_notice(self, slug: str) -> None:
        """Announces, today, the wording of this notice that waits. Raises ChangeRefused when
        none does, when the person wrote it, and when its day has come too near."""
        notices.approve(self._tx, slug)

    def withdraw_notice(self, slug: str) -> None:
        """Drops the wording of this notice that waits. Raises ChangeRefused when none does."""
        notices.withdraw(self._tx, slug)

    def load_registry(
        self, name: str, source: str, digest: str, listings: Sequence[Listing]
    ) -> registries.Loaded:
        """Puts these entries in the place of a registry's, and works out the classes of links anew.

        Links that are not published are changed at once; of published ones the change becomes
        a proposal. source: the file or address; digest: SHA-256 of its bytes, in hex. Raises
        ChangeRefused when the name is none, or there is nothing to load.
        """
        return registries.load(self._tx, name, source, digest, listings)

    def set_notice_rules(self, rules: RuleSet, version: int | None = None) -> int:
        """Sets the rules that decide which links carry which notices; their version.

        version: of the rules that whoever changes them saw; None for whatever holds. Rules
        that are held already leave no trace. Raises ChangeRefused, with a sentence for each
        fault that `rules.notice_rules_check` finds, for a notice without a wording in force,
        and when somebody else has set the rules since that version.
        """
        return notice_rules.set_rules(self._tx, rules, version)

    def note_release(self, what: str, digest: str, about: Mapping[str, Any]) -> None:
        """Keeps on record that a release takes its place on the website.

        what: `publish` or `bring back`; digest: of the release's manifest. Raises
        ChangeRefused when the person may not publish.
        """
        releases.note_release(self._tx, what, digest, about)

    def add_notice(
        self,
        slug: str,
        kind: NoticeKind,
        texts: Mapping[str, str],
        *,
        announced_on: date,
        effective_from: date,
        position: int = 0,
    ) -> None:
        """A new notice with its first wording.

        Raises ChangeRefused when the slug is no slug or taken, or there is no text.
        """
        notices.add(self._tx, slug, kind, texts, announced_on, effective_from, position)
