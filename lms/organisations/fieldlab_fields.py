"""What people fill in about a fieldlab, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from themes.colours import palette

if TYPE_CHECKING:
    from wagtail.images.models import Image

    from lms.accounts.models import User
    from lms.organisations.models import Fieldlab, Hub


class FieldlabFields(TypedDict, total=False):
    """Fields that the operator and (all but hub and outside approver) the manager fill in."""

    name: str
    slug: str
    legal_name: str
    kvk_number: str
    region: str
    website: str
    email: str
    phone: str
    quality_assurance: str
    quality_assurance_url: str
    logo: Image | None
    colour: str
    accent_colour: str
    outside_approver: User | None


class FieldlabChanges(FieldlabFields, total=False):
    hub: Hub


# What its own manager may change; name, register and approver are agreed with the network.
MANAGER_FIELDS = (
    "website",
    "email",
    "phone",
    "logo",
    "colour",
    "accent_colour",
    "quality_assurance",
    "quality_assurance_url",
)
OPERATOR_FIELDS = (
    "hub",
    "name",
    "slug",
    "legal_name",
    "kvk_number",
    "region",
    "website",
    "email",
    "phone",
    "quality_assurance",
    "quality_assurance_url",
    "logo",
    "colour",
    "accent_colour",
    "outside_approver",
)


def palette_of(fieldlab: Fieldlab) -> dict[str, Any]:
    """The colours computed from the two of the fieldlab; empty where those are no colours (the form says so)."""
    try:
        return dict(palette(fieldlab.colour, fieldlab.accent_colour))
    except ValueError:
        return {}
