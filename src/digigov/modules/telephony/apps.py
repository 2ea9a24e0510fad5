from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "digigov.modules.telephony"
    label = "telephony"
