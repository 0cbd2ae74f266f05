"""How every form of the site is drawn: labels, help and errors that belong to their control."""

import re

from django import forms


class Questions(forms.Form):
    title = forms.CharField(help_text="As it is printed.")
    note = forms.CharField(required=False)
    agreed = forms.BooleanField(label="I agree")
    mode = forms.ChoiceField(
        choices=[("add", "Add"), ("replace", "Replace")], widget=forms.RadioSelect
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("These do not go together.")


def drawn(form):
    """The form's HTML with all white space folded."""
    return re.sub(r"\s+", " ", str(form)).replace("> <", "><")


def test_a_field_is_a_label_its_help_and_its_control():
    assert (
        '<div class="field"><label class="field__label" for="id_title">Title</label>'
        '<div class="field__help" id="id_title_helptext">As it is printed.</div>'
        '<input type="text" name="title" required aria-describedby="id_title_helptext" '
        'id="id_title"></div>'
    ) in drawn(Questions())


def test_what_need_not_be_filled_in_says_so():
    assert (
        '<label class="field__label" for="id_note">Note '
        '<span class="field__optional">(optional)</span></label>'
    ) in drawn(Questions())


def test_a_check_box_goes_before_its_label():
    assert (
        '<div class="field field--check">'
        '<input type="checkbox" name="agreed" required id="id_agreed">'
        '<label for="id_agreed">I agree</label></div>'
    ) in drawn(Questions())


def test_a_choice_is_a_group_with_a_legend():
    assert '<fieldset class="field"><legend>Mode</legend><div id="id_mode">' in drawn(Questions())


def test_an_error_stands_with_its_field_and_is_read_out_with_it():
    html = drawn(Questions({}))

    assert (
        '<ul class="field__error" id="id_title_error"><li>This field is required.</li></ul>'
        '<input type="text" name="title" required aria-invalid="true" '
        'aria-describedby="id_title_helptext id_title_error" id="id_title">'
    ) in html


def test_what_is_wrong_with_the_whole_form_comes_first():
    html = drawn(Questions({}))

    assert html.lstrip().startswith('<div class="form__errors" role="alert">')
    assert "These do not go together." in html.partition("</div>")[0]


def test_hidden_fields_are_sent_and_not_seen():
    assert drawn(Questions()).rstrip().endswith('<input type="hidden" name="token" id="id_token">')
