"""Describes the report as a schema.org Dataset: what a search engine reads of the published page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from report_helpers.files.json_text import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.outputs.publication import Publication

# Files a reader may fetch beside the page: what each is called, and its media type.
FORMATS = {
    ".pdf": ("PDF 版", "application/pdf"),
    ".docx": ("Word 版", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".csv": ("数据表（CSV）", "text/csv"),
    ".json": ("数据（JSON）", "application/json"),
}
DATA = {"text/csv", "application/json"}


def download(name: str) -> dict[str, str]:
    """Return address, label and media type of a file beside the page; a colon cannot make the name a scheme."""
    label, media_type = FORMATS.get(PurePosixPath(name).suffix, (name, ""))
    return {"address": quote(name), "label": label, "media_type": media_type}


def description(publication: Publication) -> str:
    """Return in a sentence what the page holds, for people who search."""
    front = publication.front
    captions = "；".join(table["caption"] for table in publication.parts("table"))
    whole = f"{front['title']}的全部法定统计数据（{captions}）"
    return f"{whole}，按{front['notice']}规定的格式填报，统计期限为{front['period']}。"


def dataset_description(publication: Publication, downloads: Sequence[str], licence: str = "") -> dict[str, Any]:
    """Return the JSON-LD of the report's figures.

    *downloads* are names relative to the page, *licence* the address of the licence. A draft says that
    it is one. Without a data file there is no `distribution`.
    """
    front = publication.front
    captions = [table["caption"] for table in publication.parts("table")]
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": front["title"],
        "description": description(publication),
        "identifier": front["report"],
        "inLanguage": "zh-CN",
        "temporalCoverage": _interval(front["period"]) or str(front["year"]),
        "creator": {"@type": "GovernmentOrganization", "name": front["agency"]},
        "publisher": {"@type": "GovernmentOrganization", "name": front["agency"]},
        "isAccessibleForFree": True,
        "variableMeasured": captions,
    }
    if front["dated"]:
        described["datePublished"] = front["dated"]
    if licence:
        described["license"] = licence
    if publication.is_draft:
        described["creativeWorkStatus"] = "草稿：未通过校验"
    files = [
        {"@type": "DataDownload", "encodingFormat": file["media_type"], "contentUrl": file["address"]}
        for file in map(download, downloads)
        if file["media_type"] in DATA
    ]
    return {**described, "distribution": files} if files else described


def script_json(value: object) -> str:
    """Return *value* as JSON that may stand inside a script element: no `<` is left in it."""
    return compact(value).replace("<", "\\u003c")


def _interval(period: str) -> str:
    """Return the ISO 8601 interval of "2023年1月1日至2023年12月31日"; "" when it is none."""
    days = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", period)
    return "/".join(f"{year}-{month:0>2}-{day:0>2}" for year, month, day in days) if len(days) == 2 else ""  # noqa: PLR2004
