"""Model fields that say something about another field."""

from typing import Any

from django.db import models

from conference.core.names import name_key


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
