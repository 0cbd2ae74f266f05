"""What people do with accounts, each in a browser of their own."""

import re

from django.test import Client
from django.urls import reverse

PASSWORD = "pebbles in a lake"
STRANGERS = "a stranger's choice"
NEW = "ripples on a pond"
TYPED = reverse("account_email_verification_sent")


def browser(address="198.51.100.1"):
    """A browser of its own, at a network address."""
    return Client(REMOTE_ADDR=address)


def sign_up(client, email, password=STRANGERS):
    form = {"name": "Somebody", "email": email, "password1": password}
    return client.post(reverse("account_signup"), form)


def log_in(client, email="ada@example.org", password=PASSWORD):
    """Whether the site lets in who types this."""
    client.post(reverse("account_login"), {"login": email, "password": password})
    return is_in(client)


def is_in(client):
    return "_auth_user_id" in client.session


def choose_a_new_password(client, mailoutbox, email="ada@example.org", password=NEW):
    """Ask for the mail, follow its link, and choose."""
    client.post(reverse("account_reset_password"), {"email": email})
    path = re.search(r"http://127\.0\.0\.1:8000(\S+/key/\S+)", mailoutbox[-1].body)[1]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    return client.post(form, {"password1": password, "password2": password})


def code_in(mail):
    return re.search(r"^    (\S+)$", mail.body, re.MULTILINE)[1]
