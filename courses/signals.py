"""Signals of this app; receivers only queue tasks."""

from django.dispatch import Signal

# Sent on commit with `completion_id` (the enrolment's UUID) when somebody has completed a module.
module_completed = Signal()
