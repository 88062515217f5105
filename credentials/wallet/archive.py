"""Everything of one wallet as a zip file: the exact bytes, and a page that says what is what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from credentials.actions.make_token import ALGORITHM_OF, make_token
from credentials.definitions.badges import badge_png
from credentials.formats.baking import bake_png
from credentials.formats.serialise import to_bytes
from credentials.models import Credential, CredentialIssue, ForeignCredential
from credentials.models.standing import Standing, standing_of
from credentials.queries import wallet_of
from credentials.wallet.certificates import certificate_pdf
from credentials.wallet.foreign import ENDINGS
from lms.accounts.models import User
from lms.accounts.private_pages import personal, reader

# A larger one waits on the disk, unnamed.
IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class ArchivedFile:
    """A file in the archive: where, what it is in words, and its bytes."""

    path: str
    words: str
    content: bytes


@dataclass(frozen=True)
class ArchivedCredential:
    """One credential as the page of the archive lists it, the newest file first."""

    title: str
    issuer: str
    state: str
    awarded: datetime | None
    until: datetime | None
    files: list[ArchivedFile]


def write_archive(user: User, target: IO[bytes], *, check_address: str) -> None:
    """Write the archive of a wallet to `target`, in the language of its holder.

    Every document of every credential as it was signed, the newest also as tokens, badge and certificate (its
    code leads to `check_address`); those from elsewhere as they were brought, with what our check said.
    """
    now = timezone.now()
    with override(user.language), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        own, elsewhere = list(own_credentials(user, now, check_address)), list(foreign_credentials(user))
        page = render_to_string(
            "credentials/archive.html",
            {"person": user, "now": now, "own": own, "elsewhere": elsewhere, "language": user.language},
        )
        moment = timezone.localtime(now).timetuple()[:6]

        def add(path: str, content: bytes) -> None:
            info = ZipInfo(path, moment)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)

        add("index.html", page.encode())
        for item in (*own, *elsewhere):
            for file in item.files:
                add(file.path, file.content)


@require_GET
@login_required
@personal
def download(request: HttpRequest) -> FileResponse:
    """The archive of the reader's own wallet."""
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    write_archive(reader(request), target, check_address=request.build_absolute_uri(reverse("check")))
    target.seek(0)
    name = f"credentials-{timezone.localdate().isoformat()}.zip"
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")


def own_credentials(user: User, now: datetime, check_address: str) -> Iterator[ArchivedCredential]:
    for number, credential in enumerate(wallet_of(user).prefetch_related("issues"), start=1):
        folder = f"credentials/{number:03}-{slugify(credential.achievement.name) or 'credential'}"
        issues = list(credential.issues.all())
        yield ArchivedCredential(
            title=credential.achievement.name,
            issuer=credential.fieldlab.name,
            state=str(Standing(standing_of(credential, now)).label),
            awarded=credential.valid_from,
            until=credential.valid_until,
            files=[
                *(
                    file
                    for issue in issues
                    for file in files_of(credential, issue, folder, newest=issue == issues[0])
                ),
                *(
                    certificate_of(issue, folder, language=user.language, link=check_address)
                    for issue in issues[:1]
                ),
            ],
        )


def files_of(
    credential: Credential, issue: CredentialIssue, folder: str, *, newest: bool
) -> Iterator[ArchivedFile]:
    """The files of one document of a credential; what else it may be downloaded as is added here."""
    day = day_of(issue)
    words = _("the signed document that holds now") if newest else _("an earlier signed document")
    yield ArchivedFile(f"{folder}/{day}.json", words, bytes(issue.document))
    if newest:
        badge = bake_png(badge_png(credential.achievement), bytes(issue.document))
        yield ArchivedFile(f"{folder}/{day}.png", _("the badge, with the signed document inside"), badge)
        for algorithm in ALGORITHM_OF:
            if algorithm in ("RS256", "ES256"):
                token = make_token(issue=issue, algorithm=algorithm)
                name = f"{folder}/{day}.{algorithm.lower()}.jwt"
                yield ArchivedFile(name, _("the same as a token, for programs"), token.token.encode())


def certificate_of(issue: CredentialIssue, folder: str, *, language: str, link: str) -> ArchivedFile:
    """The page to print of a document; some hundredths of a second each."""
    words = _("the certificate, with the signed document inside")
    made = certificate_pdf(issue, language=language, link=link)
    return ArchivedFile(f"{folder}/{day_of(issue)}.pdf", words, made)


def day_of(issue: CredentialIssue) -> str:
    return timezone.localtime(issue.valid_from).strftime("%Y-%m-%d-%H%M%S")


def foreign_credentials(user: User) -> Iterator[ArchivedCredential]:
    for number, kept in enumerate(ForeignCredential.objects.visible_to(user), start=1):
        ending = ENDINGS.get(kept.received, "bin")
        path = f"elsewhere/{number:03}-{slugify(kept.title) or 'credential'}"
        yield ArchivedCredential(
            title=kept.title,
            issuer=kept.issuer,
            state=str(ForeignCredential.Answer(kept.verdict).label),
            awarded=kept.valid_from,
            until=kept.valid_until,
            files=[
                ArchivedFile(f"{path}.{ending}", _("the file as you brought it"), bytes(kept.document)),
                ArchivedFile(f"{path}.check.json", _("what our check said of it"), to_bytes(kept.report)),
            ],
        )
