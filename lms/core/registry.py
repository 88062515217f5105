"""Steps that a lower layer triggers in the layers above it.

Apps register their steps in `AppConfig.ready()`. Steps run in the order of registration, in the
caller's transaction, and must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec
from uuid import UUID

Parameters = ParamSpec("Parameters")


class Registry(Generic[Parameters]):
    """An ordered list of named functions that are called with the same arguments."""

    def __init__(self) -> None:
        self._steps: dict[str, Callable[Parameters, Any]] = {}

    def register(self, name: str, step: Callable[Parameters, Any]) -> None:
        self._steps[name] = step

    def names(self) -> list[str]:
        return list(self._steps)

    def run(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> dict[str, Any]:
        """Call every step and return its answers by name."""
        return {name: step(*args, **kwargs) for name, step in self._steps.items()}

    def __iter__(self) -> Iterator[tuple[str, Callable[Parameters, Any]]]:
        return iter(self._steps.items())


# (fieldlab, by) → None. Makes what a new fieldlab needs: pages, groups, permissions, workflow, keys.
fieldlab_setup: Registry[...] = Registry()
# (fieldlab, by) → None. Takes a fieldlab's new name over wherever the old one was copied to.
fieldlab_rename: Registry[...] = Registry()
# (user) → JSON-able data. Everything an app holds about a person.
personal_data_export: Registry[...] = Registry()
# (user) → number of rows erased or pseudonymised.
personal_data_erasure: Registry[...] = Registry()
# (user) → bool. Whether this person's roles ask for a second factor at sign-in.
second_factor_policy: Registry[...] = Registry()
# (user) → set of role names. Asked once per user object, by `User.roles`.
roles_of_user: Registry[...] = Registry()
# Named like "app.Model": (user) → queryset of its objects that this person's pages may refer to.
own_objects: Registry[...] = Registry()
# (user, name of the file) → bool. Whether this person may see a picture as it was uploaded.
original_access: Registry[...] = Registry()
# (text without spaces around it, many_lines=False) → bool. Whether a text can be signed.
text_rules: Registry[...] = Registry()
# (URL) → bool. Whether a web address can be signed.
address_rules: Registry[...] = Registry()
# (unsaved version, unsaved text, with practical) → list of sentences. What would keep credentials from being made.
module_checks: Registry[...] = Registry()


@dataclass(frozen=True)
class WaitingItem:
    """Something that waits for somebody, in a sentence, and where it is seen to."""

    sentence: str
    address: str


# (user) → WaitingItem or None. What waits for this person, on the first page of the admin.
waiting_items: Registry[...] = Registry()
# (membership, by) → None. A role ended: what hung on it (consents, assignments) ends in the same transaction.
membership_end: Registry[...] = Registry()
# () → lms.core.figures.NetworkFigure. One column of the operator's table of figures per fieldlab.
network_figures: Registry[...] = Registry()


@dataclass(frozen=True)
class RegistrationOwner:
    """Whose registration it is: the actor's account name, the fieldlab's pk, and whether steps may still come."""

    actor: str
    tenant: int
    open: bool


# (set of registrations) → {registration: RegistrationOwner} of those that the app knows.
registration_owners: Registry[...] = Registry()
# (completion ids) → {completion id: address}. Where the learner sees what a completion earned.
credential_addresses: Registry[...] = Registry()
# (completion ids) → {completion id: sentence}. Why a completion earned no credential, where that has been judged.
credential_refusals: Registry[...] = Registry()

# (completion ids) → set of those whose module may be taken again: a credential that it gave or renews ends.
completions_to_repeat: Registry[...] = Registry()


@dataclass(frozen=True)
class SeenStatement:
    """What a screen of statements says of one, to ask for more.

    `actor`: the account's name on this site, else empty. `own`: the site itself vouches for it, not a client with
    a key.
    """

    id: UUID
    actor: str
    verb: str
    activity: str
    registration: UUID | None
    own: bool


@dataclass(frozen=True)
class StatementFacts:
    """What an app adds to a statement for one viewer: the person's name, links as (label, address), and a note.

    The note says why the statement does not count, where it does not.
    """

    person: str = ""
    links: tuple[tuple[str, str], ...] = ()
    note: str = ""


# (viewer, list of SeenStatement) → {statement id: StatementFacts}. Only what the viewer may know and open anyway.
statement_facts: Registry[...] = Registry()
# (viewer, words) → [(actor's account name, person's name)] of people whom the viewer may know by name.
learners_by_name: Registry[...] = Registry()
# (viewer) → [(activity IRI, title)] to choose from.
activity_choices: Registry[...] = Registry()
# (registrations=set) → number of them sealed. Their statements are about to go: what follows from them stays.
retention_sealing: Registry[...] = Registry()
