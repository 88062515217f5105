"""Runs inside a site under test: keys and destinations for forwarding, and what became of it."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from django.utils import timezone  # noqa: E402

from lms.lrs.actions.create_destination import create_destination  # noqa: E402
from lms.lrs.actions.create_key import create_key  # noqa: E402
from lms.lrs.models import ForwardingDestination, ForwardingRefusal, Statement  # noqa: E402
from tests.factories.accounts import SuperuserFactory  # noqa: E402
from tests.factories.lrs import TenantFactory  # noqa: E402


def key() -> None:
    """Print a key and its secret."""
    new = create_key(by=None, fieldlab=TenantFactory(), label="Forwarding", scopes=["all"])
    print(json.dumps([new.key.key, new.secret]))


def destinations(given: list[dict[str, str]]) -> None:
    operator = SuperuserFactory()
    for fields in given:
        create_destination(by=operator, **fields)


def hurry() -> None:
    """Let the waits after a failure and the time of a killed sender be over."""
    ForwardingDestination.objects.exclude(retry_at=None).update(retry_at=timezone.now())
    ForwardingDestination.objects.exclude(sender_until=None).update(sender_until=timezone.now())


def audit() -> None:
    """Print the ids of all statements, how far each destination is, and the refusals."""
    last = Statement.objects.order_by("-transaction", "-seq").values_list("seq", flat=True).first()
    print(
        json.dumps(
            {
                "ids": [str(found) for found in Statement.objects.values_list("id", flat=True)],
                "behind": [row.name for row in ForwardingDestination.objects.exclude(seq=last)],
                "errors": list(ForwardingDestination.objects.values_list("last_error", flat=True)),
                "refused": ForwardingRefusal.objects.count(),
            }
        )
    )


match sys.argv[1]:
    case "key":
        key()
    case "destinations":
        destinations(json.load(sys.stdin))
    case "hurry":
        hurry()
    case "audit":
        audit()
