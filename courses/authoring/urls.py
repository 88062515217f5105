"""Addresses of looking at a module before it is published."""

from django.urls import path

from courses.authoring import review

urlpatterns = [
    path("review/", review.reviews, name="courses_reviews"),
    path("review/<uuid:submission_uuid>/", review.review, name="courses_review"),
    path("review/<uuid:submission_uuid>/<int:page_id>/", review.review_lesson, name="courses_review_lesson"),
]
