from django.urls import path

from digigov.sites.openid import machine, window

app_name = "openid"
urlpatterns = [
    path(".well-known/openid-configuration", machine.discovery, name="discovery"),
    path("openid/authorize/", window.authorize, name="authorize"),
    path("openid/device/", window.device, name="device"),
    path("openid/allowed/", window.allowed, name="allowed"),
    path("openid/allowed/<slug:client_id>/take-back/", window.take_back, name="take-back"),
    path("openid/end/", window.end, name="end"),
    path("openid/token/", machine.token, name="token"),
    path("openid/userinfo/", machine.userinfo, name="userinfo"),
    path("openid/keys/", machine.keys, name="keys"),
    path("openid/revoke/", machine.revoke, name="revoke"),
    path("openid/device/begin/", machine.device_begin, name="device-begin"),
]
