from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "credentials"
    label = "credentials"

    def ready(self) -> None:
        from credentials import receivers  # noqa: F401
        from credentials.actions.set_up_fieldlab import set_up_fieldlab
        from credentials.actions.stop_consent import stop_consents_of_former_employee
        from credentials.admin.waiting import waiting_item
        from credentials.awarding.obstacles import problems_of_draft, refusals_of_completions
        from credentials.awarding.repeats import completions_to_repeat
        from credentials.figures import credentials_figure
        from credentials.formats.plain_text import is_plain, is_web_address
        from credentials.personal_data.erasure import erase
        from credentials.personal_data.export import export
        from credentials.queries import addresses_of_completions
        from credentials.statement_facts import facts_of
        from credentials.vc_api import checks  # noqa: F401
        from lms.core import registry

        registry.fieldlab_setup.register("credentials", set_up_fieldlab)
        registry.membership_end.register("credentials", stop_consents_of_former_employee)
        registry.personal_data_export.register("credentials", export)
        registry.personal_data_erasure.register("credentials", erase)
        registry.credential_addresses.register("credentials", addresses_of_completions)
        registry.credential_refusals.register("credentials", refusals_of_completions)
        registry.completions_to_repeat.register("credentials", completions_to_repeat)
        registry.network_figures.register("credentials", credentials_figure)
        registry.statement_facts.register("credentials", facts_of)
        registry.module_checks.register("credentials", problems_of_draft)
        registry.waiting_items.register("credentials", waiting_item)
        registry.text_rules.register("credentials", is_plain)
        registry.address_rules.register("credentials", is_web_address)
