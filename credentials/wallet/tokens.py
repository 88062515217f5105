"""The worker's credential as VC-JWT, to take along to systems that read tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from credentials.actions.make_token import ALGORITHM_OF, make_token
from credentials.wallet.downloads import attachment
from credentials.wallet.views import own_issue
from lms.accounts.private_pages import personal


@require_GET
@login_required
@personal
def download_token(request: HttpRequest, uuid: UUID, algorithm: str) -> HttpResponse:
    """The token of the newest document; RS256 or ES256, as the address says."""
    found, issue = own_issue(request, uuid)
    if algorithm.upper() not in ALGORITHM_OF:
        raise Http404
    token = make_token(issue=issue, algorithm=algorithm.upper())
    return attachment(found, token.token.encode(), "application/jwt", f"{algorithm}.jwt")
