"""The organiser's page about the presentations: which stand in the draft, and which still want a
slot.
"""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conference.accounts.requests import SignedInRequest
from conference.core.database import one_snapshot
from conference.editions.organisers import conference_for, organisers_page
from conference.schedule.organise.forms import PresentationFilterForm
from conference.schedule.organise.inventory import ON_A_PAGE, presentations_of


@require_safe
def presentation_list(request: SignedInRequest, conference_slug: str) -> HttpResponse:
    """All presentations by number, or those of one section, or those with or without a slot."""
    conference = conference_for(request.user, conference_slug, "schedule.view_draft")
    form = PresentationFilterForm(conference, request.GET)
    asked = form.asked
    with one_snapshot():
        found = Paginator(presentations_of(conference, **asked), ON_A_PAGE)
        page = found.get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    context = {
        "form": form,
        "is_filtered": bool(asked),
        "page": page,
        "query": f"{urlencode(asked)}&" if asked else "",
    }
    return organisers_page(request, conference, "schedule/organise/presentation_list.html", context)
