"""Addresses of observing practicals."""

from django.urls import path

from courses.assessment import attendance, views

urlpatterns = [
    path("practical/", views.practicals, name="practicals"),
    path("practical/<uuid:enrolment_id>/<uuid:block_id>/", views.start, name="practical_start"),
    path("practical/<uuid:assessment_id>/marks/", views.marks, name="practical_marks"),
    path("practical/<uuid:assessment_id>/confirm/", views.confirm, name="practical_confirm"),
    path("practical/<uuid:assessment_id>/result/", views.result, name="practical_result"),
    path("sessions/<uuid:session_uuid>/attendance/", attendance.attendance, name="attendance"),
    path(
        "sessions/<uuid:session_uuid>/attendance/<uuid:enrolment_id>/",
        attendance.mark,
        name="mark_attendance",
    ),
    path(
        "sessions/<uuid:session_uuid>/attendance/<uuid:enrolment_id>/identity/",
        attendance.identity,
        name="attendance_identity",
    ),
]
