from courses.models.assessments import PracticalAssessment
from courses.models.enrolments import Completion, Enrolment, Progress
from courses.models.pages import CataloguePage, FieldlabPage, HomePage, LessonPage, ModulePage
from courses.models.robots import RobotAttempt, RobotCell, RobotExercise, RobotWork
from courses.models.sessions import Attendance, Session, SessionRegistration
from courses.models.versions import (
    Change,
    LessonVersion,
    ModuleText,
    ModuleVersion,
    Submission,
    SubmissionMedia,
    VersionMedia,
)
from courses.models.workflow import FourEyesTask

__all__ = [
    "Attendance",
    "CataloguePage",
    "Change",
    "Completion",
    "Enrolment",
    "FieldlabPage",
    "FourEyesTask",
    "HomePage",
    "LessonPage",
    "LessonVersion",
    "ModulePage",
    "ModuleText",
    "ModuleVersion",
    "PracticalAssessment",
    "Progress",
    "RobotAttempt",
    "RobotCell",
    "RobotExercise",
    "RobotWork",
    "Session",
    "SessionRegistration",
    "Submission",
    "SubmissionMedia",
    "VersionMedia",
]
