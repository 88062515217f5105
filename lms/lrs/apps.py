from django.apps import AppConfig


class LrsConfig(AppConfig):
    name = "lms.lrs"
    label = "lrs"

    def ready(self) -> None:
        from lms.core.registry import personal_data_erasure, personal_data_export
        from lms.lrs.personal_data import erase_statements, export_statements

        personal_data_export.register("lrs", export_statements)
        personal_data_erasure.register("lrs", erase_statements)
