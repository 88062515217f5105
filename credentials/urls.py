"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from credentials import published
from credentials.endorsements import views as endorsing
from credentials.hr import names
from credentials.hr import views as hr
from credentials.vc_api import views as vc_api
from credentials.verify import offline_page as offline
from credentials.verify import views as verify
from credentials.wallet import archive, downloads, foreign, settings, sharing, tokens
from credentials.wallet import views as wallet

urlpatterns: list[URLPattern | URLResolver] = [
    # Identifiers: they stand in signed documents, so they never change.
    path("fieldlabs/<uuid:uuid>/did.json", published.fieldlab_did, name="fieldlab_did"),
    path("status/<uuid:uuid>", published.status_list, name="status_list"),
    path("achievements/<uuid:uuid>/", published.achievement, name="achievement"),
    path("achievements/<uuid:uuid>/badge.svg", published.badge_drawing, name="badge_svg"),
    path("achievements/<uuid:uuid>/badge.png", published.badge_picture, name="badge_png"),
    path("achievements/<uuid:uuid>/endorse/", endorsing.endorse_achievement, name="endorse"),
    path("endorsers/<uuid:uuid>/did.json", published.endorser_did, name="endorser_did"),
    path("endorsers/<uuid:uuid>/withdrawn", published.withdrawn, name="endorser_withdrawn"),
    path("endorsements/", endorsing.endorsements, name="endorsements"),
    path("endorsements/<uuid:uuid>", published.endorsement, name="endorsement"),
    path("endorsements/<uuid:uuid>/withdraw/", endorsing.withdraw, name="withdraw_endorsement"),
    path("credentials/<uuid:uuid>", published.credential, name="credential_number"),
    path("vocabulary/<slug:term>", published.vocabulary, name="vocabulary"),
    # The worker's own.
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/archive.zip", archive.download, name="wallet_archive"),
    path("wallet/settings/", settings.wallet_settings, name="wallet_settings"),
    path("wallet/settings/name/<uuid:uuid>/", settings.withdraw_name, name="withdraw_name"),
    path("wallet/passport/", wallet.passport, name="passport"),
    path("wallet/elsewhere/", foreign.add, name="foreign_add"),
    path("wallet/elsewhere/<uuid:uuid>/", foreign.detail, name="foreign_credential"),
    path("wallet/elsewhere/<uuid:uuid>/download/", foreign.download, name="foreign_download"),
    path("wallet/elsewhere/<uuid:uuid>/check/", foreign.again, name="foreign_check"),
    path("wallet/elsewhere/<uuid:uuid>/remove/", foreign.remove, name="foreign_remove"),
    path("wallet/<uuid:uuid>/", wallet.credential, name="credential"),
    path("wallet/<uuid:uuid>/download/", downloads.document, name="credential_download"),
    path("wallet/<uuid:uuid>/download/png/", downloads.badge_png, name="badge_png_download"),
    path("wallet/<uuid:uuid>/download/svg/", downloads.badge_svg, name="badge_svg_download"),
    path("wallet/<uuid:uuid>/download/<slug:algorithm>/", tokens.download_token, name="token_download"),
    path("wallet/<uuid:uuid>/certificate/", downloads.certificate_with_link, name="certificate_with_link"),
    path("wallet/<uuid:uuid>/certificate/<slug:language>/", downloads.certificate, name="certificate"),
    path("wallet/<uuid:uuid>/linkedin/", downloads.linkedin, name="linkedin"),
    path("wallet/<uuid:uuid>/share/link/", sharing.share_link, name="share_link"),
    path("wallet/<uuid:uuid>/share/employer/", sharing.share_employer, name="share_employer"),
    path("wallet/<uuid:uuid>/share/employer/<uuid:consent>/stop/", sharing.stop_sharing, name="stop_sharing"),
    path("wallet/shares/", sharing.shares, name="shares"),
    path("wallet/shares/link/", sharing.share_link, name="share_several"),
    path("wallet/shares/employer/", sharing.share_employer, name="share_several_employer"),
    path("wallet/shares/<uuid:share>/stop/", sharing.take_back, name="take_back_share"),
    # For the suites of the W3C, where VC_API is set; else not found.
    path("credentials/issue", vc_api.issue, name="vc_api_issue"),
    path("credentials/verify", vc_api.verify, name="vc_api_verify"),
    path("credentials/status/revocation", vc_api.status_list, name="vc_api_status_list"),
    path("presentations/verify", vc_api.verify_presentation, name="vc_api_verify_presentation"),
    # Anybody.
    path("check/", verify.check, name="check"),
    path("check/offline/", offline.offline_page, name="check_offline"),
    path("check/<str:token>/", verify.check_share, name="check_share"),
    # HR officers.
    path("hr/", hr.desk, name="hr_desk"),
    path("hr/list.csv", hr.desk_csv, name="hr_csv"),
    path("hr/people/", hr.people, name="hr_people"),
    path("hr/people/<uuid:person>/name/", names.confirm_employee, name="hr_name"),
    path("hr/shared/<uuid:uuid>/", hr.shared_credential, name="hr_credential"),
]
