"""Account pages that differ from allauth's own."""

from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.views import email_verification_sent
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect


@login_not_required
def email_confirm(request: HttpRequest) -> HttpResponseBase:
    """Where the code is typed that was mailed to a new address.

    allauth would go on showing it to whoever has given up signing up with an address that has an
    account already, and to nobody else: that would tell who has one. It would also count a form
    that was sent empty as one of the few attempts.
    """
    if request.method == "POST" and not request.POST.get("code", "").strip():
        return redirect("account_email_verification_sent")
    if request.user.is_anonymous and not get_pending_stage(request):
        return redirect("account_login")
    return email_verification_sent(request)
