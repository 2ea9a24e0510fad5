from django.urls import path

from digigov.sites.desk import operations, payments

app_name = "desk"
urlpatterns: list = [
    path("payments/", payments.payments, name="payments"),
    path("payments/differences/", payments.differences, name="payment-differences"),
    path(
        "payments/differences/<uuid:difference_id>/settle/",
        payments.settle_difference,
        name="payment-difference-settle",
    ),
    path("payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("payments/<uuid:payment_id>/waive/", payments.waive, name="payment-waive"),
    path("payments/<uuid:payment_id>/refund/", payments.refund, name="payment-refund"),
    path("operations/", operations.operations, name="operations"),
    path("operations/messages/<uuid:delivery_id>/again/", operations.send_message_again, name="send-message-again"),
]
