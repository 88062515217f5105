"""Addresses of this app; allauth's own stand beside them under /account/."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from lms.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("account/", views.my_account, name="my_account"),
    path("account/data/", views.my_data, name="my_data"),
    path("account/data/<str:part>/<str:kind>/", views.my_data_kind, name="my_data_kind"),
    path("account/data/download/", views.my_data_download, name="my_data_download"),
    path("account/data/erase/", views.erase_my_account, name="erase_my_account"),
    # Before the admin's own: people have one account page and one way to sign in.
    path("admin/login/", views.admin_sign_in, name="admin_sign_in"),
    path("admin/account/", RedirectView.as_view(pattern_name="my_account"), name="admin_account"),
]
