"""The organiser's page that publishes: what is public, what would become public, and taking it
back.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conference.accounts.requests import SignedInRequest
from conference.core.database import one_snapshot
from conference.core.errors import DomainError
from conference.editions.models import Conference
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.core.conflicts import conflicts
from conference.schedule.draft.store import load_drafts
from conference.schedule.models import Release
from conference.schedule.organise.forms import PublishForm
from conference.schedule.release.actions import (
    publish_schedule,
    refusal_to_publish,
    withdraw_release,
)
from conference.schedule.release.comparison import compare
from conference.schedule.release.content import Content
from conference.schedule.release.freezing import freeze_draft


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_publish(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """What is public, what publishing would change, and the publishing itself."""
    needed = "schedule.publish_schedule" if request.method == "POST" else "schedule.view_draft"
    conference = conference_for(request.user, conference_slug, needed)
    form = PublishForm(conference, request.POST if request.method == "POST" else None)
    if form.is_valid() and (release := _publish(request, conference, form)):
        messages.success(
            request, _("Release %(number)d is public now.") % {"number": release.number}
        )
        return redirect("schedule_organise:publish", conference.slug)
    with one_snapshot():
        last = (
            Release.objects.with_publicity()
            .filter(conference=conference)
            .select_related("created_by", "withdrawn_by")
            .first()
        )
        public = Content.from_json(last.content) if last else None
        drafts = load_drafts(conference)
        draft = freeze_draft(conference, public, drafts)
    form.carry(draft.digest)
    context = {
        "form": form,
        "release": last,
        "comparison": compare(public, draft),
        "refusal": refusal_to_publish(last, draft),
        "conflicts": conflicts(drafts.together, _),
    }
    return organisers_page(request, conference, "schedule/organise/schedule_publish.html", context)


@require_POST
def schedule_withdraw(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """Take the schedule off the public pages."""
    conference = conference_for(request.user, conference_slug, "schedule.publish_schedule")
    try:
        release = withdraw_release(conference, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("Release %(number)d is withdrawn: the public pages say “not published yet”.")
        messages.success(request, sentence % {"number": release.number})
    return redirect("schedule_organise:publish", conference.slug)


def _publish(request: SignedInRequest, conference: Conference, form: PublishForm) -> Release | None:
    """The new release; None, with the reason on the form, if there is none."""
    try:
        return publish_schedule(conference, **form.cleaned_data, by=request.user)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
