"""Account pages that differ from allauth's own."""

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.views import email_verification_sent
from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect


@login_not_required
def email_confirm(request: HttpRequest) -> HttpResponseBase:
    """Where the code is typed that was mailed to a new address.

    allauth would go on showing it to whoever has given up signing up with an address that has an
    account already, and to nobody else: that would tell who has one. It would also count a form
    that was sent empty as one of the few attempts, and forms that are sent at once as one.
    """
    if request.method == "POST":
        if not request.POST.get("code", "").strip():
            return redirect("account_email_verification_sent")
        if not _may_try_a_code(request):
            return redirect("account_login")
    if request.user.is_anonymous and not get_pending_stage(request):
        return redirect("account_login")
    return email_verification_sent(request)


def _may_try_a_code(request: HttpRequest) -> bool:
    """Count an attempt for the code that this browser waits for, as the settings have it; forget
    the code if there were too many.

    allauth counts in the session, where of two requests at once the later one writes what it read
    before the other, and so takes back what that counted.
    """
    process = EmailVerificationProcess.resume(request)
    if process is None:
        return True
    code = f"{request.session.session_key} {process.state['at']}"
    if ratelimit.consume(request, app="allauth.account", action="confirm_code", key=code):
        return True
    process.abort()
    return False
