"""The level of an organ as its name tells it."""

from __future__ import annotations

import pytest

from report_helpers.narrative.standing import standing

NAMES = {
    ("city", "government"): "清江市 清江市人民政府 河西省清江市人民政府 凉山州人民政府 呼和浩特市政府 苏州市",
    ("city", "office"): "清江市人民政府办公室 清江市人民政府办公厅 清江市政府办",
    ("province", "government"): "河西省 河西省人民政府 北京市 重庆市人民政府 广西壮族自治区人民政府",
    ("province", "office"): "河西省人民政府办公厅 天津市人民政府办公厅",
    ("province", "department"): "河西省水利厅 上海市水务局",
    ("county", "government"): "青石县 青石县人民政府 北京市朝阳区人民政府 清江市云台市人民政府 鄂温克族自治旗",
    ("county", "department"): "清江市南岸区水务局 青石县农业农村局 国家税务总局清江市南岸区税务局",
    ("city", "department"): "清江市住房和城乡建设局 清江市市场监督管理局 国家税务总局清江市税务局 清江市社区建设处",
    ("town", "government"): "青石县白果乡人民政府 白果镇 清江市南岸区滨江街道办事处",
    ("state", "department"): "财政部 海关总署 国家档案局 中华人民共和国财政部 国家发展和改革委员会 国务院办公厅",
    (
        "",
        "department",
    ): "清江海关 河西证监局 国家统计局河西调查总队 清江市自然保护区管理局 清江新区管理委员会 财政部河西监管局",
}


@pytest.mark.parametrize(("expected", "names"), NAMES.items(), ids=lambda value: "-".join(value)[:30])
def test_a_name_tells_its_level_or_none(expected, names):
    """Governments, offices, departments and branches have the level of their place; 海关, 开发区 have none."""
    assert {name: standing(name) for name in names.split()} == dict.fromkeys(names.split(), expected)
