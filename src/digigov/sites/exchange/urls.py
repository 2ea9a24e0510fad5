from django.urls import path

from digigov.sites.exchange import sms_receipts

app_name = "exchange"
urlpatterns = [
    path("sms-receipts/", sms_receipts.sms_receipt, name="sms-receipt"),
]
