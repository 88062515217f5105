"""The privacy page lists every model that holds data about a person, with its export and erasure."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import EmailField, Field, GenericIPAddressField, Model

from lms.accounts.actions import erase_account
from lms.accounts.models import User
from lms.core.registry import Registry, personal_data_erasure, personal_data_export
from lms.lrs.models import Statement
from tests.docs.pages import CODE, DOCS, table

PAGE = DOCS / "explanation" / "privacy.md"
ABOUT_LEARNERS = ("courses.enrolment", "credentials.credential")


def own_fields(model: type[Model]) -> list[Field]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def names_a_person(model: type[Model]) -> bool:
    """Whether a row says whose it is, or has an address; many-to-many rows are models themselves."""
    return any(
        isinstance(field, EmailField | GenericIPAddressField)
        or (field.related_model is User and not field.many_to_many)
        for field in own_fields(model)
    )


def hangs_on(model: type[Model], owners: set[type[Model]]) -> bool:
    return model._meta.app_label in ("courses", "credentials") and any(
        field.related_model in owners for field in own_fields(model)
    )


def models_with_personal_data() -> set[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    found = {model for model in models if names_a_person(model)} | {User, Statement}
    about_learners = {apps.get_model(label) for label in ABOUT_LEARNERS}
    while new := {model for model in models if hangs_on(model, about_learners)} - about_learners:
        about_learners |= new
    return {model._meta.label for model in found | about_learners}


def rows() -> dict[str, list[str]]:
    return {label: row for row in table(PAGE, "## What is kept") for label in CODE.findall(row[0])}


def source_of(registry: Registry[...], name: str) -> str:
    """The module or package of an app's step. The account's own erasure comes last, in erase_account itself."""
    steps = dict(registry)
    if name == "accounts" and name not in steps:
        return inspect.getsource(sys.modules["lms.accounts.personal_data"]) + inspect.getsource(erase_account)
    path = Path(inspect.getfile(steps[name]))
    files = sorted(path.parent.glob("*.py")) if path.parent.name == "personal_data" else [path]
    return "".join(file.read_text() for file in files)


def unexplained(column: int, registry: Registry[...]) -> list[str]:
    """Models whose cell neither names a step that knows them nor gives a reason of at least three words."""
    found = []
    for label, row in rows().items():
        steps = CODE.findall(row[column])
        if not steps and len(row[column].split()) < 3:
            found.append(label)
        for step in steps:
            if label.partition(".")[2].lower() not in source_of(registry, step).replace("_", "").lower():
                found.append(f"{label}: not in the step of {step}")
    return found


def test_every_model_with_personal_data_is_listed_and_no_other() -> None:
    assert set(rows()) == models_with_personal_data()


def test_every_model_is_exported_or_says_why_not() -> None:
    assert unexplained(4, personal_data_export) == []


def test_every_model_is_erased_or_says_why_not() -> None:
    assert unexplained(5, personal_data_erasure) == []


def test_every_step_of_export_and_erasure_is_named() -> None:
    cells = [cell for row in rows().values() for cell in row[4:]]
    named = {step for cell in cells for step in CODE.findall(cell)}
    assert named == {*personal_data_export.names(), *personal_data_erasure.names(), "accounts"}


def test_every_row_says_what_it_holds_why_and_how_long() -> None:
    assert [label for label, row in rows().items() if not all(row) or len(row) != 6] == []
