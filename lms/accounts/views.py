"""A person's own account: name and language, everything recorded about them, and the way out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from lms.accounts.actions.change_language import change_language
from lms.accounts.actions.erase_account import erase_account
from lms.accounts.actions.update_profile import update_profile
from lms.accounts.data_pages import kinds_of
from lms.accounts.forms import ErasureForm, ProfileForm
from lms.accounts.personal_data import gather

if TYPE_CHECKING:
    from lms.accounts.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's language switch; a signed-in person's choice is kept with the account."""
    response = django_set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and change_language(by=request.user, language=chosen):
        request.session["language"] = chosen
    return response


@require_GET
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin has no way in of its own: one sign-in, with its second factor, for the whole site."""
    wanted = request.GET.get("next") or reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        update_profile(by=user, **form.cleaned_data)
        request.session["language"] = user.language
        messages.success(request, _("Saved."))
        return redirect("my_account")
    context = {
        "form": form,
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "second_factors": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES),
    }
    return render(request, "accounts/my_account.html", context)


@login_required
@never_cache
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept, kind by kind: how much, and since when."""
    parts = [(part.name, list(kinds_of(part.name, part.data))) for part in gather(cast("User", request.user))]
    return render(request, "accounts/my_data.html", {"parts": parts})


@login_required
@never_cache
@require_GET
def my_data_kind(request: HttpRequest, part: str, kind: str) -> HttpResponse:
    """All of one kind in pages, newest first."""
    for found in gather(cast("User", request.user), only=part):
        for item in kinds_of(part, found.data):
            if item.name == kind and item.facts is None:
                page = Paginator(item.items, item.per_page).get_page(request.GET.get("p"))
                return render(request, "accounts/my_data_kind.html", {"kind": item, "page": page})
    raise Http404


@login_required
@never_cache
@require_GET
def my_data_download(request: HttpRequest) -> HttpResponse:
    """Everything recorded about this person as one JSON file (AVG art. 15 and 20)."""
    data = {part.name: part.data for part in gather(cast("User", request.user))}
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="skillslab-{timezone.localdate()}.json"'
    return response


@login_required
@never_cache
@reauthentication_required
@require_http_methods(["GET", "POST"])
def erase_my_account(request: HttpRequest) -> HttpResponse:
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(by=cast("User", request.user))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            logout(request)
            return render(request, "accounts/erased.html")
    return render(request, "accounts/erase.html", {"form": form})
