"""All block types of a lesson. A type is retired here, never removed: old versions hold its rows."""

from wagtail import blocks

from courses.blocks.media import DownloadBlock, PictureBlock, VideoBlock
from courses.blocks.practical import PracticalBlock
from courses.blocks.questions import MultipleChoiceBlock, SingleChoiceBlock
from courses.blocks.reading import CalloutBlock, StepsBlock, TextBlock
from courses.blocks.robot_exercise import RobotExerciseBlock


class LessonContentBlock(blocks.StreamBlock):
    text = TextBlock()
    picture = PictureBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    download = DownloadBlock()
    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    robot_exercise = RobotExerciseBlock()
    practical = PracticalBlock()
