"""Model fields of our own: the key of a name, and texts of several lines."""

from typing import Any

from django import forms
from django.db import models

from conference.core.names import name_key


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
