from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex, TaskState
        from wagtail.signals import task_approved, task_cancelled, task_rejected, task_submitted

        from courses import checks  # noqa: F401
        from courses.actions.rename_fieldlab import rename_fieldlab
        from courses.actions.set_up_fieldlab import set_up_fieldlab
        from courses.models import RobotCell, SubmissionMedia, VersionMedia
        from courses.receivers import leave_to_notices, let_go_of_media
        from lms.core.registry import fieldlab_rename, fieldlab_setup, own_objects

        fieldlab_setup.register("courses", set_up_fieldlab)
        own_objects.register("courses.RobotCell", RobotCell.objects.visible_to)
        fieldlab_rename.register("courses", rename_fieldlab)
        ReferenceIndex.register_model(VersionMedia)
        ReferenceIndex.register_model(SubmissionMedia)
        for ended in (task_approved, task_rejected, task_cancelled):
            ended.connect(let_go_of_media, dispatch_uid="courses.let_go_of_media")
        # Of two receivers with one dispatch_uid the first one stays; checks.py sees to it that this is ours.
        task_submitted.connect(
            leave_to_notices,
            sender=TaskState,
            dispatch_uid="group_approval_task_submitted_email_notification",
        )
        self.register_learning()
        self.register_figures()

    def register_learning(self) -> None:
        from courses import log_actions  # noqa: F401
        from courses.actions.seal_progress import seal_progress
        from courses.personal_data import erase_learning, export_learning, owners_of_registrations
        from courses.receivers import queue_recompute
        from courses.statement_facts import facts_of, learners_named, modules_to_choose
        from lms.core import registry
        from lms.core.registry import personal_data_erasure, personal_data_export, registration_owners
        from lms.lrs.signals import statements_stored

        personal_data_export.register("courses", export_learning)
        personal_data_erasure.register("courses", erase_learning)
        registration_owners.register("courses", owners_of_registrations)
        registry.retention_sealing.register("courses", seal_progress)
        registry.statement_facts.register("courses", facts_of)
        registry.learners_by_name.register("courses", learners_named)
        registry.activity_choices.register("courses", modules_to_choose)
        statements_stored.connect(queue_recompute, dispatch_uid="courses.queue_recompute")

    def register_figures(self) -> None:
        from courses.figures import completions_figure, enrolments_figure, modules_figure
        from lms.core.registry import network_figures

        network_figures.register("modules", modules_figure)
        network_figures.register("enrolments", enrolments_figure)
        network_figures.register("completions", completions_figure)
