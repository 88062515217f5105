"""What the audit log calls what people do in this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("courses.publish_version", _("Publish a version"), _("Published a version"))
    actions.register_action("courses.withdraw_module", _("Take out"), _("Taken out of the catalogue"))
    actions.register_action("courses.enrol", _("Enrol"), _("Enrolled in a module"))
    actions.register_action("courses.withdraw", _("Stop"), _("Stopped with a module"))
    actions.register_action("courses.complete", _("Complete"), _("Completed a module"))
    actions.register_action("courses.choose_language", _("Language"), _("Chose another language"))
    actions.register_action("courses.move_to_version", _("Move along"), _("Learners moved to a new version"))
    actions.register_action("courses.start_practical", _("Start practical"), _("Started to observe a practical"))
    actions.register_action("courses.sign_practical", _("Sign practical"), _("Signed a practical"))
    actions.register_action("courses.plan_session", _("Plan session"), _("Planned a session"))
    actions.register_action("courses.change_session", _("Change session"), _("Changed a session"))
    actions.register_action("courses.cancel_session", _("Cancel session"), _("Cancelled a session"))
    actions.register_action("courses.sign_up", _("Sign up"), _("Signed up for a session"))
    actions.register_action("courses.sign_off", _("Sign off"), _("Signed off from a session"))
    actions.register_action("courses.mark_attendance", _("Mark attendance"), _("Marked who was there"))
    actions.register_action("courses.confirm_practical", _("Confirm practical"), _("Confirmed a practical"))
