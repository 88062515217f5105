"""What a credential would refuse is refused where it is filled in."""

from __future__ import annotations

import pytest

from credentials.formats.errors import EncodingRefused, TextRefused
from credentials.formats.text import clean_identifier, clean_text
from lms.accounts.forms import ProfileForm
from lms.organisations.admin.forms import FieldlabForm

ADDRESSES = ["https://één.nl/", "https://x.nl/a|b", "https://user:pw@x.nl/"]
NAMES = ["Sanne \u202eseirV", "\u2068Sanne\u2069", "Sanne\u0007"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.django_db
def test_address_that_a_credential_refuses_is_refused_of_a_fieldlab(address: str) -> None:
    with pytest.raises(EncodingRefused):
        clean_identifier(address, field="url")
    for name in ("website", "quality_assurance_url"):
        form = FieldlabForm({name: address})
        assert name in form.errors


@pytest.mark.parametrize("name", NAMES)
def test_name_that_a_credential_refuses_is_refused_of_a_person(name: str) -> None:
    with pytest.raises(TextRefused):
        clean_text(name, field="name")
    assert "name" in ProfileForm({"name": name, "language": "nl"}).errors


@pytest.mark.django_db
def test_names_and_addresses_of_every_day_are_taken() -> None:
    assert ProfileForm({"name": "Zoë d’Ör-İnan", "language": "nl"}).is_valid()
    form = FieldlabForm({"website": "fieldlab.example/over ons?a=1#b".replace(" ", "-")})
    form.full_clean()
    assert "website" not in form.errors
