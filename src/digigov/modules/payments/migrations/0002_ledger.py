"""The ledger sums to zero, booking by booking, at commit; ledger, receipts and the gateway's messages are never changed."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION payments_booking_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_ledgerentry WHERE booking = NEW.booking GROUP BY currency HAVING SUM(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'booking % does not sum to zero', NEW.booking USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_booking_sums_to_zero AFTER INSERT OR UPDATE ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_booking_sums_to_zero();
"""
UNDO = """
DROP TRIGGER payments_booking_sums_to_zero ON payments_ledgerentry;
DROP FUNCTION payments_booking_sums_to_zero();
"""
ADDED_ONLY = ("payments_ledgerentry", "payments_receipt", "payments_gatewayevent", "payments_feetableversion")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("kernel", "0001_ground")]
    operations = [
        migrations.RunSQL(TRIGGER, UNDO),
        *(
            migrations.RunSQL(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM digigov_app",
                f"GRANT UPDATE, DELETE ON {table} TO digigov_app",
            )
            for table in ADDED_ONLY
        ),
        migrations.RunSQL("REVOKE DELETE, TRUNCATE ON payments_receiptcounter FROM digigov_app", ""),
    ]
