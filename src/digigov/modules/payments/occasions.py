"""When a payer is told, and what of."""

from digigov.modules.casework.ports import GIVEN_OF_A_CASE
from digigov.modules.notifications.ports import occasion

PAID = occasion("paid", {"reference", "amount", "receipt", "fee"})
REFUNDED = occasion("refunded", {"reference", "amount"})
FEE_WAIVED = occasion("fee-waived", GIVEN_OF_A_CASE)
WAIVER_REFUSED = occasion("waiver-refused", GIVEN_OF_A_CASE | {"reason"})
OCCASIONS = (PAID, REFUNDED, FEE_WAIVED, WAIVER_REFUSED)
