from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from credentials.actions.record_looks import record_looks
from credentials.checking.network import check_own
from credentials.models import Consent, CredentialIssue, Look, Receipt
from credentials.queries import newest_issue
from credentials.verifier.report import Report
from lms.accounts.models import User


@dataclass(frozen=True)
class SharedCheck:
    """What an HR officer sees, and what the employer keeps of it."""

    issue: CredentialIssue
    report: Report
    receipt: Receipt


def check_shared(*, by: User, consent: Consent) -> SharedCheck:
    """Check a credential that its holder shares with the employer of `by`.

    The worker sees that it was looked at; the employer keeps a receipt with the date and the answers, nothing
    else. Raises PermissionDenied unless the consent runs and `by` is an HR officer there.
    """
    with transaction.atomic():
        running = Consent.objects.visible_to(by).select_related("credential__user").filter(pk=consent.pk).first()
        issue = newest_issue(running.credential) if running else None
        if running is None or issue is None:
            raise PermissionDenied
        report = check_own(issue)
        record_looks(by=by, consents=[running], kind=Look.Kind.OPENED)
        receipt = Receipt.objects.create(
            employer_id=running.employer_id,
            consent=running,
            checked_by=by,
            valid=report.valid,
            checks=[
                {"name": check.name, "result": check.result, "code": check.reason.code} for check in report.checks
            ],
        )
        log(running.credential, "credentials.check", user=by, data={"receipt": str(receipt.uuid)})
    return SharedCheck(issue, report, receipt)
