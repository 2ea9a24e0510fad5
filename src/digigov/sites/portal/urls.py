from django.urls import path

from digigov.sites.portal import language

app_name = "portal"
urlpatterns: list = [
    path("language/", language.switch, name="language"),
]
