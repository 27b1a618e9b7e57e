"""The narrative of a synthetic unit: sentences of `wording.yaml`, every number a placeholder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

TOPICS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
NEW = "{{ applications.new.total }}"


@dataclass(frozen=True, slots=True)
class Narrative:
    """The paragraphs of a report by section."""

    sections: Mapping[str, tuple[str, ...]]

    def text(self) -> str:
        """Return the content of narrative.md."""
        parts = (f"## {HEADINGS[section]}\n\n{_joined(self.sections[section])}" for section in HEADINGS)
        return "\n".join(parts)

    def with_section(self, section: str, *paragraphs: str) -> Narrative:
        """Return the narrative with another text in one section."""
        return Narrative({**self.sections, section: paragraphs})


def _joined(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"{paragraph}\n\n" for paragraph in paragraphs)[:-1]


def two_narratives(random: Random) -> tuple[Narrative, Narrative]:
    """Return last year's and this year's text, written from different sets."""
    sets = list(_wording()["sets"])
    random.shuffle(sets)
    before, now = sets
    return _narrative(random, before, "before"), _narrative(random, now, "now")


def _narrative(random: Random, chosen: Mapping[str, list[str]], year: str) -> Narrative:
    """Return a text from one of the sets."""
    overview = [random.choice(chosen["intro"])]
    for number, topic in zip("一二三四五", TOPICS, strict=True):
        overview += [f"### （{number}）{topic}", random.choice(chosen[topic])]
    sections = {section: (random.choice(pools[year]),) for section, pools in _wording()["sections"].items()}
    sections["overview"] = tuple(overview)
    sections["problems"] = (random.choice(chosen["problems"]), random.choice(chosen["measures"]))
    sections["other"] += (_wording()["synthetic"],)
    return Narrative(sections)


@cache
def _wording() -> dict[str, Any]:
    return dict(yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")))
