"""Addresses of learning."""

from django.urls import path

from courses.player import enrolling, lesson, my_learning, overview, robot, sessions

ROBOT = "learn/<uuid:enrolment_id>/<uuid:lesson_key>/robot/<uuid:block_id>/"

urlpatterns = [
    path("my/", my_learning.my_learning, name="my_learning"),
    path("enrol/<uuid:module_key>/", enrolling.enrol, name="enrol"),
    path("learn/<uuid:enrolment_id>/", overview.learn, name="learn"),
    path("learn/<uuid:enrolment_id>/progress/", overview.why_not_complete, name="why_not_complete"),
    path("learn/<uuid:enrolment_id>/continue/", overview.launch, name="launch"),
    path("learn/<uuid:enrolment_id>/leave/", overview.leave, name="leave"),
    path("learn/<uuid:enrolment_id>/stop/", overview.stop, name="stop"),
    path("learn/<uuid:enrolment_id>/sessions/<uuid:session_uuid>/sign-up/", sessions.join, name="sign_up"),
    path("learn/<uuid:enrolment_id>/sessions/<uuid:session_uuid>/sign-off/", sessions.leave, name="sign_off"),
    path("learn/<uuid:enrolment_id>/<uuid:lesson_key>/", lesson.lesson, name="lesson"),
    path("learn/<uuid:enrolment_id>/<uuid:lesson_key>/finish/", lesson.finish, name="finish_lesson"),
    path("learn/<uuid:enrolment_id>/<uuid:lesson_key>/opened/", lesson.opened, name="open_lesson"),
    path("learn/<uuid:enrolment_id>/<uuid:lesson_key>/language/", lesson.language, name="lesson_language"),
    path(
        "learn/<uuid:enrolment_id>/<uuid:lesson_key>/<uuid:block_id>/watched/",
        lesson.watched,
        name="watch_video",
    ),
    path(
        "learn/<uuid:enrolment_id>/<uuid:lesson_key>/<uuid:block_id>/answer/",
        lesson.answer,
        name="answer_question",
    ),
    path(ROBOT, robot.exercise, name="robot_exercise"),
    path(f"{ROBOT}draft/", robot.draft, name="robot_draft"),
    path(f"{ROBOT}try/", robot.try_it, name="robot_try"),
    path(f"{ROBOT}hand-in/", robot.hand_in, name="robot_hand_in"),
    path(f"{ROBOT}text/", robot.text, name="robot_text"),
    path(f"{ROBOT}form/", robot.form, name="robot_form"),
    path(f"{ROBOT}attempts/<uuid:attempt_id>/", robot.attempt, name="robot_attempt"),
]
