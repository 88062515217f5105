"""Agents and groups (part 2, 2.4.2)."""

from __future__ import annotations

from lms.lrs.formats import MAILTO_PATTERN, SHA1_PATTERN
from lms.lrs.records import JSONObject
from lms.lrs.validation.basics import Broken, check_iri, check_object, check_text, items_of

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")

AGENT = frozenset({"objectType", "name", *IDENTIFIERS})

GROUP = AGENT | {"member"}


def check_actor(data: object, path: str) -> None:
    if isinstance(data, dict) and data.get("objectType") == "Group":
        check_group(data, path)
    else:
        check_agent(data, path)


def check_agent(data: object, path: str) -> None:
    agent = check_object(data, path, AGENT, "2.4.2.1")
    if agent.get("objectType", "Agent") != "Agent":
        raise Broken(f"{path}.objectType", "must be Agent or Group", "2.4.2")
    if _identifier(agent, path) != 1:
        raise Broken(path, "needs exactly one of mbox, mbox_sha1sum, openid and account", "2.4.2.1")


def check_group(data: object, path: str) -> None:
    group = check_object(data, path, GROUP, "2.4.2.2")
    if group.get("objectType") != "Group":
        raise Broken(f"{path}.objectType", "must be Group", "2.4.2.2")
    identifiers = _identifier(group, path)
    if identifiers > 1:
        raise Broken(path, "has more than one of mbox, mbox_sha1sum, openid and account", "2.4.2.2")
    if identifiers == 0 and not group.get("member"):
        raise Broken(f"{path}.member", "an anonymous group must name its members", "2.4.2.2")
    if "member" in group:
        for item_path, item in items_of(group["member"], f"{path}.member", "2.4.2.2"):
            check_agent(item, item_path)


def _identifier(agent: JSONObject, path: str) -> int:
    """Check names and identifiers of an agent or group; return how many identifiers it has."""
    if "name" in agent:
        check_text(agent["name"], f"{path}.name", "2.4.2.1")
    count = 0
    if "account" in agent:
        count += 1
        account = check_object(agent["account"], f"{path}.account", frozenset({"homePage", "name"}), "2.4.2.4")
        check_iri(account.get("homePage"), f"{path}.account.homePage", "2.4.2.4")
        if "name" not in account:
            raise Broken(f"{path}.account.name", "is missing", "2.4.2.4")
        check_text(account["name"], f"{path}.account.name", "2.4.2.4")
    if "mbox" in agent:
        count += 1
        mbox = agent["mbox"]
        if not (isinstance(mbox, str) and MAILTO_PATTERN.fullmatch(mbox)):
            raise Broken(f"{path}.mbox", "must be mailto: and an e-mail address", "2.4.2.3")
    if "mbox_sha1sum" in agent:
        count += 1
        digest = agent["mbox_sha1sum"]
        if not (isinstance(digest, str) and SHA1_PATTERN.fullmatch(digest)):
            raise Broken(f"{path}.mbox_sha1sum", "must be 40 hexadecimal digits", "2.4.2.3")
    if "openid" in agent:
        count += 1
        check_iri(agent["openid"], f"{path}.openid", "2.4.2.3")
    return count


def check_authority(data: object) -> None:
    check_actor(data, "authority")
    assert isinstance(data, dict)
    if data.get("objectType") == "Group" and (_has_identifier(data) or len(data["member"]) != 2):
        raise Broken("authority", "a group as authority is anonymous and has two members", "2.4.9")


def _has_identifier(agent: JSONObject) -> bool:
    return any(name in agent for name in IDENTIFIERS)
