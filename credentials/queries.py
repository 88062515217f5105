"""Questions about credentials that views, tasks and commands ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils import timezone

from courses.models import Completion, ModuleVersion
from credentials.models import (
    Consent,
    Credential,
    CredentialIssue,
    Definition,
    DefinitionSubmission,
    ForeignCredential,
    IssueBatch,
    Look,
    NameConfirmation,
    Receipt,
    RenewalRule,
    Share,
    ShareItem,
    SigningKey,
    StackProposal,
    StateChange,
    StatusList,
)
from credentials.models.credentials import CredentialQuerySet
from lms.accounts.models import User
from lms.organisations.models import Employer, Fieldlab, Membership, Role
from lms.organisations.queries import logos

# A list is valid for a week: so often it is signed again though nothing changed.
SIGNED_AGAIN_AFTER = timedelta(days=1)

# After this who was busy sending e-mail is taken for lost.
ANNOUNCING_TAKES = timedelta(minutes=10)


def completions_without_credential() -> QuerySet[Completion]:
    """Completions that may earn a credential; not those that were seen to earn none by the present definition."""
    untried = Q(award_refusal=None) | Exists(_newer_than_the_refusal())
    return Completion.objects.filter(untried, credential=None, enrolment__user__erased_at=None)


def refused_completions() -> QuerySet[Completion]:
    """Completions that were seen to earn no credential by the present definition."""
    refused = Completion.objects.filter(award_refusal__isnull=False, credential=None)
    return refused.filter(~Exists(_newer_than_the_refusal()), enrolment__user__erased_at=None)


def _newer_than_the_refusal() -> QuerySet[Definition]:
    return Definition.objects.filter(
        module_key=OuterRef("version__module_key"), number__gt=OuterRef("award_refusal__number")
    )


def overdue_credentials() -> QuerySet[Credential]:
    """Credentials without end whose recertification was due, and that count as valid still."""
    return Credential.objects.filter(
        recertify_by__lte=timezone.now(), state=Credential.State.VALID, user__erased_at=None
    )


def unfinished_batches() -> QuerySet[IssueBatch]:
    return IssueBatch.objects.filter(finished_at=None)


def addresses_of_completions(completion_ids: list[UUID]) -> dict[UUID, str]:
    """Where the holder sees what each of the completions earned."""
    found = Credential.objects.filter(completion__in=completion_ids).values_list("completion_id", "uuid")
    return {completion_id: reverse("credential", args=[uuid]) for completion_id, uuid in found}


def stale_status_lists() -> QuerySet[StatusList]:
    """Lists that were signed before the last change of state in them, too long ago, or never."""
    # The first state, at issuing, has no reason and sets no bit.
    later = StateChange.objects.filter(
        credential__status_list=OuterRef("pk"), changed_at__gt=OuterRef("signed_at")
    ).exclude(reason="")
    long_ago = timezone.now() - SIGNED_AGAIN_AFTER
    return StatusList.objects.filter(Q(signed_at=None) | Q(signed_at__lt=long_ago) | Exists(later))


def fieldlabs_without_whole_key_ring() -> QuerySet[Fieldlab]:
    """Fieldlabs that miss an active or a next key of an algorithm."""
    states = (SigningKey.State.ACTIVE, SigningKey.State.NEXT)
    whole = len(SigningKey.Algorithm) * len(states)
    usable = Count("signing_keys", filter=Q(signing_keys__state__in=states))
    return Fieldlab.objects.annotate(usable_keys=usable).filter(usable_keys__lt=whole)


def credentials_of_compromised_keys() -> QuerySet[Credential]:
    """Credentials whose newest document was signed with a key that is compromised: it verifies no longer."""
    newest = CredentialIssue.objects.filter(credential=OuterRef("pk")).order_by("-valid_from", "-pk")
    state = Subquery(newest.values("signing_key__state")[:1])
    return Credential.objects.annotate(newest_key_state=state).filter(
        newest_key_state=SigningKey.State.COMPROMISED
    )


def credentials_to_announce() -> QuerySet[Credential]:
    """Credentials of which the worker was not told, and nobody is telling them."""
    free = Q(announcing_since=None) | Q(announcing_since__lt=timezone.now() - ANNOUNCING_TAKES)
    return Credential.objects.filter(free, announced_at=None, user__erased_at=None)


def later_documents_to_announce() -> QuerySet[CredentialIssue]:
    """Documents that correct or renew a credential; the first one of each has no reason."""
    free = Q(announcing_since=None) | Q(announcing_since__lt=timezone.now() - ANNOUNCING_TAKES)
    due = CredentialIssue.objects.filter(free, announced_at=None, credential__user__erased_at=None)
    return due.exclude(reason="")


def stopped_consents_to_announce() -> QuerySet[Consent]:
    """Consents that were stopped, of which HR was not told, and nobody is telling them."""
    free = Q(stop_announcing_since=None) | Q(stop_announcing_since__lt=timezone.now() - ANNOUNCING_TAKES)
    return Consent.objects.filter(free, stopped_at__isnull=False, stop_announced_at=None)


def definitions_to_announce() -> QuerySet[DefinitionSubmission]:
    """Micro-credentials that wait for approval, of which nobody was told, and nobody is telling them."""
    free = Q(announcing_since=None) | Q(announcing_since__lt=timezone.now() - ANNOUNCING_TAKES)
    return DefinitionSubmission.objects.filter(free, announced_at=None, decided_at=None)


def proposals_to_announce() -> QuerySet[StackProposal]:
    """Programmes' credentials that wait for a manager, of which nobody was told, and nobody is telling them."""
    free = Q(announcing_since=None) | Q(announcing_since__lt=timezone.now() - ANNOUNCING_TAKES)
    return StackProposal.objects.filter(free, announced_at=None, decided_at=None, user__erased_at=None)


def wallet_of(user: User) -> CredentialQuerySet:
    """A worker's credentials, with how many links and employers see each now.

    `later_at` and `later_reason` are of the newest document, where that corrects or renews the first;
    `refresher_key` is the module that renews it, if there is one; `again_key` its own, if that is on offer.
    """
    now = timezone.now()
    later = (
        CredentialIssue.objects.filter(credential=OuterRef("pk")).exclude(reason="").order_by("-valid_from", "-pk")
    )
    of_version = Q(last=None) | Q(last__gte=OuterRef("achievement"))
    of_definition = Q(authored=OuterRef("authored")) & of_version
    of_module = Q(authored=None, theirs=None, module_key=OuterRef("achievement__version__module_key"))
    refreshers = (
        RenewalRule.objects.annotate(theirs=ExpressionWrapper(OuterRef("authored"), BigIntegerField()))
        .filter(of_definition | of_module, refresher_key__in=ModuleVersion.objects.newest().values("module_key"))
        .order_by("pk")
    )
    own_modules = ModuleVersion.objects.newest().filter(module_key=OuterRef("completion__version__module_key"))
    return (
        Credential.objects.visible_to(user)
        .select_related("achievement__version", "fieldlab")
        .prefetch_related(logos("fieldlab__logo"))
        .annotate(
            open_links=Count(
                "share_items",
                filter=Q(share_items__share__revoked_at=None, share_items__share__expires_at__gt=now),
                distinct=True,
            ),
            running_consents=Count(
                "consents", filter=Q(consents__stopped_at=None, consents__expires_at__gt=now), distinct=True
            ),
            later_at=Subquery(later.values("issued_at")[:1]),
            later_reason=Subquery(later.values("reason")[:1]),
            refresher_key=Subquery(refreshers.values("refresher_key")[:1]),
            again_key=Subquery(own_modules.values("module_key")[:1]),
        )
    )


def shares_of(user: User) -> QuerySet[Share]:
    """A worker's links with what each leads to (`items`) and how often it was opened, the newest first."""
    items = ShareItem.objects.select_related("credential__achievement", "foreign")
    return Share.objects.visible_to(user).with_times().prefetch_related(Prefetch("items", items))


def consents_of(user: User) -> QuerySet[Consent]:
    """What a worker shares and shared with employers, the newest first, with how often each was looked at."""
    return (
        Consent.objects.filter(credential__in=Credential.objects.visible_to(user))
        .select_related("credential__achievement", "employer")
        .annotate(times_seen=Count("looks"))
        .order_by("-given_at", "-pk")
    )


def foreign_of(user: User) -> QuerySet[ForeignCredential]:
    """A worker's credentials from elsewhere, without their bytes."""
    return ForeignCredential.objects.visible_to(user).defer("document")


def shared_items(share: Share) -> list[ShareItem]:
    """What is behind a link, with all that its page shows."""
    items = share.items.select_related(
        "credential__fieldlab",
        "credential__achievement__version",
        "credential__completion__enrolment",
        "credential__completion__version",
        "foreign",
    )
    return list(items.order_by("pk"))


def looks_at(credential: Credential) -> QuerySet[Look]:
    """Who looked at a credential, the last one first."""
    return credential.looks.select_related("share", "consent__employer", "by")


def employers_of(user: User) -> QuerySet[Employer]:
    """Where `user` works now."""
    memberships = Membership.objects.current().filter(user=user, role=Role.EMPLOYEE)
    return Employer.objects.filter(pk__in=memberships.values("employer"))


def employees_on(employer: Employer, moment: datetime) -> QuerySet[Membership]:
    """Who worked for `employer` at `moment`."""
    return (
        Membership.objects.current(moment)
        .filter(employer=employer, role=Role.EMPLOYEE)
        .select_related("user")
        .order_by("user__name", "user__pk")
    )


def employees_with_names(employer: Employer, moment: datetime) -> QuerySet[Membership]:
    """Who worked for `employer` at `moment`, with the `name_confirmed` by it."""
    confirmed = NameConfirmation.objects.filter(
        employer=employer, user=OuterRef("user"), withdrawn_at=None
    ).values("name")
    return employees_on(employer, moment).annotate(name_confirmed=Subquery(confirmed[:1]))


def consents_with_state(employer: Employer, moment: datetime) -> QuerySet[Consent]:
    """All that was ever shared with `employer`, with its receipts.

    `state_then` is the state at `moment`, `employed_now` whether the holder works there now.

    What of a consent may be shown depends on whether it still runs: that is for `hr.rows` to say.
    """
    changes = StateChange.objects.filter(credential=OuterRef("credential"), changed_at__lte=moment)
    employed = Membership.objects.current().filter(
        employer=employer, role=Role.EMPLOYEE, user=OuterRef("credential__user")
    )
    return (
        Consent.objects.filter(employer=employer)
        .select_related("credential__achievement", "credential__fieldlab", "credential__user")
        .annotate(
            state_then=Subquery(changes.order_by("-changed_at", "-pk").values("state")[:1]),
            employed_now=Exists(employed),
        )
        .prefetch_related(Prefetch("receipts", Receipt.objects.filter(employer=employer)))
        .order_by("credential__user__name", "credential__achievement__name", "-given_at")
    )


def newest_issue(credential: Credential) -> CredentialIssue | None:
    """The signed document that holds now; nothing after the holder had their data erased."""
    return credential.issues.select_related("signing_key").first()
