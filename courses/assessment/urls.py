"""Addresses of observing practicals."""

from django.urls import path

from courses.assessment import views

urlpatterns = [
    path("practical/", views.practicals, name="practicals"),
    path("practical/<uuid:enrolment_id>/<uuid:block_id>/", views.start, name="practical_start"),
    path("practical/<uuid:assessment_id>/marks/", views.marks, name="practical_marks"),
    path("practical/<uuid:assessment_id>/confirm/", views.confirm, name="practical_confirm"),
    path("practical/<uuid:assessment_id>/result/", views.result, name="practical_result"),
]
