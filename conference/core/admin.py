"""What holds for all pages of the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

MOST_ROWS = 300
"""Of three fields at least, as Django reads at most 1,000 fields of a form."""


class CarefulAdmin(admin.ModelAdmin):
    """Answers 400 to an action on what can be no row: Django looks for it, whatever it is. So it
    does to a filter by a number that no calendar holds.
    """

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changelist_view(request, *args, **kwargs)
        except OverflowError as fault:
            raise BadRequest("A year, month or day that there is not") from fault

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.to_python(key)
            except ValidationError as fault:
                raise BadRequest("No key of a row") from fault
        return super().response_action(request, queryset, *args, **kwargs)


class CarefulInline(admin.TabularInline):
    """Reads no more rows than a form can hold, whatever it says of their number: Django would show
    1,000 empty ones for the asking.
    """

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.absolute_max = MOST_ROWS
        return formset
