from django.urls import path

from digigov.sites.account import passkeys, profile, recover, security, sign_in, sign_up

app_name = "account"
urlpatterns = [
    path("", profile.home, name="home"),
    path("language/", profile.language, name="language"),
    path("home-address/", profile.home_address, name="home-address"),
    path("new-address/", profile.new_address, name="new-address"),
    path("new-address/code/", profile.new_address_code, name="new-address-code"),
    path("new-address/done/", profile.new_address_done, name="new-address-done"),
    path("who-looked/", profile.who_looked, name="who-looked"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("second-factor/", sign_in.second_factor, name="second-factor"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("sign-up/", sign_up.address, name="sign-up"),
    path("sign-up/code/", sign_up.code, name="sign-up-code"),
    path("sign-up/details/", sign_up.details, name="sign-up-details"),
    path("recover/", recover.address, name="recover"),
    path("recover/code/", recover.code, name="recover-code"),
    path("recover/second/", recover.second, name="recover-second"),
    path("recover/stop/", recover.stop_own, name="recover-stop-own"),
    path("recover/stop/<slug:token>/", recover.stop, name="recover-stop"),
    path("recover/password/", recover.password, name="recover-password"),
    path("security/", security.overview, name="security"),
    path("security/confirm/", security.confirm, name="confirm"),
    path("security/password/", security.password, name="password"),
    path("security/app/", security.app, name="app"),
    path("security/app/remove/", security.remove_app, name="app-remove"),
    path("security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("security/sign-out-everywhere/", security.sign_out_everywhere, name="sign-out-everywhere"),
    path("security/passkeys/begin/", passkeys.begin, name="passkeys-begin"),
    path("security/passkeys/add/", passkeys.add, name="passkeys"),
    path("security/passkeys/<uuid:passkey_id>/remove/", security.remove_passkey, name="passkey-remove"),
    path("passkey/options/", passkeys.options, name="passkey-options"),
    path("passkey/sign-in/", passkeys.sign_in, name="passkey-sign-in"),
]
