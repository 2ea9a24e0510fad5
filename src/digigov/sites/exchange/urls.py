from django.urls import include, path

from digigov.sites.exchange import api, card_webhook, sms_receipts

app_name = "exchange"
urlpatterns = [
    path("v1/", include((api.patterns(), "services-api"))),
    path("card-webhook/", card_webhook.card_webhook, name="card-webhook"),
    path("sms-receipts/", sms_receipts.sms_receipt, name="sms-receipt"),
]
