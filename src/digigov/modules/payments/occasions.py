"""When a payer is told, and what of."""

from digigov.modules.notifications.ports import occasion

PAID = occasion("paid", {"reference", "amount", "receipt", "fee"})
REFUNDED = occasion("refunded", {"reference", "amount"})
OCCASIONS = (PAID, REFUNDED)
