from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"

    def ready(self) -> None:
        from lms.accounts import receivers  # noqa: F401
        from lms.accounts.personal_data import export
        from lms.core.registry import personal_data_export

        personal_data_export.register("accounts", export)
