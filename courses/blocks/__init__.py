from courses.blocks.lesson import LessonContentBlock
from courses.blocks.outcomes import OutcomesBlock

__all__ = ["LessonContentBlock", "OutcomesBlock"]
