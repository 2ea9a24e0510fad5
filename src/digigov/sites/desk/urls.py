from django.urls import path

from digigov.sites.desk import operations, payments, staff, staff_post

app_name = "desk"
urlpatterns: list = [
    path("staff/", staff.posts, name="staff"),
    path("staff/new-post/", staff.new_post, name="staff-new-post"),
    path("staff/posts/<uuid:post_id>/", staff_post.show, name="staff-post"),
    path("staff/posts/<uuid:post_id>/join/", staff_post.join, name="staff-join"),
    path("staff/posts/<uuid:post_id>/stand-in/", staff_post.stand_in, name="staff-stand-in"),
    path("staff/posts/<uuid:post_id>/leave/", staff_post.leave, name="staff-leave"),
    path("staff/posts/<uuid:post_id>/move/", staff_post.move, name="staff-move"),
    path("staff/posts/<uuid:post_id>/abolish/", staff_post.abolish, name="staff-abolish"),
    path("relatives/", staff.relatives, name="relatives"),
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
