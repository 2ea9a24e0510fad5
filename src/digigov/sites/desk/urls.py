from django.urls import path

from digigov.sites.desk import operations

app_name = "desk"
urlpatterns: list = [
    path("operations/", operations.operations, name="operations"),
    path("operations/messages/<uuid:delivery_id>/again/", operations.send_message_again, name="send-message-again"),
]
