from django.urls import path

from digigov.sites.portal import about, keys, language, pay

app_name = "portal"
urlpatterns: list = [
    path("language/", language.switch, name="language"),
    path("pay/<uuid:payment_id>/", pay.pay, name="pay"),
    path("pay/<uuid:payment_id>/start/", pay.start, name="pay-start"),
    path("pay/<uuid:payment_id>/back/", pay.back, name="pay-back"),
    path("pay/<uuid:payment_id>/receipt/", pay.receipt, name="receipt"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="about-privacy"),
    path("about/cookies/", about.cookies, name="cookies"),
    path(".well-known/digigov-keys.json", keys.keys, name="keys"),
    path(".well-known/digigov-root.pem", keys.root, name="root-certificate"),
    path(".well-known/digigov-issuing.crl", keys.revocations, name="revocations"),
]
