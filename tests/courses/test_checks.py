from django.apps import apps
from django.core.checks import run_checks


def test_courses_behind_wagtails_admin_is_an_error() -> None:
    configs = list(apps.get_app_configs())
    assert "house.E105" not in [problem.id for problem in run_checks(app_configs=configs)]
    assert "house.E105" in [problem.id for problem in run_checks(app_configs=configs[::-1])]
