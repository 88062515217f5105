"""Whether pages, media and other objects that a request names are the signed-in person's own fieldlab's.

By Wagtail's permission policies: a fieldlab's groups hold permissions on its page subtrees and collection alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy, policy_registry

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from lms.accounts.models import User

PAGE_ACTIONS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
MEDIA_ACTIONS = ["add", "change", "choose"]


def explorable_pages(user: User) -> QuerySet[Page]:
    """Own pages, and the pages above them (home, catalogue) that lead there."""
    return cast("QuerySet[Page]", page_permission_policy.explorable_instances(user))


def own_pages(user: User) -> QuerySet[Page]:
    """Pages of the own fieldlab's subtrees; all for superusers."""
    return cast("QuerySet[Page]", page_permission_policy.instances_user_has_any_permission_for(user, PAGE_ACTIONS))


def own_media(user: User, model: type[Model]) -> QuerySet[Any]:
    """Images or documents of the collections of the own fieldlab."""
    policy = policy_registry.get_by_type(model)
    return cast("QuerySet[Any]", policy.instances_user_has_any_permission_for(user, MEDIA_ACTIONS))


def may_see_original(user: User | AnonymousUser, name: str) -> bool:
    """Whether the picture that was uploaded as the file `name` is the own fieldlab's."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    return own_media(cast("User", user), get_image_model()).filter(file=name).exists()


def is_own_page(user: User, page: Page) -> bool:
    """A page of the own fieldlab. Who looks at another's does so on the review page."""
    return bool(page_permission_policy.user_has_any_permission_for_instance(user, PAGE_ACTIONS, page))


def own_tags(user: User) -> QuerySet[Tag]:
    """Tags on the own fieldlab's images and documents."""
    tags = Tag.objects.none()
    for model in (get_image_model(), get_document_model()):
        if user.is_superuser:
            return Tag.objects.order_by("name")
        tags |= Tag.objects.filter(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=own_media(user, model).values("pk"),
        )
    return tags.distinct().order_by("name")


# Checks for admin_guard.allow: one per way in which an address names its objects.


def own_page(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Every page that the address names is own, and what hangs on it (revision, task, workflow) is that page's."""
    user = cast("User", request.user)
    names = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk")
    pages = [Page.objects.filter(pk=arguments[name]).first() for name in names if name in arguments]
    return (
        bool(pages)
        and all(page is not None and is_own_page(user, page) for page in pages)
        and _hangs_on(cast("Page", pages[0]), arguments)
    )


def _hangs_on(page: Page, arguments: Mapping[str, Any]) -> bool:
    revisions = [
        int(value)
        for name in ("revision_id", "revision_id_a", "revision_id_b")
        if str(value := arguments.get(name, "")).isdecimal()
    ]
    found = Revision.objects.for_instance(page).filter(pk__in=revisions).count()
    if found != len(set(revisions)):
        return False
    states = WorkflowState.objects.for_instance(page)
    if "workflow_state_id" in arguments and not states.filter(pk=arguments["workflow_state_id"]).exists():
        return False
    task_states = TaskState.objects.filter(workflow_state__in=states)
    if "task_state_id" in arguments and not task_states.filter(pk=arguments["task_state_id"]).exists():
        return False
    return (
        "task_id" not in arguments
        or Task.objects.filter(pk=arguments["task_id"], task_states__in=task_states).exists()
    )


def copied_page(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """An own page, and own is where it is copied to: the form names the page that it refuses.

    Without one page to copy to, Wagtail breaks.
    """
    destinations = request.POST.getlist("new_parent_page")
    if request.method == "POST" and len(destinations) != 1:
        return False
    return own_page(request, arguments) and _all_in(destinations, own_pages(cast("User", request.user)))


def explorable_page(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """The page whose children are listed is own or leads there."""
    user = cast("User", request.user)
    if "parent_page_id" not in arguments:
        return True
    return explorable_pages(user).filter(pk=arguments["parent_page_id"]).exists()


def root_page(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """The page above all others."""
    if "parent_page_id" not in arguments:
        return True
    return Page.objects.filter(pk=arguments["parent_page_id"], depth=1).exists()


def choosable_page_type(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Without a parent page the chooser opens at the lowest page above all of a type: it must be explorable."""
    user = cast("User", request.user)
    names = [name for name in request.GET.get("page_type", "").split(",") if name]
    try:
        models = [apps.get_model(name) for name in names]
    except (LookupError, ValueError):
        return False
    if not models or models == [Page]:
        return True
    if not all(issubclass(model, Page) for model in models):
        return False
    opens_at = Page.objects.type(*models).first_common_ancestor()
    return explorable_pages(user).filter(pk=opens_at.pk).exists() or opens_at.is_root()


def chosen_pages(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    user = cast("User", request.user)
    return _all_in(request.GET.getlist("id"), explorable_pages(user))


def choosable_images(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Without ?tag=, which no screen of ours asks for: with a search beside it, Wagtail breaks."""
    return "tag" not in request.GET


def complete_link(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """A form for an external link has an address, if an empty one: without it Wagtail breaks."""
    return request.method != "POST" or "external-link-chooser-url" in request.POST


def own_image(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return _own(request, get_image_model(), arguments, ("image_id", "pk"))


def own_document(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return _own(request, get_document_model(), arguments, ("document_id", "doc_id", "pk"))


def chosen_images(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return _all_in(request.GET.getlist("id"), own_media(cast("User", request.user), get_image_model()))


def chosen_documents(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    return _all_in(request.GET.getlist("id"), own_media(cast("User", request.user), get_document_model()))


def own_upload(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """A file that was uploaded and waits for its title: by this person."""
    uploads = apps.get_model("wagtailcore", "UploadedFile").objects.filter(uploaded_by_user=request.user)
    return bool(uploads.filter(pk=arguments["uploaded_file_id"]).exists())


def bulk_action(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """Bulk actions on pages, images and documents, where every object that is named is own."""
    user = cast("User", request.user)
    try:
        model = apps.get_model(arguments["app_label"], arguments["model_name"])
    except LookupError:
        return False
    ids = request.GET.getlist("id")
    if model is Page:
        children_of = request.GET.getlist("childOf")
        if "all" in ids:
            # The action itself looks no further than the children of this page.
            if not children_of:
                return False
            ids = []
        named = {*ids, *children_of, *request.POST.getlist("chooser")}
        pages = Page.objects.filter(pk__in=[pk for pk in named if pk.isdecimal()])
        return len(pages) == len(named) and all(is_own_page(user, page) for page in pages)
    if model in (get_image_model(), get_document_model()):
        return _all_in([pk for pk in ids if pk != "all"], own_media(user, model))
    return False


def edited_page(request: HttpRequest, arguments: Mapping[str, Any]) -> bool:
    """The page whose editor tells that it is open."""
    try:
        model = apps.get_model(arguments["app_label"], arguments["model_name"])
    except LookupError:
        return False
    return issubclass(model, Page) and own_page(request, {"page_id": arguments["object_id"]})


def _own(request: HttpRequest, model: type[Model], arguments: Mapping[str, Any], names: Iterable[str]) -> bool:
    named = [str(arguments[name]) for name in names if name in arguments]
    return bool(named) and _all_in(named, own_media(cast("User", request.user), model))


def _all_in(ids: Iterable[str], own: QuerySet[Any]) -> bool:
    wanted = set(ids)
    if not all(pk.isdecimal() for pk in wanted):
        return False
    return own.filter(pk__in=wanted).count() == len(wanted)
