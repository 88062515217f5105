"""Forty workers at every stage, from just enrolled to a credential that has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from courses.actions.withdraw import withdraw
from courses.models import Enrolment, ModuleVersion
from credentials.actions.change_state import change_state
from credentials.actions.give_consent import give_consent
from credentials.actions.stop_consent import stop_consent
from credentials.models import Consent, Credential
from lms.accounts.models import User
from lms.demo.learning import Learner, at
from lms.demo.people import Cast
from lms.organisations.models import Employer, Role


@dataclass(frozen=True)
class Stage:
    """A point of a worker's path; `days` ago it began, `play` takes the learner there."""

    days: int
    play: Callable[[Learner, Cast], None]


def just_enrolled(learner: Learner, cast: Cast) -> None:
    """Has not started yet."""


def first_lesson(learner: Learner, cast: Cast) -> None:
    learner.learn(lessons=1)


def three_lessons(learner: Learner, cast: Cast) -> None:
    learner.learn(lessons=3)


def half_way(learner: Learner, cast: Cast) -> None:
    learner.learn(lessons=2, wrong_every=3)


def below_the_pass_mark(learner: Learner, cast: Cast) -> None:
    learner.learn(wrong_every=2, stop_wrong=True)


def lessons_done(learner: Learner, cast: Cast) -> None:
    """Waits for a practical where the module has one; has completed it where not."""
    learner.learn(wrong_every=5)


def practical_failed(learner: Learner, cast: Cast) -> None:
    learner.learn(wrong_every=5)
    if assessor := assessor_of(learner, cast):
        learner.be_observed(assessor, met=False)


def completed(learner: Learner, cast: Cast) -> None:
    learner.learn(wrong_every=6)
    if assessor := assessor_of(learner, cast):
        learner.be_observed(assessor)


def stopped(learner: Learner, cast: Cast) -> None:
    learner.learn(lessons=1)
    learner.pause(days=5)
    with at(learner.clock):
        withdraw(by=learner.user, enrolment_id=learner.enrolment.pk)


def assessor_of(learner: Learner, cast: Cast) -> User | None:
    return cast.staff.get((learner.version.fieldlab.slug, Role.ASSESSOR))


ABOUT_TO_EXPIRE = -20
EXPIRED = 45
STAGES = (
    Stage(2, just_enrolled),
    Stage(400, completed),
    Stage(6, first_lesson),
    Stage(200, completed),
    Stage(20, half_way),
    Stage(30, below_the_pass_mark),
    Stage(90, completed),
    Stage(25, lessons_done),
    Stage(40, practical_failed),
    Stage(60, stopped),
)


def tell_stories(versions: dict[str, ModuleVersion], cast: Cast, employers: list[Employer]) -> dict[str, int]:
    """Let everybody learn; returns how many workers, enrolments and credentials there are."""
    today = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    slugs = sorted(versions)
    credentials: list[Credential] = tell_of_the_worker(versions, cast, today)
    for number, worker in enumerate(cast.workers):
        stage = STAGES[number % len(STAGES)]
        slug = slugs[(number + number // len(STAGES)) % len(slugs)]
        credentials += follow(worker, versions[slug], today - timedelta(days=stage.days), stage.play, cast)
        if number % 4 == 0:
            other = versions[slugs[(number + 3) % len(slugs)]]
            if other.pk != versions[slug].pk:
                credentials += follow(worker, other, today - timedelta(days=150 + number), completed, cast)
    credentials += tell_of_endings(versions, cast, today)
    share_with_employers(credentials, employers, today)
    return {
        "workers": len(cast.workers) + 1,
        "enrolments": Enrolment.objects.count(),
        "credentials": len(credentials),
    }


def follow(
    worker: User, version: ModuleVersion, start: datetime, play: Callable[[Learner, Cast], None], cast: Cast
) -> list[Credential]:
    """One worker's way through one module; returns the credential where they earned it."""
    learner = Learner(user=worker, module_key=version.module_key, clock=start)
    play(learner, cast)
    learner.enrolment.refresh_from_db()
    return [learner.receive()] if hasattr(learner.enrolment, "completion") else []


def tell_of_the_worker(versions: dict[str, ModuleVersion], cast: Cast, today: datetime) -> list[Credential]:
    """`worker@` has something at every stage."""
    worker = cast.worker
    follow(worker, versions["digital-twins"], today - timedelta(days=12), just_enrolled, cast)
    follow(worker, versions["robotprogrammeren-1"], today - timedelta(days=9), three_lessons, cast)
    credentials = follow(worker, versions["cobotveiligheid"], today - timedelta(days=70), completed, cast)
    return credentials + follow(
        worker, versions["industriele-data-en-cybersecurity"], today - timedelta(days=300), completed, cast
    )


def tell_of_endings(versions: dict[str, ModuleVersion], cast: Cast, today: datetime) -> list[Credential]:
    """Credentials that are about to end, have ended, and were revoked."""
    with_end = [version for version in versions.values() if version.validity_months]
    ended: list[Credential] = []
    for number, worker in enumerate(cast.workers[9:15]):
        version = with_end[number % len(with_end)]
        days_ago = round((version.validity_months or 0) * 30.44) + (ABOUT_TO_EXPIRE if number % 2 else EXPIRED)
        if not Enrolment.objects.filter(user=worker, module_key=version.module_key, withdrawn_at=None).exists():
            ended += follow(worker, version, today - timedelta(days=days_ago), completed, cast)
    revoked = follow(cast.workers[19], versions["machine-vision"], today - timedelta(days=120), completed, cast)
    for credential in revoked:
        with at(today - timedelta(days=15)):
            change_state(
                by=cast.staff[credential.fieldlab.slug, Role.MANAGER],
                credential=credential,
                state=Credential.State.REVOKED,
                reason="De praktijkopdracht bleek door iemand anders gedaan.",
            )
    return ended + revoked


def works_for(worker: User, employer: Employer) -> bool:
    return employer.memberships.filter(user=worker, role=Role.EMPLOYEE).exists()


def share_with_employers(credentials: list[Credential], employers: list[Employer], today: datetime) -> None:
    """Two of three credentials are shared with the worker's employer; some sharing has been stopped."""
    for number, credential in enumerate(credentials):
        employer = next((one for one in employers if works_for(credential.user, one)), None)
        if number % 3 == 2 or employer is None:
            continue
        given = max(credential.valid_from, today - timedelta(days=360)) + timedelta(days=1)
        with at(given):
            consent = give_consent(
                by=credential.user,
                credential=credential,
                employer=employer,
                purpose=list(Consent.Purpose)[number % len(Consent.Purpose)],
                expires_at=today + timedelta(days=365),
            )
        if number % 9 == 4:
            with at(today - timedelta(days=5)):
                stop_consent(by=credential.user, consent=consent)
