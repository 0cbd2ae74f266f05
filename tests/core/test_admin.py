"""What somebody can send to the admin's lists and forms instead of what stands there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from conference.core.admin import MOST_ROWS, CarefulAdmin, CarefulInline
from conference.editions.admin import ReadOnlyAdmin
from conference.editions.models import Conference

pytestmark = pytest.mark.django_db


def test_all_pages_of_the_admin_are_careful():
    pages = admin.site._registry.values()

    assert [page for page in pages if not isinstance(page, CarefulAdmin)] == []
    assert [
        row for page in pages for row in page.inlines if not issubclass(row, CarefulInline)
    ] == []


@pytest.mark.parametrize(
    ("selected", "status"), [("abc", 400), ("1.5", 400), ("9" * 5_000, 400), (str(10**30), 302)]
)
def test_an_action_on_what_can_be_no_row_changes_nothing(
    client, superuser, conference, selected, status
):
    client.force_login(superuser)
    answers = {}
    for model, page in admin.site._registry.items():
        if not isinstance(page, ReadOnlyAdmin):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            sent = {"action": "delete_selected", "_selected_action": [selected], "post": "yes"}
            answers[model.__name__] = client.post(address, sent).status_code

    assert len(answers) > 8
    assert answers == dict.fromkeys(answers, status)
    assert Conference.objects.get() == conference


@pytest.mark.parametrize("number", ["1000", str(10**30)])
def test_a_form_shows_no_more_rows_than_can_be_sent(client, superuser, conference, number):
    client.force_login(superuser)
    rows = {f"{kind}-{name}": "0" for kind in ("sections", "tracks") for name in ("INITIAL_FORMS",)}
    sent = {**rows, "sections-TOTAL_FORMS": number, "tracks-TOTAL_FORMS": "0"}
    answer = client.post(
        reverse("admin:editions_conference_change", args=[conference.pk]), {"title": "New", **sent}
    )

    (sections, tracks) = answer.context["inline_admin_formsets"]
    assert (len(sections.formset.forms), len(tracks.formset.forms)) == (MOST_ROWS, 0)
    assert Conference.objects.get().title == conference.title


@pytest.mark.parametrize("part", ["year", "month", "day"])
def test_a_date_that_there_is_not_is_no_error_of_ours(client, superuser, conference, part):
    client.force_login(superuser)
    answers = {}
    for model, page in admin.site._registry.items():
        if page.date_hierarchy:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            asked = {f"{page.date_hierarchy}__year": "2027", f"{page.date_hierarchy}__month": "5"}
            asked[f"{page.date_hierarchy}__{part}"] = "9" * 11
            answers[model.__name__] = client.get(address, asked).status_code

    assert len(answers) == 4
    assert set(answers.values()) <= {302, 400}
