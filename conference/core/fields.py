"""Model fields of our own: texts of one line and of several, and the key of a name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core.characters import no_part_of_a_line, one_line
from conference.core.names import name_key


def validate_one_line(text: str) -> None:
    """Refuse a text with a line end or a control character in it: it would write lines of its own
    into calendars, logs and mails.
    """
    if character := no_part_of_a_line(text):
        raise ValidationError(
            _(
                "This must be one line: it holds a line break or a character that cannot be seen "
                "(%(character)s). Type it again without."
            ),
            code="not-one-line",
            params={"character": f"U+{ord(character):04X}"},
        )


class OneLineFormField(forms.CharField):
    """A text of one line. Blanks are folded, as they are in files, so that an export of it reads
    the same; what ends a line is refused.
    """

    default_validators = [validate_one_line]

    def to_python(self, value: Any) -> str:
        """The text with single blanks; as it was typed if it is going to be refused."""
        text = super().to_python(value) or ""
        return text if no_part_of_a_line(text) else one_line(text)


class OneLineField(models.CharField):
    """A text of one line: titles, names, notes. Forms refuse what is none, and one line is stored,
    whoever writes it.
    """

    default_validators = [validate_one_line]

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        text = super().get_prep_value(value)
        return one_line(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        """The field of a form, the admin's included."""
        return super().formfield(**{"form_class": OneLineFormField, **kwargs})


def with_plain_line_ends(text: str) -> str:
    """The text with "\\n" at the end of each line. Browsers send "\\r\\n", whatever stood there."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LinesFormField(forms.CharField):
    """A text of several lines; what was not changed compares as equal, whatever the browser does
    to its line ends.
    """

    def to_python(self, value: Any) -> str | None:
        """The text with plain line ends."""
        text = super().to_python(value)
        return with_plain_line_ends(text) if text else text


class LinesField(models.TextField):
    """A text of several lines, which are stored with plain line ends, whoever writes them."""

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        text = super().get_prep_value(value)
        return with_plain_line_ends(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        """The field of a form, the admin's included."""
        return super().formfield(**{"form_class": LinesFormField, **kwargs})


class NameKeyField(models.CharField):
    """The name in `source` as names are compared; kept in step by every save and bulk insert.

    It exists so that "Room 1" and "room  1" can be refused by a unique constraint, whoever writes.
    A bulk update of the source must name this field as well.
    """

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        # Case folding can make three letters of one ("ΐ"): room for the longest name that any
        # source allows.
        kwargs.setdefault("max_length", 300)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = name_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
