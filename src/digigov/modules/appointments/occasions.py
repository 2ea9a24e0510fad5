"""When people are told of a meeting, and what of."""

from digigov.modules.casework.ports import GIVEN_OF_A_CASE
from digigov.modules.notifications.ports import occasion

GIVEN = GIVEN_OF_A_CASE | {"when", "where"}
CHOOSE = occasion("your-turn", GIVEN_OF_A_CASE)
OCCASIONS = (CHOOSE,)
