"""When casework tells people, and what of."""

from digigov.modules.casework.ports import GIVEN_OF_A_CASE
from digigov.modules.notifications.ports import occasion

GROUND = frozenset({"reason", "law"})
REMINDER = occasion("reminder", GIVEN_OF_A_CASE)
TASK_DUE = occasion("task-due", GIVEN_OF_A_CASE)
WITHDRAWN = occasion("withdrawn", GIVEN_OF_A_CASE)
CLOSED = occasion("closed", GIVEN_OF_A_CASE)
REFUSED = occasion("refused", GIVEN_OF_A_CASE | GROUND)
OCCASIONS = (REMINDER, TASK_DUE, WITHDRAWN, CLOSED, REFUSED)
