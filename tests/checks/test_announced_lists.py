"""A number of items told before a list is how many the list has."""

from __future__ import annotations

import pytest

from tests.checks.test_text_rules import findings

FOUND = {
    "从四个方面改进：一是加强培训，二是完善制度，三是强化考核。": "四个方面：分项合计 3 项（按序号数），少列 1 项",
    "下一步将从四个方面加以改进。一是加强培训。二是完善制度。三是强化考核。": "少列 1 项",
    "主要存在两方面问题：一是培训不够；二是目录不细；三是更新不快。": "多列 1 项",
    "着重抓好五项工作：一是加强培训；二是完善制度；三是强化考核；四是优化平台。": "少列 1 项",
    "存在三个问题：（1）培训不够；（2）目录不细。": "少列 1 项",
    "问题主要有三点，一是培训不够，二是目录不细。": "少列 1 项",
    "从两个方面改进：\n\n一是加强培训。\n\n二是完善制度。\n\n三是强化考核。": "多列 1 项",
    "存在四方面差距：一是培训不够，表现在两点：一是次数少，二是内容旧；二是目录不细；三是更新不快。": "少列 1 项",
    "主要做了五个方面的工作。一是加强培训。二是完善制度。\n\n三是强化考核。": "少列 2 项",
}
ALONE = (
    "从四个方面改进：一是加强培训，二是完善制度，三是强化考核，四是优化平台。",
    "主要存在三方面问题：一是培训不够；二是目录不细；三是更新不快。",
    "存在两个问题：（1）培训不够；（2）目录不细。",
    "针对上年的三个问题，一是加强培训；二是完善制度。",
    "存在两个方面的问题：一是培训不够，一是目录不细。",
    "在这三个方面，一是培训先行，二是制度配套，三是考核跟进，四是平台优化。",
    "一是聚焦三项重点任务，完善制度；二是加强培训；三是强化考核；四是优化平台。",
    "做好三方面工作：一是加强培训，做到两个到位：一是人员到位，二是内容到位；二是完善制度；三是强化考核。",
    "从两个方面改进：\n\n一是加强培训。\n\n二是完善制度。",
    "主要有三点不足：\n\n（一）培训不够。\n\n（二）目录不细。\n\n（三）更新不快。",
    "做好三个方面的工作：加强培训，完善制度，强化考核。",
    "2024年工作中的不足主要有：一是培训不够，二是目录不细，三是更新不快。",
    "三月工作中的不足：一是培训不够，二是目录不细。",
    "二〇二四年的问题，一是培训不够，二是目录不细，三是更新不快。",
    "推进五公开工作，一是加强培训，二是完善制度。",
    "实行四级联动工作机制，一是加强培训，二是完善制度。",
    "落实三审三校工作，一是加强培训，二是完善制度。",
    "一律在3个工作日内转办。一是加强培训，二是完善制度。",
    "按照第三条措施，一是加强培训，二是完善制度。",
)


@pytest.mark.parametrize("sentence", FOUND)
def test_a_list_of_another_length(sentence):
    """X-11 says how many items are missing, or too many."""
    assert FOUND[sentence] in "".join(findings("X-11", "problems", sentence))


@pytest.mark.parametrize("sentence", ALONE)
def test_a_list_as_long_as_told(sentence):
    """X-11, X-10 and N-1 have nothing to say of a list that is as told, nor of one that is not told of."""
    assert [message for rule in ("X-10", "X-11", "N-1") for message in findings(rule, "problems", sentence)] == []
