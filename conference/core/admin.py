"""What holds for all pages of the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import ForeignKeyRawIdWidget, ManyToManyRawIdWidget
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

MOST_ROWS = 300
"""Of three fields at least, as Django reads at most 1,000 fields of a form."""

MOST_CHOICES = 500
"""So many rows are listed to choose from; where there are more, one is found on its own list."""


class KeyWidget(ForeignKeyRawIdWidget):
    """The key of a row, and a way to the list in which it is found.

    Beside it stands the name of the row if it may be chosen: Django's own names any row whose key
    is sent.
    """

    def __init__(self, relation: Any, field: forms.ModelChoiceField) -> None:
        super().__init__(relation, admin.site)
        self.field = field

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        try:
            return self.field.label_from_instance(self.field.clean(value)), ""
        except (ValidationError, AttributeError):
            return "", ""


def offer_few(field: forms.ModelChoiceField, relation: Any) -> None:
    """Where a field would list more than `MOST_CHOICES`, have it ask for the key instead: such a
    list takes seconds to make, and a form may have hundreds of rows with one each.
    """
    rows = field.queryset
    if rows is None or not rows.order_by()[MOST_CHOICES:].exists():
        return
    is_multiple = isinstance(field, forms.ModelMultipleChoiceField)
    field.widget = (
        ManyToManyRawIdWidget(relation, admin.site) if is_multiple else KeyWidget(relation, field)
    )
    field.widget.is_required = field.required


class FewOfThem(admin.RelatedOnlyFieldListFilter):
    """A filter that lists at most `MOST_CHOICES` rows."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> Any:
        return super().field_choices(field, request, model_admin)[:MOST_CHOICES]


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
