"""What the walkers ask with: the ids of B's objects, in addresses, in queries and in forms."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from courses.models import Enrolment, LessonVersion, PracticalAssessment
from credentials.models import Credential, StatusList
from lms.organisations.models import Membership, Role
from tests.tenancy.two_fieldlabs import SECRET, Tenant
from tests.tenancy.walker import Ids
from themes.colours import fingerprint


def ids_of(theirs: Tenant, pages_of: Tenant) -> Ids:
    """B's ids; `pages_of`: whose pages they are asked of (those of A, with what hangs on B's)."""
    pages = [page.pk for page in pages_of.pages]
    their_pages = [page.pk for page in theirs.pages]
    image, document = [theirs.image.pk], [theirs.document.pk]
    people = [person.pk for person in theirs.people.values()]
    state = theirs.module.current_workflow_state
    task = state.current_task_state
    revisions = [page.latest_revision_id for page in theirs.pages]
    enrolments = list(Enrolment.objects.filter(version=theirs.version).values_list("pk", flat=True))
    assessments = PracticalAssessment.objects.filter(enrolment__in=enrolments)
    lessons = LessonVersion.objects.filter(version=theirs.version)
    groups = [theirs.fieldlab.authors_group_id, theirs.fieldlab.managers_group_id]
    credential = {f"{name}/uuid": [theirs.credential.uuid] for name in OWN_CREDENTIAL}
    return Ids(
        {
            "page_id": pages,
            "parent_page_id": pages,
            "page_to_move_id": pages,
            "destination_id": their_pages,
            "page_pk": their_pages,
            "wagtailadmin_pages/pk": pages,
            "wagtailadmin_api:pages/pk": their_pages,
            "wagtailadmin_api:images/pk": image,
            "wagtailadmin_api:documents/pk": document,
            "wagtailadmin_collections/pk": [theirs.fieldlab.collection_id],
            "wagtailadmin_workflows/pk": [state.workflow_id, task.task_id],
            "wagtailusers_users/pk": people[:3],
            "wagtailusers_groups/pk": groups,
            "wagtailsites/pk": [1],
            "wagtailimages_chooser/pk": image,
            "wagtaildocs_chooser/pk": document,
            "hubs/pk": [theirs.fieldlab.hub_id],
            "fieldlabs/pk": [theirs.fieldlab.pk],
            "employers/pk": [theirs.employer.pk],
            "credentials_admin/pk": [theirs.credential.pk],
            "credentials_admin:key/pk": list(theirs.fieldlab.signing_keys.values_list("pk", flat=True)),
            "credentials_admin:complete_ring/pk": [theirs.fieldlab.pk],
            "credentials_admin:remove_rule/pk": [theirs.renewal_rule.pk],
            "credentials_admin:definition/pk": [theirs.definition.pk],
            "credentials_admin:definition_take_back/pk": [theirs.definition.pk],
            "credentials_admin:badge_preview/pk": [theirs.definition.pk],
            "credentials_admin:definition_review/pk": [theirs.handed_in.pk],
            "credentials_admin:stack/uuid": [theirs.proposal.uuid],
            "credentials_admin:batch/uuid": [theirs.batch.uuid],
            "algorithm": ["rs256", "es256"],
            "certificate/language": ["nl", "xx"],
            "pk": [1, theirs.session.pk],
            "object_id": [*pages, *image],
            "session_id": [theirs.session.pk],
            "session_uuid": [theirs.meeting.pk],
            "revision_id": revisions,
            "revision_id_a": [*revisions, "earliest"],
            "revision_id_b": [*revisions, "latest"],
            "workflow_state_id": [state.pk],
            "workflow_pk": [state.workflow_id],
            "task_id": [task.task_id],
            "task_state_id": [task.pk],
            "image_id": image,
            "document_id": document,
            "doc_id": document,
            "uploaded_file_id": [theirs.upload.pk],
            "collection_id": [theirs.fieldlab.collection_id],
            "membership_id": list(memberships_of(theirs)),
            "invitation_id": [invitation.pk for invitation in theirs.invitations],
            "key_id": [theirs.key.pk],
            "statement_id": [theirs.statement.id],
            "forwarding_id": [theirs.destination.pk],
            "filter_spec": ["width-100"],
            "wagtailadmin_pages/action_name": ["approve", "reject"],
            "wagtailadmin_api:pages/action_name": ["copy", "move", "delete", "publish", "unpublish"],
            "action": ["delete", "move", "publish", "unpublish", "add_tags", "add_to_collection", "x"],
            "content_type_app_name": ["courses"],
            "content_type_model_name": ["lessonpage", "modulepage", "fieldlabpage"],
            "app_label": ["wagtailcore", "wagtailimages", "wagtaildocs"],
            "model_name": ["page", "image", "document"],
            "app_name": ["taggit"],
            "wagtailsettings/model_name": ["tag"],
            "wagtailadmin_tag_model_autocomplete/model_name": ["tag"],
            "uidb64": ["MQ"],
            "token": ["x", theirs.share.token_digest],
            "accept_invitation/token": ["x", *(invitation.token_digest for invitation in theirs.invitations)],
            # Who follows a published module may; a draft is nobody's but its fieldlab's.
            "enrol/module_key": [theirs.module.translation_key, uuid4()],
            "module_key": [theirs.version.module_key, theirs.module.translation_key],
            "enrolment_id": enrolments,
            "lesson_key": [lesson.key for lesson in lessons],
            "block_id": list(assessments.values_list("block_id", flat=True)) or [uuid4()],
            **{f"{name}/block_id": [theirs.attempt.block_id] for name in ROBOT_VIEWS},
            "attempt_id": [theirs.attempt.pk],
            "robot_cell_chooser/pk": [theirs.cell.pk],
            "cell_id": [theirs.cell.pk],
            "assessment_id": list(assessments.values_list("pk", flat=True)),
            "submission_uuid": [submission.uuid for submission in theirs.submissions],
            "courses_review_lesson/page_id": [theirs.lesson.pk],
            "uuid": [theirs.fieldlab.uuid],
            "content": [fingerprint(theirs.fieldlab.palette), "x"],
            "status_list/uuid": list(status_lists_of(theirs)),
            "badge_svg/uuid": [theirs.credential.achievement.uuid],
            "badge_png/uuid": [theirs.credential.achievement.uuid],
            "achievement/uuid": [theirs.credential.achievement.uuid],
            **{f"{name}/uuid": [theirs.foreign.uuid] for name in FOREIGN},
            "withdraw_name/uuid": [theirs.name_confirmation.uuid],
            "endorse/uuid": [theirs.credential.achievement.uuid],
            "endorser_did/uuid": [theirs.endorsement.endorser.uuid],
            "endorser_withdrawn/uuid": [theirs.endorsement.endorser.uuid],
            "endorsement/uuid": [uuid4()],
            "withdraw_endorsement/uuid": [theirs.endorsement.uuid],
            "credentials_admin:endorser/pk": [theirs.endorsement.endorser.pk],
            "credentials_admin:endorser_key/pk": [theirs.endorsement.endorser.pk],
            "hr_credential/uuid": [theirs.consent.uuid, theirs.credential.uuid],
            **credential,
            "share": [theirs.share.uuid],
            "person": [user.uuid for user in theirs.people.values()],
            "consent": [theirs.consent.uuid],
            "rest": ["unknown"],
            "term": ["assessor"],
            "restriction_id": [1],
            "page_view_restriction_id": [1],
            "media/name": media_of(theirs),
            "my_data_kind/part": ["lrs", "lrs", "courses", "credentials", "organisations"],
            "my_data_kind/kind": ["statements", "documents", "enrolments", "credentials", "roles"],
        },
        by_hand={
            "admin/^.*/$": ["/admin/unknown/"],
            "wagtaildocs_serve": [theirs.document.url],
            "wagtail_serve": [page.url for page in (theirs.module, theirs.lesson)] + ["/nl/", "/nl/catalogus/"],
        },
    )


ROBOT_VIEWS = (
    "robot_exercise",
    "robot_draft",
    "robot_try",
    "robot_hand_in",
    "robot_text",
    "robot_form",
    "robot_attempt",
)
OWN_CREDENTIAL = (
    "credential",
    "credential_number",
    "credential_download",
    "token_download",
    "badge_png_download",
    "badge_svg_download",
    "certificate",
    "certificate_with_link",
    "linkedin",
    "share_link",
    "share_employer",
    "stop_sharing",
)


FOREIGN = ("foreign_credential", "foreign_download", "foreign_check", "foreign_remove")


def memberships_of(theirs: Tenant) -> Any:
    return Membership.objects.filter(user__in=theirs.people.values()).values_list("pk", flat=True)


def status_lists_of(theirs: Tenant) -> Any:
    return StatusList.objects.filter(fieldlab=theirs.fieldlab).values_list("uuid", flat=True)


def media_of(theirs: Tenant) -> list[str]:
    """The files as they are called by who uploaded them, and on the way round."""
    return [
        theirs.image.file.name,
        theirs.document.file.name,
        f"images/../{theirs.document.file.name}",
        theirs.upload.file.name,
        ".",
    ]


def query_of(theirs: Tenant) -> dict[str, Any]:
    return {
        "id": [theirs.lesson.pk, theirs.image.pk, theirs.document.pk],
        "childOf": theirs.module.pk,
        # Not the whole word: what comes back is theirs, not what was asked.
        "q": SECRET[:-1],
        "term": SECRET[:-1],
        "name": SECRET[:-1],
        "tag": f"{SECRET[:-1]}",
        "page_type": "courses.LessonPage",
        "child_of": theirs.module.pk,
        "collection_id": theirs.fieldlab.collection_id,
        "owner": theirs.people["trainer"].pk,
        "employer": theirs.employer.uuid,
        "fieldlab": theirs.fieldlab.slug,
        "p": "2",
        "format": "csv",
        "after": "2000-01-01T00:00:00Z",
        "standing": "all",
        "c": [str(theirs.credential.uuid), str(theirs.foreign.uuid)],
        "all": "1",
    }


def data_of(theirs: Tenant) -> dict[str, Any]:
    """A form with B's ids in every field that may take one."""
    page, image, document = theirs.module.pk, theirs.image.pk, theirs.document.pk
    return {
        "title": "Gekaapt",
        "name": "Gekaapt",
        "label": "Gekaapt",
        "slug": "gekaapt",
        "new_title": "Gekaapt",
        "new_slug": "gekaapt",
        "file": "gekaapt",
        "collection": theirs.fieldlab.collection_id,
        "tags": "gekaapt",
        "image": image,
        "logo": image,
        "document": document,
        "chooser": page,
        "parent_page": page,
        "new_parent_page": page,
        "destination_page_id": page,
        # The one address of B that is no secret: whose it is, is.
        "email": theirs.people["colleague"].email,
        "role": Role.MANAGER,
        "fieldlab": theirs.fieldlab.pk,
        "employer": theirs.employer.pk,
        "user": theirs.people["trainer"].pk,
        "is_editing": "1",
        "revision_id": theirs.module.latest_revision_id,
        "action-publish": "1",
        "comment": "Gekaapt",
        "decision": "approve",
        "module": theirs.version.module_key,
        "modules": [theirs.version.module_key],
        "withdraw": theirs.invitations[1].uuid,
        "left": theirs.people["worker"].uuid,
        "present": "yes",
        "day": "2099-01-01",
        "start": "10:00",
        "end": "11:00",
        "place": "Gekaapt",
        "capacity": "9",
        "state": Credential.State.REVOKED,
        "reason": "Gekaapt",
        "step": uuid4(),
        "choice": uuid4(),
        "identity_check": "known",
        "identity_name": "Gekaapt",
        "language": "nl",
        "scopes": "all",
        "days": "0",
        "do": "pause",
        "endpoint": "https://gekaapt.example/xapi/",
        "html": "Gekaapt",
        "before": "2026-01-01",
        "actor": str(theirs.people["learner"].pseudonym),
        "confirm": "1",
        "credentials": [str(theirs.credential.uuid), str(theirs.foreign.uuid)],
        "evidence": ["module", "practical", "score"],
        "compared": "on",
        "from": str(theirs.credential.uuid),
    }
