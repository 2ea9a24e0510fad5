from django.urls import path

from digigov.sites.portal import keys

app_name = "portal"
urlpatterns: list = [
    path(".well-known/digigov-keys.json", keys.keys, name="keys"),
    path(".well-known/digigov-root.pem", keys.root, name="root-certificate"),
    path(".well-known/digigov-issuing.crl", keys.revocations, name="revocations"),
]
