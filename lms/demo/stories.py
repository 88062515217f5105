"""Forty workers at every stage, from just enrolled to a credential that has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    learner.attend(trainer_of(learner, cast))


def practical_failed(learner: Learner, cast: Cast) -> None:
    learner.learn(wrong_every=5)
    learner.attend(trainer_of(learner, cast))
    if assessor := assessor_of(learner, cast):
        learner.be_observed(assessor, met=False)


def completed(learner: Learner, cast: Cast) -> None:
    learner.learn(wrong_every=6)
    learner.attend(trainer_of(learner, cast))
    if assessor := assessor_of(learner, cast):
        learner.be_observed(assessor)


def completed_by_somebody_else(learner: Learner, cast: Cast) -> None:
    """Looks as if it was completed; it comes out later."""
    completed(learner, cast)


def stopped(learner: Learner, cast: Cast) -> None:
    learner.learn(lessons=1)
    learner.pause(days=5)
    with at(learner.clock):
        withdraw(by=learner.user, enrolment_id=learner.enrolment.pk)


def assessor_of(learner: Learner, cast: Cast) -> User | None:
    return cast.staff.get((learner.version.fieldlab.slug, Role.ASSESSOR))


def trainer_of(learner: Learner, cast: Cast) -> User:
    return cast.staff[learner.version.fieldlab.slug, Role.TRAINER]


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


@dataclass(frozen=True)
class Path:
    """One worker's way through one module, which began `days` ago."""

    worker: User
    version: ModuleVersion
    days: int
    play: Callable[[Learner, Cast], None]


def tell_stories(versions: dict[str, ModuleVersion], cast: Cast, employers: list[Employer]) -> dict[str, int]:
    """Let everybody learn; returns how many workers, enrolments and credentials there are."""
    today = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    paths = [*paths_of_the_worker(versions, cast), *paths_of_workers(versions, cast)]
    paths += paths_to_an_end(versions, cast, paths)
    paths += paths_to_the_programme(versions, cast, paths)
    credentials: list[Credential] = []
    # The oldest first: what came in last is what happened last.
    for path in sorted(paths, key=lambda path: -path.days):
        credentials += follow(path, today, cast)
    revoke(next(path for path in paths if path.play is completed_by_somebody_else), cast, today)
    share_with_employers(credentials, employers, today)
    return {
        "workers": len(cast.workers) + 1,
        "enrolments": Enrolment.objects.count(),
        "credentials": len(credentials),
    }


def follow(path: Path, today: datetime, cast: Cast) -> list[Credential]:
    """Go the way; returns the credential where it was earned."""
    learner = Learner(path.worker, path.version.module_key, clock=today - timedelta(days=path.days))
    path.play(learner, cast)
    learner.enrolment.refresh_from_db()
    return [learner.receive()] if hasattr(learner.enrolment, "completion") else []


def paths_of_workers(versions: dict[str, ModuleVersion], cast: Cast) -> Iterator[Path]:
    """Everybody in one module, some in two."""
    slugs = sorted(versions)
    for number, worker in enumerate(cast.workers):
        stage = STAGES[number % len(STAGES)]
        slug = slugs[(number + number // len(STAGES)) % len(slugs)]
        yield Path(worker, versions[slug], stage.days, stage.play)
        other = slugs[(number + 3) % len(slugs)]
        if number % 4 == 0 and other != slug:
            yield Path(worker, versions[other], 150 + number, completed)


def paths_of_the_worker(versions: dict[str, ModuleVersion], cast: Cast) -> Iterator[Path]:
    """`worker@` has something at every stage."""
    worker = cast.worker
    yield Path(worker, versions["digital-twins"], 12, just_enrolled)
    yield Path(worker, versions["robotprogrammeren-1"], 9, three_lessons)
    yield Path(worker, versions["cobotveiligheid"], 70, completed)
    yield Path(worker, versions["industriele-data-en-cybersecurity"], 300, completed)


def paths_to_an_end(versions: dict[str, ModuleVersion], cast: Cast, others: list[Path]) -> Iterator[Path]:
    """Credentials that are about to end, have ended, and will be revoked."""
    taken = {(path.worker, path.version) for path in others}
    with_end = [version for version in versions.values() if version.validity_months]
    for number, worker in enumerate(cast.workers[9:15]):
        version = with_end[number % len(with_end)]
        days = round((version.validity_months or 0) * 30.44) + (ABOUT_TO_EXPIRE if number % 2 else EXPIRED)
        if (worker, version) not in taken:
            yield Path(worker, version, days, completed)
    yield Path(cast.workers[19], versions["machine-vision"], 120, completed_by_somebody_else)


def paths_to_the_programme(versions: dict[str, ModuleVersion], cast: Cast, others: list[Path]) -> Iterator[Path]:
    """Two who earn both parts of RobotLab Noord's programme."""
    taken = {(path.worker, path.version) for path in others}
    for number, worker in enumerate(cast.workers[22:24]):
        for slug, days in (("robotprogrammeren-1", 140 + number), ("cobotveiligheid", 80 + number)):
            if (worker, versions[slug]) not in taken:
                yield Path(worker, versions[slug], days, completed)


def revoke(path: Path, cast: Cast, today: datetime) -> None:
    """The manager takes the credential at the end of `path` back."""
    credential = Credential.objects.get(user=path.worker, completion__enrolment__version=path.version)
    with at(today - timedelta(days=15)):
        change_state(
            by=cast.staff[credential.fieldlab.slug, Role.MANAGER],
            credential=credential,
            state=Credential.State.REVOKED,
            reason="De praktijkopdracht bleek door iemand anders gedaan.",
        )


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
