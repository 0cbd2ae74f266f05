"""What the admin shows of a presentation.

The schedule registers it: it adds where the presentation stands, and what happens to its slots when
it is removed.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from conference.core.admin import KeyWidget, offer_few
from conference.editions.admin import PartAdmin, PartInline, own_conferences, person_of
from conference.editions.models import Conference
from conference.presentations.actions import save_presentation
from conference.presentations.forms import PresentationForm, PresentationSpeakerForm
from conference.presentations.models import Presentation, PresentationSpeaker
from conference.speakers.models import Speaker

CHANGE = "schedule.change_schedule"


class PresentationSpeakerInline(PartInline):
    model = PresentationSpeaker
    form = PresentationSpeakerForm
    change_permission = CHANGE
    fields = ("speaker", "order")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker")

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        field: Any = formset.form.base_fields.get("speaker")
        if field and isinstance(obj, Presentation):
            field.queryset = Speaker.objects.filter(conference=obj.conference_id)
            offer_few(field, PresentationSpeaker._meta.get_field("speaker").remote_field)
            if not isinstance(field.widget, KeyWidget):
                # One list for all rows, instead of a query for each.
                people = ((person.pk, person.name) for person in field.queryset)
                field.choices = [("", "---------"), *people]
        return formset


class PresentationAdmin(PartAdmin):
    """The texts and the speakers of presentations."""

    form = PresentationForm
    change_permission = CHANGE
    fixed = ()
    fields: ClassVar[tuple[str, ...]] = ("section", "number", "title", "track", "abstract")
    related = ("section", "track")
    list_display: tuple[str, ...] = ("number", "title", "section", "track", "names")
    list_display_links = ("number", "title")
    list_filter: ClassVar[tuple[Any, ...]] = (
        ("conference", admin.RelatedOnlyFieldListFilter),
        ("section", admin.RelatedOnlyFieldListFilter),
        ("track", admin.RelatedOnlyFieldListFilter),
    )
    list_per_page = 50
    search_fields = ("title", "=number", "speakers__name")
    inlines = (PresentationSpeakerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("presentation_speakers__speaker")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = list(own_conferences(request, CHANGE))
        proposed = {}
        if len(own) == 1:
            proposed["number"] = Conference.objects.get(pk=own[0]).last_number + 1
        return {**proposed, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Presentation, form: Any, change: bool) -> None:
        save_presentation(obj, by=person_of(request))

    @admin.display(description=gettext_lazy("speakers"))
    def names(self, presentation: Presentation) -> str:
        return ", ".join(str(given.speaker) for given in presentation.presentation_speakers.all())
