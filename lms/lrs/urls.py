"""The record store's addresses, as the specification has them: without a slash at the end (part 3, 2)."""

from django.urls import URLPattern, URLResolver, path, re_path

from lms.lrs.views.about import about
from lms.lrs.views.activities import activities
from lms.lrs.views.agents import agents
from lms.lrs.views.anything import anything
from lms.lrs.views.documents import activity_profile, agent_profile, state
from lms.lrs.views.statements import statements

urlpatterns: list[URLPattern | URLResolver] = [
    path("about", about, name="xapi_about"),
    path("statements", statements, name="xapi_statements"),
    path("activities", activities, name="xapi_activities"),
    path("activities/state", state, name="xapi_state"),
    path("activities/profile", activity_profile, name="xapi_activity_profile"),
    path("agents", agents, name="xapi_agents"),
    path("agents/profile", agent_profile, name="xapi_agent_profile"),
    re_path("^.*$", anything, name="xapi_anything"),
]
