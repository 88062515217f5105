from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "themes"
    label = "themes"

    def ready(self) -> None:
        from themes.admin_scripts import replace_inline_scripts

        replace_inline_scripts()
