from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "digigov.modules.notifications"
    label = "notifications"
