from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "digigov.modules.messaging"
    label = "messaging"
