"""What `manage.py check --deploy` looks for beside what Django looks for."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def mail_is_sent(**_of_the_command: Any) -> list[CheckMessage]:
    """Without mail nobody can confirm an address or choose a new password, and mails that are
    printed put what opens an account into the log.
    """
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return []
    sentence = (
        "No mail leaves this site: set EMAIL_URL to your mail server, as in "
        "smtp+tls://USER:PASSWORD@mail.example.org:587."
    )
    return [Warning(sentence, id="plenary.W001")]
