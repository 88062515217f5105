from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from PIL import Image

from courses.models import ModuleVersion
from credentials.actions.create_definition import create_definition
from credentials.actions.decide_definition import decide_definition
from credentials.actions.issue import issue
from credentials.actions.set_ects_right import set_ects_right
from credentials.actions.set_renewal_rule import set_renewal_rule
from credentials.actions.submit_definition import submit_definition
from credentials.actions.take_back_definition import take_back_definition
from credentials.actions.upload_badge import upload_badge
from credentials.award_rules import ANSWERS, ASSESSOR, RuleNotMet
from credentials.badges import badge_png, badge_svg
from credentials.checking.network import check_own
from credentials.definition_content import Content, Level
from credentials.definition_rules import DefinitionNotReady, problems_of
from credentials.models import Achievement, AwardRefusal, Credential, Definition
from credentials.queries import completions_without_credential, newest_issue
from credentials.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.definitions import published, saved, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(validity_months=24, languages=("nl", "en"))


def draft(version: ModuleVersion) -> tuple[Definition, Content]:
    definition = create_definition(
        by=staff_of(version.fieldlab), fieldlab=version.fieldlab, module_keys=[version.module_key]
    )
    return definition, definition.revisions.get().parsed


def says(problems: list, words: str) -> bool:
    return any(words in str(problem) for problem in problems)


def test_a_definition_starts_filled_in_from_its_module_and_is_ready(version: ModuleVersion) -> None:
    definition, content = draft(version)
    assert content.languages == ("nl", "en")
    assert (content.hours, content.level.eqf, content.expiry.months) == (Decimal(4), 3, 24)
    assert content.rule.evidence == (ANSWERS,)
    assert problems_of(content, definition) == []
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content
    again = create_definition(
        by=staff_of(version.fieldlab), fieldlab=version.fieldlab, module_keys=[version.module_key]
    )
    assert again == definition


def test_nobody_approves_what_they_wrote_or_handed_in(version: ModuleVersion) -> None:
    writer, second = staff_of(version.fieldlab), staff_of(version.fieldlab)
    definition = create_definition(by=writer, fieldlab=version.fieldlab, module_keys=[version.module_key])
    submission = submit_definition(by=second, definition=definition)
    elsewhere = staff_of(ModuleVersionFactory().fieldlab, Role.MANAGER)
    for person in (writer, second, elsewhere, UserFactory()):
        with pytest.raises(PermissionDenied):
            decide_definition(by=person, submission=submission, approve=True)
    with pytest.raises(PermissionDenied):
        submit_definition(by=writer, definition=definition)
    with pytest.raises(PermissionDenied):
        saved(definition, writer, lambda content: replace(content, hours=Decimal(9)))
    manager = staff_of(version.fieldlab, Role.MANAGER)
    decide_definition(by=manager, submission=submission, approve=True)
    with pytest.raises(PermissionDenied):
        decide_definition(by=manager, submission=submission, approve=True)
    assert Achievement.objects.filter(authored=definition).count() == 2


def test_the_outside_approver_decides_where_nobody_else_can(version: ModuleVersion) -> None:
    approver = UserFactory()
    version.fieldlab.outside_approver = approver
    version.fieldlab.save()
    definition, _content = draft(version)
    assert not Definition.objects.visible_to(approver).exists()
    submission = submit_definition(by=staff_of(version.fieldlab), definition=definition)
    assert Definition.objects.visible_to(approver).get() == definition
    assert decide_definition(by=approver, submission=submission, approve=True).number == 1


def test_changes_are_asked_for_with_words_and_it_can_be_taken_back(version: ModuleVersion) -> None:
    definition, _content = draft(version)
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    submission = submit_definition(by=trainer, definition=definition)
    with pytest.raises(ValidationError):
        decide_definition(by=manager, submission=submission, approve=False, comment=" ")
    decide_definition(by=manager, submission=submission, approve=False, comment="De uren kloppen niet.")
    saved(definition, trainer, lambda content: replace(content, hours=Decimal(8)))
    submit_definition(by=trainer, definition=definition)
    take_back_definition(by=trainer, definition=definition)
    take_back_definition(by=trainer, definition=definition)
    assert definition.submissions.filter(decided_at=None).count() == 0
    assert definition.number == 0


def test_what_is_missing_is_named_with_where_and_in_which_language(version: ModuleVersion) -> None:
    definition, content = draft(version)
    english = replace(content.texts["en"], description="", criteria="")
    outcomes = (replace(content.outcomes[0], texts={"nl": "Je start een robot."}), *content.outcomes[1:])
    bare = replace(
        content,
        texts={**content.texts, "en": english},
        outcomes=outcomes,
        hours=None,
        level=Level(),
        assessments=(),
        participation="",
        supervision="",
        identity_checked=None,
        rule=replace(content.rule, evidence=()),
    )
    found = problems_of(bare, definition)
    for words in (
        "Teksten (Engels)",
        "Leerdoelen (Engels)",
        "hoeveel uur",
        "niveau",
        "getoetst",
        "meedoen",
        "toezicht",
        "browser",
    ):
        assert says(found, words), (words, [str(item) for item in found])
    saved(definition, staff_of(version.fieldlab), lambda _: bare)
    with pytest.raises(DefinitionNotReady):
        submit_definition(by=staff_of(version.fieldlab), definition=definition)
    assert says(problems_of(replace(content, texts={}), definition), "naam")


def test_ects_needs_the_operators_word(version: ModuleVersion) -> None:
    definition, content = draft(version)
    with_ects = replace(content, ects=Decimal("1.5"))
    assert says(problems_of(with_ects, definition), "ECTS")
    with pytest.raises(PermissionDenied):
        set_ects_right(by=staff_of(version.fieldlab, Role.MANAGER), fieldlab=version.fieldlab, allowed=True)
    operator = SuperuserFactory()
    for _ in range(2):
        set_ects_right(by=operator, fieldlab=version.fieldlab, allowed=True)
    assert problems_of(with_ects, definition) == []
    set_ects_right(by=operator, fieldlab=version.fieldlab, allowed=False)
    assert says(problems_of(with_ects, definition), "ECTS")


def test_nlqf_needs_a_running_classification(version: ModuleVersion) -> None:
    definition, content = draft(version)
    for level, ready in (
        (Level("nlqf", 4, "4", date(2031, 1, 1)), True),
        (Level("nlqf", 4, "4", date(2020, 1, 1)), False),
        (Level("nlqf", 4, "4", None), False),
        (Level("nlqf", 4, "", date(2031, 1, 1)), False),
        (Level("eqf", 4, "4", None), False),
        (Level("none"), False),
    ):
        assert (problems_of(replace(content, level=level), definition) == []) is ready, level


def test_what_it_says_of_the_assessment_must_be_asked_for() -> None:
    definition, content = draft(ModuleVersionFactory(practical=True))
    content = replace(
        content,
        assessments=("QUIZ",),
        identity_checked=False,
        supervision="UNSUPERVISED",
        rule=replace(content.rule, evidence=(ANSWERS,)),
    )
    assert problems_of(content, definition) == []
    for changed in (
        replace(content, assessments=("PRACTICAL",)),
        replace(content, identity_checked=True),
        replace(content, supervision="SUPERVISED_ONSITE"),
    ):
        assert says(problems_of(changed, definition), "beoordelaar")
        signed = replace(changed, rule=replace(changed.rule, evidence=(ANSWERS, ASSESSOR)))
        assert problems_of(signed, definition) == []


def test_each_version_stays_with_who_was_awarded_it(version: ModuleVersion) -> None:
    automatic = CredentialFactory(version=version)
    definition = published(version)
    first = CredentialFactory(version=version)
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    with pytest.raises(DefinitionNotReady):
        submit_definition(by=trainer, definition=definition)
    saved(definition, trainer, lambda content: replace(content, hours=Decimal(12)))
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)
    second = CredentialFactory(version=version)
    numbers = [item.achievement.number for item in (automatic, first, second)]
    assert numbers == ["1.0", "1", "2"]
    sweep()
    for credential, hours in ((automatic, "PT4H"), (first, "PT4H"), (second, "PT12H")):
        issue_ = newest_issue(Credential.objects.get(pk=credential.pk))
        assert check_own(issue_).valid
        codes = [
            item.get("targetCode")
            for item in json.loads(bytes(issue_.document))["credentialSubject"]["achievement"]["alignment"]
        ]
        assert hours in codes


def test_optional_elements_stand_in_the_signed_credential(version: ModuleVersion) -> None:
    def change(content: Content) -> Content:
        skill = "http://data.europa.eu/esco/skill/0f5374e3-0b9b-4b16-af7a-49654ce0bb15"
        return replace(
            content,
            isced="0714",
            tags=("robots", "cobots"),
            human_code="RV-1",
            grade=True,
            outcomes=(replace(content.outcomes[0], skill=skill), *content.outcomes[1:]),
            rule=replace(content.rule, minimum_score=60),
        )

    published(version, change=change)
    completion = CompletionFactory(version=version)
    completion.score = Decimal("0.8666")
    completion.save()
    credential = issue(completion_id=completion.pk)
    document = json.loads(bytes(newest_issue(credential).document))
    achievement = document["credentialSubject"]["achievement"]
    assert (achievement["humanCode"], achievement["tag"]) == ("RV-1", ["robots", "cobots"])
    assert achievement["fieldOfStudy"] == "elektronica en automatisering"
    assert document["credentialSubject"]["result"][-1]["value"] == "86"
    assert achievement["resultDescription"][-1]["requiredValue"] == "60"
    assert check_own(newest_issue(credential)).valid


def test_who_misses_the_rule_gets_nothing_until_it_changes(version: ModuleVersion) -> None:
    definition = published(
        version, change=lambda content: replace(content, rule=replace(content.rule, minimum_score=90))
    )
    completion = CompletionFactory(version=version)
    completion.score = Decimal("0.80")
    completion.save()
    with pytest.raises(RuleNotMet):
        issue(completion_id=completion.pk)
    assert AwardRefusal.objects.get().lacking == ["score"]
    assert not completions_without_credential().exists()
    sweep()
    assert not Credential.objects.exists()
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    saved(definition, trainer, lambda content: replace(content, rule=replace(content.rule, minimum_score=80)))
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)
    sweep()
    assert Credential.objects.get().achievement.authored == definition


def test_once_per_person_and_definition_also_by_another_completion(version: ModuleVersion) -> None:
    published(version)
    person = UserFactory()
    CredentialFactory(user=person, version=version)
    version.superseded_at = version.published_at
    version.save()
    later = ModuleVersionFactory(
        module_key=version.module_key, fieldlab=version.fieldlab, major=2, keys_of=version, languages=("nl", "en")
    )
    completion = CompletionFactory(user=person, version=later)
    sweep()
    assert Credential.objects.filter(user=person).count() == 1
    assert AwardRefusal.objects.get(completion=completion).lacking == ["held"]


def test_a_module_that_is_only_read_earns_nothing() -> None:
    """Finishing lessons and playing videos is what a browser reports."""
    completion = CompletionFactory(version=ModuleVersionFactory(questions=0))
    sweep()
    assert not Credential.objects.exists()
    assert AwardRefusal.objects.get(completion=completion).lacking == ["evidence"]


def png(size: tuple[int, int]) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#0b4f6c").save(file, "PNG")
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def with_long_text(size: tuple[int, int]) -> bytes:
    """A small picture with a text of 2 MB in a few kB."""
    whole = png(size)
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 2_000_000))
    return whole[:33] + text + whole[33:]


def svg(inside: str = "", box: str = "0 0 10 10") -> bytes:
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
    return f'{start}{inside}<rect width="9" height="9"/></svg>'.encode()


def test_an_uploaded_picture_becomes_the_badge(version: ModuleVersion) -> None:
    trainer = staff_of(version.fieldlab)
    for content, kind in ((png((200, 200)), "image/png"), (svg(), "image/svg+xml")):
        upload = upload_badge(by=trainer, fieldlab=version.fieldlab, content=content)
        assert upload.kind == kind
        achievement = CredentialFactory(version=version).achievement
        achievement.badge = {**achievement.badge, "upload": str(upload.uuid)}
        assert badge_png(achievement).startswith(b"\x89PNG")
        assert b"<svg" in badge_svg(achievement)


@pytest.mark.parametrize(
    "content",
    [
        png((200, 100)),
        png((20, 20)),
        b"\x89PNG\r\n\x1a\n nothing",
        png_of(chunk(b"IHDR", b"\0" * 4)),
        with_long_text((200, 200)),
        svg("<script>alert(1)</script>"),
        svg('<image href="https://elsewhere.example/x.png"/>'),
        svg(box="0 0 10 30"),
        b"<html/>",
        b"",
        b"\xff" * 100,
        b"x" * 600_000,
    ],
)
def test_what_is_no_square_picture_is_refused(version: ModuleVersion, content: bytes) -> None:
    with pytest.raises(ValidationError):
        upload_badge(by=staff_of(version.fieldlab), fieldlab=version.fieldlab, content=content)


def test_the_refresher_of_the_module_goes_along(version: ModuleVersion) -> None:
    refresher = ModuleVersionFactory(fieldlab=version.fieldlab)
    set_renewal_rule(
        by=staff_of(version.fieldlab, Role.MANAGER),
        fieldlab=version.fieldlab,
        module_key=version.module_key,
        refresher_key=refresher.module_key,
        window_days=45,
    )
    _definition, content = draft(version)
    assert (content.expiry.refresher, content.expiry.window_days) == (str(refresher.module_key), 45)
