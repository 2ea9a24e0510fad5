from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "digigov.sites.portal"
    label = "portal"
