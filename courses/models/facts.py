"""Facts of a module that come from a list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    ROBOTICS = "robotics", _("Robotics")
    SAFETY = "safety", _("Safety with machines")
    VISION = "vision", _("Machine vision")
    ADDITIVE = "additive", _("3D printing")
    DATA = "data", _("Data and cybersecurity")
    TWIN = "twin", _("Digital twins")
    MAINTENANCE = "maintenance", _("Maintenance")
    LEAN = "lean", _("Lean production")


class Participation(models.TextChoices):
    ONLINE = "online", _("Online")
    PRESENTIAL = "presential", _("On site")
    BLENDED = "blended", _("Online and on site")
    WORK_BASED = "work-based", _("At work")
