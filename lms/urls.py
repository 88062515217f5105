"""Every address of the site: the only place that knows all apps."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lms.core.urls")),
    path("", include("lms.accounts.urls")),
    path("", include("lms.organisations.urls")),
    path("xapi/", include("lms.lrs.urls")),
    path("", include("courses.urls")),
    path("", include("credentials.urls")),
    path("", include("lms.api")),
    path("", include("themes.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(path("", include(wagtail_urls)))

handler500 = "lms.core.views.server_error"
