"""What this app adds to the Wagtail admin: log lines, and the managers' screen of issued credentials."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from credentials.admin.batches import batch_detail, batch_list
from credentials.admin.definition_editing import definition_edit, definition_take_back
from credentials.admin.definition_review import badge_preview, definition_review
from credentials.admin.definitions import definition_list, definition_new
from credentials.admin.documents import credential_documents
from credentials.admin.endorsers import endorser_detail, endorser_key, endorser_list
from credentials.admin.issued import credential_list, credential_state
from credentials.admin.keys import complete_ring, key_detail, key_list
from credentials.admin.renewals import remove_rule, renewal_rules
from credentials.admin.stacks import ects_rights, stack_detail, stack_list
from credentials.admin.waiting import waiting_list
from lms.organisations.admin_guard import allow, roles, staff
from lms.organisations.models import Role

LOG_ACTIONS: dict[str, str | Promise] = {
    "credentials.make_signing_key": _("Made a signing key"),
    "credentials.rotate_key": _("Let the next signing key take over"),
    "credentials.mark_key_compromised": _("Marked a signing key as compromised"),
    "credentials.rewrap_key": _("Encrypted a signing key with another key-encryption key"),
    "credentials.issue": _("Issued a credential"),
    "credentials.issue_batch": _("Issued a batch of credentials"),
    "credentials.set_renewal_rule": _("Said which refresher renews a credential"),
    "credentials.set_wallet_preference": _("Chose about e-mail before credentials end"),
    "credentials.endorse": _("Endorsed an achievement"),
    "credentials.withdraw_endorsement": _("Withdrew an endorsement"),
    "credentials.name_endorser": _("Named who speaks for a sector body"),
    "credentials.end_representation": _("Ended that somebody speaks for a sector body"),
    "credentials.make_endorser_key": _("Made the signing key of an endorser"),
    "credentials.replace_endorser_key": _("Replaced the signing key of an endorser"),
    "credentials.foreign.keep": _("Kept a credential from elsewhere"),
    "credentials.foreign.remove": _("Removed a credential from elsewhere"),
    "credentials.name.confirm": _("Confirmed the name of an employee"),
    "credentials.name.withdraw": _("Took back the confirmation of a name"),
    "credentials.define": _("Began a micro-credential"),
    "credentials.define.submit": _("Handed a micro-credential in"),
    "credentials.define.take_back": _("Took a micro-credential back"),
    "credentials.define.approved": _("Approved and published a micro-credential"),
    "credentials.define.changes": _("Asked for changes in a micro-credential"),
    "credentials.badge.upload": _("Uploaded a picture for a badge"),
    "credentials.ects": _("Said whether a fieldlab may award ECTS"),
    "credentials.stack.approved": _("Approved a programme's credential"),
    "credentials.stack.rejected": _("Rejected a programme's credential"),
    "credentials.sign_again": _("Made a later document of a credential"),
    "credentials.state.valid": _("Reinstated a credential"),
    "credentials.state.suspended": _("Suspended a credential"),
    "credentials.state.revoked": _("Revoked a credential"),
    "credentials.share": _("Shared a credential by a link"),
    "credentials.share.take_back": _("Took a link back"),
    "credentials.consent.give": _("Shared a credential with an employer"),
    "credentials.consent.stop": _("Stopped sharing with an employer"),
    "credentials.check": _("Checked a shared credential"),
}


may_change_states = roles(Role.MANAGER, Role.OPERATOR)
keeps_keys = roles(Role.OPERATOR)
allow("credentials_admin:*", check=may_change_states)
writes_definitions = roles(Role.TRAINER, Role.MANAGER)
allow(
    "credentials_admin:definitions",
    "credentials_admin:definition_review",
    "credentials_admin:badge_preview",
    check=staff,
)
allow(
    "credentials_admin:definition_new",
    "credentials_admin:definition",
    "credentials_admin:definition_take_back",
    check=writes_definitions,
)
allow("credentials_admin:ects", check=keeps_keys)
allow("credentials_admin:keys", "credentials_admin:key", "credentials_admin:complete_ring", check=keeps_keys)
allow("credentials_admin:endorsers", "credentials_admin:endorser_key", check=keeps_keys)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for action, label in LOG_ACTIONS.items():
        actions.register_action(action, label, label)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("", credential_list, name="list"),
        path("<int:pk>/", credential_state, name="state"),
        path("<int:pk>/documents/", credential_documents, name="documents"),
        path("waiting/", waiting_list, name="waiting"),
        path("batches/", batch_list, name="batches"),
        path("batches/<uuid:uuid>/", batch_detail, name="batch"),
        path("refreshers/", renewal_rules, name="renewals"),
        path("refreshers/<int:pk>/remove/", remove_rule, name="remove_rule"),
        path("endorsers/", endorser_list, name="endorsers"),
        path("endorsers/<int:pk>/", endorser_detail, name="endorser"),
        path("endorsers/<int:pk>/key/", endorser_key, name="endorser_key"),
        path("definitions/", definition_list, name="definitions"),
        path("definitions/new/", definition_new, name="definition_new"),
        path("definitions/<int:pk>/", definition_edit, name="definition"),
        path("definitions/<int:pk>/take-back/", definition_take_back, name="definition_take_back"),
        path("definitions/<int:pk>/badge/", badge_preview, name="badge_preview"),
        path("definitions/review/<int:pk>/", definition_review, name="definition_review"),
        path("programmes/", stack_list, name="stacks"),
        path("programmes/<uuid:uuid>/", stack_detail, name="stack"),
        path("ects/", ects_rights, name="ects"),
        path("keys/", key_list, name="keys"),
        path("keys/<int:pk>/", key_detail, name="key"),
        path("keys/<int:pk>/complete/", complete_ring, name="complete_ring"),
    ]
    return [path("credentials/", include((patterns, "credentials_admin")))]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "wagtailadmin/icons/credential.svg"]


class CredentialsMenuItem(MenuItem):
    """Shown to who may suspend and revoke: managers and operators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) or may_change_states(request, {})


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return CredentialsMenuItem(
        _("Credentials"),
        reverse_lazy("credentials_admin:list"),
        name="credentials",
        icon_name="credential",
        order=400,
    )


class KeysMenuItem(MenuItem):
    """Shown to who keeps keys: operators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) or keeps_keys(request, {})


@hooks.register("register_admin_menu_item")
def register_keys_menu_item() -> MenuItem:
    return KeysMenuItem(
        _("Signing keys"), reverse_lazy("credentials_admin:keys"), name="signing-keys", icon_name="lock", order=410
    )


class DefinitionsMenuItem(MenuItem):
    """Shown to who writes micro-credentials: trainers and managers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) or writes_definitions(request, {})


@hooks.register("register_admin_menu_item")
def register_definitions_menu_item() -> MenuItem:
    return DefinitionsMenuItem(
        _("Micro-credentials"),
        reverse_lazy("credentials_admin:definitions"),
        name="definitions",
        icon_name="credential",
        order=60,
    )


@hooks.register("insert_global_admin_js")
def badge_script() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("themes/js/badge-preview.js"))
