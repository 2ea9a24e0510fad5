from django.urls import path

from digigov.sites.portal import about, appointments, files, keys, language, pay, sending, verify

app_name = "portal"
urlpatterns: list = [
    path("language/", language.switch, name="language"),
    path("pay/<uuid:payment_id>/", pay.pay, name="pay"),
    path("pay/<uuid:payment_id>/start/", pay.start, name="pay-start"),
    path("pay/<uuid:payment_id>/back/", pay.back, name="pay-back"),
    path("pay/<uuid:payment_id>/receipt/", pay.receipt, name="receipt"),
    path("my/applications/<str:reference>/appointment/", appointments.arrange, name="appointment"),
    path("my/applications/<str:reference>/appointment/cancel/", appointments.cancel, name="cancel-appointment"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="about-privacy"),
    path("about/cookies/", about.cookies, name="cookies"),
    path("verify/", verify.verify, name="verify"),
    path("V/<str:token>", verify.scanned, name="verify-scanned"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("sending/", sending.begin, name="sending"),
    path("sending/<uuid:upload_id>/", sending.piece, name="sending-piece"),
    path("sending/<uuid:upload_id>/done/", sending.done, name="sending-done"),
    path(".well-known/digigov-keys.json", keys.keys, name="keys"),
    path(".well-known/digigov-root.pem", keys.root, name="root-certificate"),
    path(".well-known/digigov-issuing.crl", keys.revocations, name="revocations"),
]
