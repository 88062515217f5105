"""What the shapes and icons of badges are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

SHAPE_NAMES = {
    "hexagon": gettext_lazy("Hexagon"),
    "circle": gettext_lazy("Circle"),
    "shield": gettext_lazy("Shield"),
    "square": gettext_lazy("Square"),
    "octagon": gettext_lazy("Octagon"),
}
ICON_NAMES = {
    "robot": gettext_lazy("Robot arm"),
    "safety": gettext_lazy("Safety"),
    "vision": gettext_lazy("Eye"),
    "layers": gettext_lazy("Layers"),
    "data": gettext_lazy("Data"),
    "twin": gettext_lazy("Twin"),
    "maintenance": gettext_lazy("Spanner"),
    "flow": gettext_lazy("Flow"),
    "star": gettext_lazy("Star"),
    "cap": gettext_lazy("Graduation cap"),
    "gear": gettext_lazy("Gear"),
    "hand": gettext_lazy("Hand"),
}
