from django.urls import path

from digigov.sites.account import sign_in

app_name = "account"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
