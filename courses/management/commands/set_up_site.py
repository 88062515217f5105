from django.core.management.base import BaseCommand

from courses.actions.create_site import create_site


class Command(BaseCommand):
    help = "Make the home page and the catalogue in every language; changes nothing where they exist."

    def handle(self, *args: object, **options: object) -> None:
        site = create_site()
        self.stdout.write(f"{site.site_name}: /{site.root_page.locale.language_code}/")
