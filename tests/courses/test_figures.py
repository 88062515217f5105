import pytest
from django.utils import timezone

from courses.figures import completions_figure, enrolments_figure, modules_figure
from lms.core.registry import network_figures
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.credentials import CompletionFactory

pytestmark = pytest.mark.django_db


def test_figures_of_learning_are_columns_of_the_operator():
    assert {"modules", "enrolments", "completions"} <= set(network_figures.names())


def test_modules_count_what_is_offered_now():
    version = ModuleVersionFactory()
    ModuleVersionFactory(fieldlab=version.fieldlab, withdrawn_at=timezone.now())
    assert modules_figure().of_fieldlab(version.fieldlab_id) == 1


def test_enrolments_hide_fewer_than_five_people():
    version = ModuleVersionFactory()
    EnrolmentFactory.create_batch(4, version=version)
    assert enrolments_figure().of_fieldlab(version.fieldlab_id) is None
    EnrolmentFactory(version=version)
    assert enrolments_figure().of_fieldlab(version.fieldlab_id) == 5


def test_completions_hide_fewer_than_five_people():
    version = ModuleVersionFactory()
    for number in range(5):
        assert completions_figure().of_fieldlab(version.fieldlab_id) is None, number
        CompletionFactory(version=version)
    assert completions_figure().of_fieldlab(version.fieldlab_id) == 5
