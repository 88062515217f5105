"""Who is in the example network. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from lms.accounts.models import User
from lms.organisations.models import Role

PASSWORD = "skillslab-demo"  # noqa: S105 - printed by `make demo`, for the example network only
DOMAIN = "demo.skillslab.example"


@dataclass(frozen=True)
class Login:
    """One example login; `role` is how the printed list calls it."""

    role: str
    name: str
    mailbox: str

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{DOMAIN}"


LOGINS = (
    Login("worker", "Sanne de Boer", "worker"),
    Login("trainer", "Bram Postma", "trainer"),
    Login("assessor", "Ineke Veenstra", "assessor"),
    Login("fieldlab manager", "Jelle Dijkstra", "manager"),
    Login("HR officer", "Fatima el Amrani", "hr"),
    Login("network operator", "Marloes Jansen", "operator"),
)

# Trainer, assessor and manager of the fieldlabs that have no login of their own, by fieldlab.
STAFF: dict[str, tuple[tuple[str, Role], ...]] = {
    "robotlab-noord": (("Tom Hofstra", Role.TRAINER),),
    "visiehuis-brabant": (
        ("Lieke van den Heuvel", Role.TRAINER),
        ("Noud Verhoeven", Role.ASSESSOR),
        ("Anouk Smulders", Role.MANAGER),
    ),
    "printwerk-oost": (
        ("Daan Wissink", Role.TRAINER),
        ("Marit Oude Kamp", Role.ASSESSOR),
        ("Ruud Leferink", Role.MANAGER),
    ),
    "datafabriek-zuid": (("Yusuf Demir", Role.TRAINER), ("Carla Janssen", Role.MANAGER)),
    "onderhoudlab-west": (
        ("Wouter Vos", Role.TRAINER),
        ("Esther Bakker", Role.ASSESSOR),
        ("Kees Vermeer", Role.MANAGER),
    ),
}

WORKERS = (
    "Ahmed Bouzidi", "Anna Kowalska", "Bart Mulder", "Bilal Yildiz", "Chantal Meijer", "Dennis Kuipers",
    "Elif Kaya", "Emma Visser", "Femke Hoekstra", "Gerben Wiersma", "Hanna Nowak", "Hassan Osman",
    "Ilse Brouwer", "Ivan Petrov", "Jan-Willem Prins", "Joyce Pinas", "Karin Schouten", "Kevin Bos",
    "Laura Hendriks", "Luuk Peters", "Maria Gonçalves", "Mark Timmermans", "Mehmet Arslan", "Mila Stoyanova",
    "Naomi Cruden", "Nick Scholten", "Olga Ivanenko", "Patrick Evers", "Petra Willems", "Rachid Amrani",
    "Rianne Groot", "Robin Dekker", "Samira Haddad", "Sjoerd Terpstra", "Tamara Blom", "Thijs Koning",
    "Tigist Alemu", "Yara Said", "Zoë Martens",
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The people of the example network by what they do; `staff` is by fieldlab slug and role."""

    installer: User
    operator: User
    hr_officers: tuple[User, User]
    worker: User
    workers: tuple[User, ...]
    staff: dict[tuple[str, str], User]


def mailbox(name: str) -> str:
    """Return the address of a person by name: "Zoë Martens" → "zoe.martens@…"."""
    plain = name.lower().translate(str.maketrans("ëçü", "ecu")).replace(" ", ".")
    return f"{plain}@{DOMAIN}"


@cache
def hashed_password() -> str:
    """Hashing takes long on purpose; all example logins have the same password."""
    return make_password(PASSWORD)


def make_person(name: str, email: str) -> User:
    """Make an account with a proven address and the example password."""
    user = User.objects.create_user(email, name=name)
    user.password = hashed_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_cast() -> Cast:
    """Make everybody. The example logins are the staff of the first fieldlab."""
    logins = {login.mailbox: make_person(login.name, login.email) for login in LOGINS}
    staff: dict[tuple[str, str], User] = {
        ("robotlab-noord", Role.TRAINER): logins["trainer"],
        ("robotlab-noord", Role.ASSESSOR): logins["assessor"],
        ("robotlab-noord", Role.MANAGER): logins["manager"],
    }
    for fieldlab, people in STAFF.items():
        for name, role in people:
            staff[fieldlab, role if (fieldlab, role) not in staff else f"second {role}"] = make_person(
                name, mailbox(name)
            )
    installer = User.objects.create_superuser(f"installation@{DOMAIN}", None, name="Installation")
    return Cast(
        installer=installer,
        operator=logins["operator"],
        hr_officers=(logins["hr"], make_person("Pieter de Wit", mailbox("Pieter de Wit"))),
        worker=logins["worker"],
        workers=tuple(make_person(name, mailbox(name)) for name in WORKERS),
        staff=staff,
    )
