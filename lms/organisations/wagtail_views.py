"""The decision on each of Wagtail's own admin views: what is not here is for superusers alone.

Closed on purpose: reports, collections, workflows and tasks, users, groups, sites, locales, settings, snippets,
the listing of all pages of a type, and the admin API except the explorer's listing. Each of them shows or changes
things of other fieldlabs; what a fieldlab needs of them stands on its own dashboard. Deciding on a page that waits
for approval is closed, too: it has a page of its own, which says what is missing.
"""

from lms.organisations import own_objects
from lms.organisations.admin_guard import allow, detour, staff

allow(
    "wagtailadmin_home",
    "admin_account",
    "own_tag_autocomplete",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_editing_sessions:release",
    check=staff,
)
# Lists that Wagtail or our hooks narrow down to own objects.
allow(
    "wagtailadmin_explore_root",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_api:pages:listing",
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:create",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:create",
    check=staff,
)
allow(
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page_child",
    check=own_objects.explorable_page,
)
# Wagtail's root page says nothing to who makes modules.
detour("wagtailadmin_explore_root", "wagtailadmin_explore", to="courses_modules", when=own_objects.root_page)
allow("wagtailadmin_pages:copy", check=own_objects.copied_page)
allow("wagtailadmin_choose_page_external_link", check=own_objects.complete_link)
allow("wagtailimages_chooser:choose", "wagtailimages_chooser:choose_results", check=own_objects.choosable_images)
allow("wagtailadmin_choose_page", check=own_objects.choosable_page_type)
allow("wagtailadmin_choose_page_chosen_multiple", check=own_objects.chosen_pages)
allow(
    *(
        f"wagtailadmin_pages:{name}"
        for name in (
            "add",
            "preview_on_add",
            "usage",
            "edit",
            "preview_on_edit",
            "view_draft",
            "add_subpage",
            "delete",
            "unpublish",
            "convert_alias",
            "move",
            "move_confirm",
            "set_page_position",
            "confirm_workflow_cancellation",
            "workflow_preview",
            "lock",
            "unlock",
            "revisions_index",
            "revisions_view",
            "revisions_revert",
            "revisions_unschedule",
            "revisions_compare",
            "workflow_history",
            "workflow_history_detail",
            "history",
            "history_results",
        )
    ),
    "simple_translation:submit_page_translation",
    check=own_objects.own_page,
)
allow("wagtailadmin_editing_sessions:ping", check=own_objects.edited_page)
allow("wagtail_bulk_action", check=own_objects.bulk_action)
allow(
    *(
        f"wagtailimages:{name}"
        for name in (
            "edit",
            "delete",
            "url_generator",
            "url_generator_output",
            "preview",
            "image_usage",
            "edit_multiple",
            "delete_multiple",
        )
    ),
    "wagtailimages_chooser:chosen",
    "wagtailimages_chooser:select_format",
    check=own_objects.own_image,
)
allow("wagtailimages_chooser:chosen_multiple", check=own_objects.chosen_images)
allow(
    *(f"wagtaildocs:{name}" for name in ("edit", "delete", "document_usage", "edit_multiple", "delete_multiple")),
    "wagtaildocs_chooser:chosen",
    check=own_objects.own_document,
)
allow("wagtaildocs_chooser:chosen_multiple", check=own_objects.chosen_documents)
allow(
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
    check=own_objects.own_upload,
)
