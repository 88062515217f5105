"""The page that checks credentials without a network: one file with all that it needs, to keep and to carry.

Its script is built by `make offline` from `credentials/verify/offline/`; contexts, sentences, the fieldlabs' keys
and the signed status lists are put in when it is downloaded.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credentials.checking.fields import WORDS
from credentials.checking.presentation import REFUSED, UNCERTAIN, VALID
from credentials.checking.reasons import CHECKS, RESULTS, SENTENCES
from credentials.formats.documents import PINNED_CONTEXTS
from credentials.formats.timestamps import to_timestamp
from credentials.identifiers import fieldlab_did, status_list_url
from credentials.keys.did_documents import did_document
from credentials.models import SigningKey, StatusList

SCRIPT = Path(__file__).parent / "offline" / "dist" / "page.js"
KEPT_SECONDS = 600
LISTS_KEPT = timedelta(days=31)
STYLE = """
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a;
  background: #fff }
dt, th { font-weight: 600; text-align: start; vertical-align: top }
dd { margin: 0 0 .75rem; padding-inline-start: .75rem; border-inline-start: .3rem solid #6b6b6b }
h2 { padding-inline-start: .75rem }
h2.yes, dd.yes { border-inline-start: .3rem solid #1b7a3d }
h2.no, dd.no { border-inline-start: .3rem solid #b3261e }
h2.unknown { border-inline-start: .3rem solid #6b6b6b }
td, th { padding: .25rem .5rem; border-bottom: 1px solid #d0d0d0; overflow-wrap: anywhere }
"""


def is_built() -> bool:
    """Say whether the script of the page was built here."""
    return SCRIPT.exists()


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Give the page as a file, in the reader's language; 404 where its script was not built."""
    if not is_built():
        raise Http404
    page = cache.get_or_set(f"offline-check:{get_language()}", build, KEPT_SECONDS)
    name = f"{urlsplit(settings.SITE_URL).hostname}-{timezone.localdate():%Y-%m-%d}.html"
    return HttpResponse(page, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def build() -> str:
    """Return the page with the contexts, keys and lists of this moment.

    A policy of its own keeps it from sending anything: only the script and style with these hashes run, and
    nothing may be fetched.
    """
    script, made = SCRIPT.read_text(), timezone.now()
    policy = (
        f"default-src 'none'; script-src '{_hash_of(script)}'; style-src '{_hash_of(STYLE)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    context = {
        "policy": policy,
        "script": script,
        "style": STYLE,
        "made": made,
        # `<` would end the block that it stands in.
        "config": json.dumps(_config(made), ensure_ascii=False).replace("<", "\\u003c"),
        "site": urlsplit(settings.SITE_URL).hostname,
    }
    return render_to_string("credentials/offline.html", context)


def _config(made: datetime) -> dict[str, Any]:
    fieldlabs = SigningKey.objects.order_by().values_list("fieldlab__uuid", flat=True).distinct()
    return {
        "contexts": {url: context.load() for url, context in PINNED_CONTEXTS.items()},
        "dids": {fieldlab_did(uuid): did_document(uuid) for uuid in fieldlabs},
        "lists": {
            status_list_url(found.uuid): json.loads(bytes(found.signed))
            for found in StatusList.objects.filter(signed_at__isnull=False)
        },
        "listsUntil": to_timestamp(made + LISTS_KEPT),
        "checks": _texts(CHECKS),
        "results": _texts(RESULTS),
        "sentences": _texts(SENTENCES),
        "words": _texts(WORDS),
        "verdicts": {verdict.tone: str(verdict.title) for verdict in (VALID, REFUSED, UNCERTAIN)},
        "texts": {"fields": _("All fields")},
    }


def _texts(found: Any) -> dict[str, str]:
    return {name: str(text) for name, text in found.items()}


def _hash_of(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
