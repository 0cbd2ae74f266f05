"""Numbers that no column can hold, which strangers ask for all the same."""

from typing import Any

from django.db import models
from django.db.models.lookups import In


@models.IntegerField.register_lookup
class AmongPossible(In):
    """`pk__in` passes over numbers that the column cannot hold: no row has one.

    Django does so where one number is compared. Of several, SQLite refuses those beyond 64 bits
    with an error.
    """

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """What stands to the right of IN."""
        if self.rhs_is_direct_value():
            column = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(column)
            self.rhs = [
                number
                for number in self.rhs
                if not isinstance(number, int)
                or ((least is None or least <= number) and (most is None or number <= most))
            ]
        return super().process_rhs(compiler, connection)
