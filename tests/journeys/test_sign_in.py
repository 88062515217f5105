"""Ways to sign in: a code by e-mail, a second step, spare codes, a passkey, and being signed out elsewhere."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.journeys.conftest import OpenVisitor
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

PASSWORD = "een lang wachtwoord"
TOTP_SECONDS = 30
# What a browser knows of a finger, a face or a PIN; it says yes at once.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Person:
    """Somebody with a new account, signed in with `browser`."""

    email: str
    browser: Visitor


def send(visitor: Visitor, field: str, value: str) -> None:
    """Fill in the only field that matters, and send its form."""
    visitor.page.fill(f"input[name={field}]", value)
    visitor.press(f"form:has(input[name={field}]) button[type=submit]")


def sign_up(visitor: Visitor, mailbox: Mailbox) -> Person:
    email = f"{uuid4().hex[:12]}@voorbeeld.example"
    visitor.go("/account/signup/?next=/account/")
    visitor.page.fill("input[name=email]", email)
    visitor.page.fill("input[name=name]", "Noor Veldhuis")
    send(visitor, "password1", PASSWORD)
    visitor.check_screen()
    send(visitor, "code", mailbox.code_for(email))
    assert visitor.path == "/account/"
    return Person(email, visitor)


def sign_out(visitor: Visitor) -> None:
    visitor.go("/account/")
    visitor.press("main form[action='/account/logout/'] button")


def enter_password(visitor: Visitor, email: str) -> None:
    visitor.go("/account/login/?next=/account/")
    visitor.page.fill("input[name=login]", email)
    send(visitor, "password", PASSWORD)


def prove_again(visitor: Visitor) -> None:
    """Enter the password where an important change asks for it once more."""
    if visitor.path == "/account/reauthenticate/":
        visitor.check_screen()
        send(visitor, "password", PASSWORD)


def code_of(secret: str) -> str:
    """The code that an app shows now; never one that is about to change."""
    while TOTP_SECONDS - time.time() % TOTP_SECONDS < 3:
        time.sleep(0.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_SECONDS))


@pytest.fixture
def new_person(open_visitor: OpenVisitor, mailbox: Mailbox) -> Callable[..., Person]:
    def make(**kwargs: str) -> Person:
        return sign_up(open_visitor(**kwargs), mailbox)

    return make


def test_person_signs_up_and_signs_in_with_codes_by_e_mail(
    new_person: Callable[..., Person], mailbox: Mailbox
) -> None:
    person = new_person(size="phone")
    visitor = person.browser
    sign_out(visitor)
    visitor.go("/account/login/?next=/account/data/")
    visitor.press("main a[href^='/account/login/code/']")
    visitor.check_screen()
    before = mailbox.code_for(person.email)
    send(visitor, "email", person.email)
    visitor.check_screen()
    code = mailbox.code_for(person.email)
    assert code != before
    send(visitor, "code", "AAAA-AAAA")
    visitor.check_screen()
    expect(visitor.page.locator("input[name=code]")).to_be_visible()
    send(visitor, "code", code)
    assert visitor.path == "/account/data/"


def test_person_sets_up_an_app_for_codes_and_signs_in_with_it(new_person: Callable[..., Person]) -> None:
    person = new_person()
    visitor, page = person.browser, person.browser.page
    visitor.go("/account/2fa/")
    visitor.press("main a[href='/account/2fa/totp/activate/']")
    prove_again(visitor)
    visitor.check_screen()
    secret = page.locator("main .steps code").inner_text()
    send(visitor, "code", code_of(secret))
    assert visitor.path == "/account/2fa/recovery-codes/"
    visitor.check_screen()
    codes = page.locator("main .codes code").all_inner_texts()
    assert len(set(codes)) == 10
    visitor.go("/account/2fa/")
    visitor.check_screen()

    sign_out(visitor)
    enter_password(visitor, person.email)
    assert visitor.path == "/account/2fa/authenticate/"
    visitor.check_screen()
    send(visitor, "code", code_of(secret))
    assert visitor.path == "/account/"

    sign_out(visitor)
    enter_password(visitor, person.email)
    send(visitor, "code", codes[0])
    assert visitor.path == "/account/"
    sign_out(visitor)
    enter_password(visitor, person.email)
    send(visitor, "code", codes[0])
    assert visitor.path == "/account/2fa/authenticate/"
    visitor.check_screen()
    expect(page.locator(".field__error, .notice--error").first).to_be_visible()
    send(visitor, "code", codes[1])
    visitor.go("/account/2fa/")
    expect(page.locator("main .badge", has_text=re.compile(r"\b8\b"))).to_be_visible()


def test_person_adds_a_passkey_and_signs_in_with_it(open_visitor: OpenVisitor, mailbox: Mailbox) -> None:
    visitor = open_visitor()
    page = visitor.page
    # Browsers have no passkeys for an address in numbers.
    visitor.base = visitor.base.replace("127.0.0.1", "localhost")
    person = sign_up(visitor, mailbox)
    devtools = visitor.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    visitor.go("/account/2fa/")
    visitor.press("main a[href='/account/2fa/webauthn/add/']")
    prove_again(visitor)
    visitor.check_screen()
    page.fill("input[name=name]", "Mijn telefoon")
    visitor.press("#mfa_webauthn_add")
    assert visitor.path == "/account/2fa/recovery-codes/"
    visitor.go("/account/2fa/webauthn/")
    visitor.check_screen()
    expect(page.locator("main .rows__title")).to_have_text("Mijn telefoon")

    sign_out(visitor)
    visitor.go("/account/login/?next=/account/data/")
    visitor.press("#passkey_login")
    assert visitor.path == "/account/data/"

    sign_out(visitor)
    enter_password(visitor, person.email)
    assert visitor.path == "/account/2fa/authenticate/"
    visitor.press("#mfa_webauthn_authenticate")
    assert visitor.path == "/account/"
    visitor.go("/account/2fa/webauthn/")
    visitor.press("main a[href$='/remove/']")
    visitor.check_screen()
    visitor.press("main a[href^='/account/2fa/webauthn/reauthenticate/']")
    visitor.check_screen()
    visitor.press("#mfa_webauthn_reauthenticate")
    assert visitor.path.endswith("/remove/")
    visitor.check_screen()
    visitor.press("main form button[type=submit]")
    expect(page.locator("main .rows__title")).to_have_count(0)


def test_person_signs_out_a_browser_elsewhere(
    new_person: Callable[..., Person], open_visitor: OpenVisitor
) -> None:
    person = new_person()
    elsewhere = open_visitor(size="phone")
    enter_password(elsewhere, person.email)
    assert elsewhere.path == "/account/"
    visitor = person.browser
    visitor.go("/account/sessions/")
    visitor.check_screen()
    expect(visitor.page.locator("main .rows li")).to_have_count(2)
    visitor.press("main form[action='/account/sessions/'] button")
    visitor.check_screen()
    expect(visitor.page.locator("main .rows li")).to_have_count(1)
    elsewhere.go("/account/data/")
    assert elsewhere.path == "/account/login/"
    visitor.go("/account/data/")
    assert visitor.path == "/account/data/"
