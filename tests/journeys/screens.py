"""Every screen of the example network: who sees it and where it is. Screenshots and axe walk this list."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

PASSWORD = "skillslab-demo"


@dataclass(frozen=True)
class Screen:
    """`path` is an address, or the address of a page and the links or buttons to press from there.

    `menu` is the button that opens the menu with the last of them.
    """

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    status: int = 200
    menu: str = ""
    # Written by Wagtail: other rules hold for its markup.
    admin: bool = False


def admin(name: str, role: str, path: str, *follow: str, menu: str = "") -> Screen:
    return Screen(name, role, path, follow, menu=menu, admin=True)


MODULE = "main a[href*='robotprogrammeren-1']"
FOLLOWED = "main a[href^='/learn/']:has-text('Robotprogrammeren')"
QUESTIONS = "main a[href$='/questions/']"
ANSWERS = "main table a[href*='/participants/']"
IDENTITY = "main a[href$='/identity/']"
CREDENTIAL = ".timeline__entry--earned .card__title a"
ELSEWHERE = ".timeline__entry--elsewhere .card__title a"
ACHIEVEMENT = "main a[href^='/achievements/'].button"
ROBOT_LESSON = (
    "td.title a:has-text('Robotprogrammeren 1')",
    ".module-overview__lessons a:has-text('Om het hek heen')",
)
ENDORSE = "main a[href$='/endorse/']"

SCREENS = (
    Screen("home", "", "/nl/"),
    Screen("catalogue", "", "/catalogue/"),
    Screen("catalogue-search", "", "/catalogue/?q=robot"),
    Screen("catalogue-nothing", "", "/catalogue/?q=bestaatniet"),
    Screen("module", "", "/catalogue/?q=pick-and-place", (MODULE,)),
    Screen("fieldlab", "", "/nl/", ("main a[href$='/robotlab-noord/']",)),
    Screen("sign-in", "", "/account/login/"),
    Screen("sign-in-by-code", "", "/account/login/code/"),
    Screen("sign-up", "", "/account/signup/"),
    Screen("password-forgotten", "", "/account/password/reset/"),
    Screen("check", "", "/check/"),
    Screen("interface", "", "/api/"),
    Screen("privacy", "", "/privacy/"),
    Screen("accessibility", "", "/accessibility/"),
    Screen("styleguide", "", "/styleguide/"),
    Screen("not-found", "", "/nl/bestaat-niet/", status=404),
    Screen("invitation-unknown", "", "/invitation/onbekend/", status=404),
    Screen("my-learning", "worker", "/my/"),
    Screen("overview", "worker", "/my/", (FOLLOWED,)),
    Screen("lesson", "worker", "/my/", (FOLLOWED, ".outline a >> nth=1")),
    Screen("robot-exercise", "worker", "/my/", (FOLLOWED, ".outline a:has-text('Je programma bouwen')")),
    Screen("robot-exercise-pallet", "worker", "/my/", (FOLLOWED, ".outline a:has-text('palletiseren')")),
    Screen("why-not-complete", "worker", "/my/", (FOLLOWED, "main a[href$='/progress/']")),
    Screen("stop", "worker", "/my/", (FOLLOWED, "main a[href$='/stop/']")),
    Screen("wallet", "worker", "/wallet/"),
    Screen("credential", "worker", "/wallet/", (CREDENTIAL,)),
    Screen("share-link", "worker", "/wallet/", (CREDENTIAL, "main a[href$='/share/link/']")),
    Screen("share-employer", "worker", "/wallet/", (CREDENTIAL, "main a[href$='/share/employer/']")),
    Screen("wallet-elsewhere", "worker", "/wallet/?show=elsewhere"),
    Screen("passport", "worker", "/wallet/passport/"),
    Screen("shares", "worker", "/wallet/shares/"),
    Screen("share-several", "worker", "/wallet/shares/link/?all=1"),
    Screen("share-several-employer", "worker", "/wallet/shares/employer/"),
    Screen("add-from-elsewhere", "worker", "/wallet/elsewhere/"),
    Screen("from-elsewhere", "worker", "/wallet/", (ELSEWHERE,)),
    Screen("wallet-settings", "worker", "/wallet/settings/"),
    Screen("achievement", "worker", "/wallet/", (CREDENTIAL, ACHIEVEMENT)),
    Screen("my-account", "worker", "/account/"),
    Screen("my-roles", "worker", "/account/roles/"),
    Screen("my-data", "worker", "/account/data/"),
    Screen("erase", "worker", "/account/data/erase/"),
    Screen("e-mail-addresses", "worker", "/account/email/"),
    Screen("password", "worker", "/account/password/change/"),
    Screen("second-factor", "worker", "/account/2fa/"),
    Screen("sessions", "worker", "/account/sessions/"),
    Screen("practicals", "assessor", "/practical/"),
    Screen("practicals-everybody", "assessor", "/practical/?everybody"),
    Screen("practical", "assessor", "/practical/?everybody", ("main a[href^='/practical/'].button",)),
    Screen("hr-desk", "hr", "/hr/"),
    Screen("hr-people", "hr", "/hr/people/"),
    Screen("hr-name", "hr", "/hr/people/", ("main a[href*='/name/']",)),
    Screen("endorsements", "hr", "/endorsements/"),
    Screen("endorse", "hr", "/endorsements/", ("main a[href^='/achievements/']", ENDORSE)),
    Screen("hr-credential", "hr", "/hr/", ("main table a[href^='/hr/']",)),
    Screen("reviews", "manager", "/review/"),
    Screen("review", "manager", "/review/", ("main a[href^='/review/']",)),
    Screen("review-lesson", "manager", "/review/", ("main a[href^='/review/']", "main ol a[href^='/review/']")),
    Screen("participants", "trainer", "/admin/modules/", ("a[href*='/participants/']",)),
    Screen("questions", "trainer", "/admin/modules/", ("a[href*='/participants/']", QUESTIONS)),
    Screen("answers", "trainer", "/admin/modules/", ("a[href*='/participants/']", ANSWERS)),
    Screen("attendance", "trainer", "/admin/sessions/", ("main a[href$='/attendance/']",)),
    Screen("attendance-identity", "trainer", "/admin/sessions/", ("main a[href$='/attendance/']", IDENTITY)),
    Screen("my-statements", "worker", "/account/data/lrs/statements/"),
    Screen("my-enrolments", "worker", "/account/data/courses/enrolments/"),
    admin("admin-trainer", "trainer", "/admin/"),
    admin("admin-modules", "trainer", "/admin/modules/"),
    admin("admin-module", "trainer", "/admin/modules/", "td.title a"),
    admin("admin-lesson", "trainer", "/admin/modules/", "td.title a", ".module-overview__lessons a"),
    admin("admin-robot-lesson", "trainer", "/admin/modules/", *ROBOT_LESSON),
    admin(
        "admin-robot-check",
        "trainer",
        "/admin/modules/",
        *ROBOT_LESSON,
        "footer a[href$='/robot-exercises/']",
        menu="footer [data-w-dropdown-target=toggle]",
    ),
    admin("admin-robot-cells", "trainer", "/admin/robot-cells/"),
    admin("admin-robot-cell", "trainer", "/admin/robot-cells/", "main table a"),
    admin("admin-sessions", "trainer", "/admin/sessions/"),
    admin("admin-session", "trainer", "/admin/sessions/", "main td.title a"),
    admin("admin-plan-session", "trainer", "/admin/sessions/", "main a[href*='/sessions/plan/']"),
    admin("admin-hand-in", "trainer", "/admin/modules/", "a[href$='/hand-in/']"),
    admin("admin-new-module", "trainer", "/admin/modules/", "a[href*='/add/courses/modulepage/']"),
    admin("admin-manager", "manager", "/admin/"),
    admin("admin-own-fieldlab", "manager", "/admin/own-fieldlab/"),
    admin("admin-staff", "manager", "/admin/staff/"),
    admin("admin-invitations", "manager", "/admin/invitations/"),
    admin("admin-invite", "manager", "/admin/invitations/new/"),
    admin("admin-keys", "manager", "/admin/record_store_keys/"),
    admin("admin-statements", "manager", "/admin/statements/"),
    admin("admin-statement", "manager", "/admin/statements/", "main a:has-text('Alles hierover')"),
    admin("admin-traffic", "manager", "/admin/statements/traffic/"),
    admin("admin-credentials", "manager", "/admin/credentials/"),
    admin("admin-credential", "manager", "/admin/credentials/", "main table a[href*='/credentials/']"),
    admin(
        "admin-credential-documents",
        "manager",
        "/admin/credentials/",
        "main table a[href*='/credentials/']",
        "main a[href$='/documents/']",
    ),
    admin("admin-waiting", "manager", "/admin/credentials/waiting/"),
    admin("admin-batches", "manager", "/admin/credentials/batches/"),
    admin("admin-refreshers", "manager", "/admin/credentials/refreshers/"),
    admin("admin-definitions", "manager", "/admin/credentials/definitions/"),
    admin("admin-definition", "manager", "/admin/credentials/definitions/", "main table a[href*='/definitions/']"),
    admin("admin-programmes", "manager", "/admin/credentials/programmes/"),
    admin("admin-programme", "manager", "/admin/credentials/programmes/", "main table a[href*='/programmes/']"),
    admin("admin-ects", "operator", "/admin/credentials/ects/"),
    admin("admin-operator", "operator", "/admin/"),
    admin("admin-figures", "operator", "/admin/figures/"),
    admin("admin-forwarding", "operator", "/admin/forwarding/"),
    admin("admin-new-forwarding", "operator", "/admin/forwarding/new/"),
    admin("admin-retention", "operator", "/admin/retention/"),
    admin("admin-operator-statements", "operator", "/admin/statements/"),
    admin("admin-hubs", "operator", "/admin/hubs/"),
    admin("admin-fieldlabs", "operator", "/admin/fieldlabs/"),
    admin("admin-new-fieldlab", "operator", "/admin/fieldlabs/new/"),
    admin("admin-employers", "operator", "/admin/employers/"),
    admin("admin-endorsers", "operator", "/admin/credentials/endorsers/"),
    admin("admin-endorser", "operator", "/admin/credentials/endorsers/", "main table td.title a"),
    admin("admin-endorser-key", "operator", "/admin/credentials/endorsers/", "main table a[href$='/key/']"),
    admin("admin-signing-keys", "operator", "/admin/credentials/keys/"),
    admin("admin-signing-key", "operator", "/admin/credentials/keys/", "main table a[href*='/keys/']"),
)


def sign_in(page: Page, base: str, role: str) -> None:
    """Sign in as an example login; `role` is its mailbox."""
    page.goto(f"{base}/account/login/")
    page.fill("input[name=login]", f"{role}@demo.skillslab.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def visit(page: Page, base: str, screen: Screen) -> int:
    """Open the screen; returns the status of its page."""
    response = page.goto(base + screen.path)
    for link in screen.follow:
        if screen.menu and link == screen.follow[-1]:
            page.locator(screen.menu).click()
        with page.expect_navigation() as navigation:
            page.locator(link).first.click()
        response = navigation.value
    assert response is not None
    return response.status
