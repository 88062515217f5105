"""`manage.py create_operator --email ADDRESS`: the first network operator of a new site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone, translation

from lms.organisations.actions.invite import invite
from lms.organisations.invitations import token_of
from lms.organisations.models import Invitation, Membership, Role


class Command(BaseCommand):
    help = "Invite a network operator: e-mail the link and print it. Again prints the same link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        operators = Membership.objects.current().filter(role=Role.OPERATOR, user__is_active=True)
        if operators.filter(user__emailaddress__email__iexact=email, user__emailaddress__verified=True).exists():
            self.stdout.write(f"{email} is a network operator already.")
            return
        site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        invitation = Invitation.objects.open().filter(email=email, role=Role.OPERATOR).first()
        try:
            invitation = invitation or invite(by=None, email=email, role=Role.OPERATOR, site=site)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        with translation.override(settings.LANGUAGE_CODE):
            link = site + reverse("accept_invitation", args=[token_of(invitation)])
        until = timezone.localdate(invitation.expires_at).isoformat()
        self.stdout.write(f"{email} opens this link, makes an account with this address, and accepts:")
        self.stdout.write(link)
        self.stdout.write(f"It works once, until {until}. It goes out by e-mail, too.")
