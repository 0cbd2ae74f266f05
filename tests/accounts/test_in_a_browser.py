"""Accounts and the admin in a real browser: every page under the policy, without a complaint."""

import re

import pytest
from django.urls import reverse

from conference.accounts.models import User

pytestmark = pytest.mark.browser

PASSWORD = "pebbles in a lake"


@pytest.mark.smoke
def test_somebody_signs_up_confirms_logs_in_and_out(page, transactional_db, mailoutbox):
    page.goto("/accounts/signup/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("heading", name="Confirm your address").wait_for()

    page.get_by_label("Code").fill(re.search(r"^    (\S+)$", mailoutbox[0].body, re.MULTILINE)[1])
    page.get_by_role("button", name="Confirm my address").click()
    page.wait_for_url("**/accounts/")

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("You are logged out.").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_account_pages_fit_the_screen(page, transactional_db, log_in, width):
    user = User.objects.create_confirmed_user("ada@example.org", PASSWORD, name="Ada")
    page.set_viewport_size({"width": width, "height": 800})
    public = [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
    ]
    private = [
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "account_logout",
    ]
    for name in public:
        page.goto(reverse(name))
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
    log_in(user)
    for name in private:
        page.goto(reverse(name))
        assert page.evaluate("document.documentElement.scrollWidth") == width, name


def test_the_admin_works_under_the_policy(page, transactional_db, log_in):
    log_in(User.objects.create_superuser("root@example.org", PASSWORD, name="Rita"))

    page.goto("/admin/accounts/user/add/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    assert page.locator(".field-email .readonly").text_content() == "ada@example.org"

    page.get_by_text("Add another Email address").click()
    page.goto("/admin/accounts/user/?q=ada")
    page.get_by_role("link", name="ada@example.org").wait_for()


def test_the_admin_asks_for_the_sites_own_log_in(page, transactional_db):
    User.objects.create_superuser("root@example.org", PASSWORD, name="Rita")

    page.goto("/admin/")
    page.get_by_label("E-mail address").fill("root@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    page.get_by_role("heading", name="Site administration").wait_for()


def test_a_page_that_breaks_the_policy_fails_its_test(page, context, allowed_complaints):
    """The net itself: an inline script is refused, and the refusal is noticed."""
    allowed_complaints.append("Content")
    refusals = []
    page.on(
        "console",
        lambda said: refusals.append(said.text) if "Content-Security-Policy" in said.text else None,
    )

    page.goto("/healthz")
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = "
        "'window.broken = 1'; document.documentElement.append(script); }"
    )
    page.wait_for_timeout(200)

    assert page.evaluate("window.broken") is None
    assert any("script-src" in text for text in refusals)
