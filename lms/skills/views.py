"""What the picker of skills asks while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.skills.queries import find_skills, skill_names


@require_safe
def skills(request: HttpRequest) -> JsonResponse:
    """Skills by words (`q`), the best first, or the name of one (`uri`): JSON for signed-in staff."""
    language = (get_language() or "en")[:2]
    if uri := request.GET.get("uri", ""):
        names = skill_names([uri], language)
        return JsonResponse({"skills": [{"uri": key, "name": name} for key, name in names.items()]})
    found = find_skills(request.GET.get("q", "")[:100], language)
    return JsonResponse({"skills": [{"uri": skill.uri, "name": skill.label(language)} for skill in found]})
