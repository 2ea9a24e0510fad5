from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "digigov.sites.account"
    label = "account"
