"""The modal in which a trainer chooses a robot cell of the own library, for a robot exercise."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.models import RobotCell


class ChooseView(chooser.ChooseView):  # type: ignore[misc]
    def get_object_list(self) -> QuerySet[RobotCell]:
        return RobotCell.objects.visible_to(self.request.user)


class ChooseResultsView(chooser.ChooseResultsView):  # type: ignore[misc]
    def get_object_list(self) -> QuerySet[RobotCell]:
        return RobotCell.objects.visible_to(self.request.user)


class ChosenView(chooser.ChosenView):  # type: ignore[misc]
    def get_object(self, pk: str) -> RobotCell:
        try:
            return RobotCell.objects.visible_to(self.request.user).get(pk=pk)
        except ValueError as error:
            raise RobotCell.DoesNotExist from error


class ChosenMultipleView(chooser.ChosenMultipleView):  # type: ignore[misc]
    def get_objects(self, pks: list[Any]) -> QuerySet[RobotCell]:
        wanted = [pk for pk in pks if str(pk).isdecimal()]
        return RobotCell.objects.visible_to(self.request.user).filter(pk__in=wanted)


class RobotCellChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    model = RobotCell
    icon = "cogs"
    choose_one_text = _("Choose a robot cell")
    choose_another_text = _("Choose another robot cell")
    edit_item_text = _("Change this robot cell")
    register_widget = False
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


robot_cell_chooser = RobotCellChooserViewSet("robot_cell_chooser", url_prefix="robot-cells/choose")
