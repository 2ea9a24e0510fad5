from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "digigov.modules.payments"
    label = "payments"
