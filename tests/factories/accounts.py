from typing import Any

import factory
from allauth.account.models import EmailAddress

from lms.accounts.models import User

PASSWORD = "correct-horse-battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with a proven e-mail address and the password PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Sanne de Vries {n}")
    email = factory.Sequence(lambda n: f"sanne{n}@voorbeeld.nl")
    language = "nl"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        user = User.objects.create_user(password=fields.pop("password", PASSWORD), **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class SuperuserFactory(UserFactory):
    is_staff = True
    is_superuser = True
