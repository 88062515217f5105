"""The worker's credential as VC-JWT, to take along to systems that read tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from credentials.actions.make_token import ALGORITHM_OF, make_token
from credentials.queries import newest_issue
from credentials.wallet.views import own_credential
from lms.accounts.private_pages import personal


@require_GET
@login_required
@personal
def download_token(request: HttpRequest, uuid: UUID, algorithm: str) -> HttpResponse:
    """The token of the newest document; RS256 or ES256, as the address says."""
    found = own_credential(request, uuid)
    issue = newest_issue(found)
    if issue is None or algorithm.upper() not in ALGORITHM_OF:
        raise Http404
    token = make_token(issue=issue, algorithm=algorithm.upper())
    name = slugify(found.achievement.name) or "credential"
    return HttpResponse(
        token.token,
        content_type="application/jwt",
        headers={"Content-Disposition": f'attachment; filename="{name}.{algorithm}.jwt"'},
    )
