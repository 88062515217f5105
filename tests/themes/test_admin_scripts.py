import inspect
import json

from django.template.loader import get_template
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets import chooser as wagtail_chooser
from wagtail.admin.widgets.datetime import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.admin.widgets.workflows import AdminTaskChooser


def test_wagtail_still_writes_inline_script():
    """When this fails, themes/admin_scripts.py may go."""
    assert "<script>" in inspect.getsource(wagtail_chooser)


def test_chooser_starts_from_a_marker():
    html = AdminPageChooser().render("page", None, {"id": "id_page"})
    assert "<script" not in html
    assert 'data-start="PageChooser" data-id="id_page"' in html
    assert "&quot;modalUrl&quot;" in html


def test_task_chooser_starts_with_its_own_function():
    html = AdminTaskChooser().render("task", None, {"id": "id_task"})
    assert "<script" not in html
    assert 'data-start="createTaskChooser"' in html


def test_date_pickers_start_from_a_marker():
    for widget, starter in [
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
    ]:
        html = widget.render("moment", None, {"id": "id_moment"})
        assert "<script" not in html
        assert f'data-start="{starter}"' in html


def test_panels_are_started_from_a_marker():
    for name in ("inline_panel", "multiple_chooser_panel"):
        source = get_template(f"wagtailadmin/panels/{name}.html").template.source
        assert "<script" not in source
        assert "data-start" in source


def test_options_in_a_marker_are_json():
    html = AdminPageChooser().render("page", None, {"id": "id_page"})
    options = html.split('data-options="')[1].split('"')[0].replace("&quot;", '"')
    assert json.loads(options)["modalUrl"] == "/admin/choose-page/"
