from django.apps import AppConfig


class StyleguideConfig(AppConfig):
    name = "digigov.sites.styleguide"
    label = "styleguide"
