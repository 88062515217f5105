from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lms.organisations"
    label = "organisations"

    def ready(self) -> None:
        from lms.core import registry
        from lms.organisations import wagtail_views  # noqa: F401
        from lms.organisations.admin_filters import narrow_down
        from lms.organisations.models import current_roles, needs_second_factor
        from lms.organisations.own_objects import may_see_original
        from lms.organisations.personal_data import erase, export

        narrow_down()
        registry.roles_of_user.register("organisations", current_roles)
        registry.second_factor_policy.register("organisations", needs_second_factor)
        registry.original_access.register("organisations", may_see_original)
        registry.personal_data_export.register("organisations", export)
        registry.personal_data_erasure.register("organisations", erase)
