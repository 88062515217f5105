"""Runs inside the benchmarked site: print as JSON where lesson and bare peer are, and a learner's cookie."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()

from django.urls import reverse  # noqa: E402
from wagtail.models import Site  # noqa: E402

from courses.models import Enrolment  # noqa: E402
from tests.benchmarks.bare.models import BarePage  # noqa: E402
from tests.sessions import session_cookie  # noqa: E402


def main() -> None:
    enrolment = (
        Enrolment.objects.open().filter(user__email="worker@demo.skillslab.example", progress__done__gt=0).first()
    )
    if enrolment is None:
        raise SystemExit("The worker of the example network has no module under way.")
    lesson = enrolment.version.lessons.filter(language=enrolment.language).order_by("position")[1]
    home = Site.objects.get(is_default_site=True).root_page
    bare = BarePage.objects.filter(slug="bare").first() or home.add_child(
        instance=BarePage(title="Bare", slug="bare", body="-", locale=home.locale)
    )
    print(
        json.dumps(
            {
                "cookie": session_cookie(enrolment.user),
                "lesson": reverse("lesson", args=[enrolment.pk, lesson.key]),
                "bare": bare.get_url(),
                "bare_id": bare.pk,
            }
        )
    )


main()
