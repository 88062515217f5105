from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from tests.factories.accounts import UserFactory
from themes.colours import palette
from themes.devices import name_of_device
from themes.navigation import navigation_of


def rendered(source, **context):
    return Template("{% load themes %}" + source).render(Context(context))


class PersonForm(forms.Form):
    name = forms.CharField(help_text="As on your credentials.")
    company = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()


def test_icon_is_a_reference_into_the_sprite():
    assert rendered('{% icon "check" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/themes/icons.svg#check"></use></svg>'
    )


def test_field_ties_label_help_and_error_together():
    form = PersonForm({"name": ""})
    form.is_valid()
    html = rendered("{% field form.name %}", form=form)
    assert '<label class="field__label" for="id_name">Name' in html
    assert 'id="id_name_helptext">As on your credentials.' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(("name", "says"), [("name", False), ("company", True)])
def test_field_says_what_is_not_required(name, says):
    assert ("field__optional" in rendered("{% field form_field %}", form_field=PersonForm()[name])) is says


def test_field_groups_radios_under_a_legend():
    html = rendered("{% field form.kind %}", form=PersonForm())
    assert "<fieldset" in html
    assert html.count('type="radio"') == 2
    assert "<legend" in html


def test_field_puts_the_label_beside_a_tick():
    html = rendered("{% field form.agreed %}", form=PersonForm())
    assert html.index('type="checkbox"') < html.index("<span>Agreed")


def test_fieldlab_theme_links_its_stylesheet():
    fieldlab = SimpleNamespace(uuid="3f0c9a52-7a44-4d5e-9d8e-6f1a1f3c2b10", palette=palette("#00695c", "#ffb300"))
    html = rendered("{% fieldlab_theme fieldlab %}", fieldlab=fieldlab)
    assert html.startswith('<link rel="stylesheet" href="/themes/fieldlab/3f0c9a52-7a44-4d5e-9d8e-6f1a1f3c2b10/')


def test_fieldlab_theme_is_nothing_without_a_fieldlab():
    assert rendered("{% fieldlab_theme fieldlab %}", fieldlab=None) == ""


def request_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def places(request):
    return [item.address for item in navigation_of(request)]


def test_navigation_without_a_request_is_that_of_a_visitor():
    assert "/check/" in places(None)
    assert "/my/" not in places(None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "manages", "hr"),
    [((), False, False), (("trainer",), True, False), (("hr",), False, True), (("assessor",), False, False)],
)
def test_navigation_follows_the_roles(roles, manages, hr):
    user = UserFactory()
    user.__dict__["roles"] = frozenset(roles)
    shown = places(request_of(user))
    assert {"/my/", "/wallet/"} <= set(shown)
    assert ("/admin/" in shown) is manages
    assert ("/hr/" in shown) is hr


@pytest.mark.django_db
def test_navigation_marks_where_the_reader_is():
    user = UserFactory()
    user.__dict__["roles"] = frozenset()
    current = [item.address for item in navigation_of(request_of(user, "/wallet/x/")) if item.current]
    assert current == ["/wallet/"]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari op iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome op Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
    ],
)
def test_device_is_named_in_words(user_agent, name):
    browser, system = name.split(" op ")
    assert name_of_device(user_agent).startswith(browser)
    assert name_of_device(user_agent).endswith(system)


def test_breakable_address_wraps_at_its_joints():
    page = Template("{% load themes %}{{ address|breakable }}").render(Context({"address": "a<b@c.example"}))
    assert page == "a&lt;b<wbr>@c<wbr>.example"
