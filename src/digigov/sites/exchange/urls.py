from django.urls import path

from digigov.sites.exchange import card_webhook, sms_receipts

app_name = "exchange"
urlpatterns = [
    path("card-webhook/", card_webhook.card_webhook, name="card-webhook"),
    path("sms-receipts/", sms_receipts.sms_receipt, name="sms-receipt"),
]
