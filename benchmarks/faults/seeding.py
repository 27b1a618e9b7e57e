"""The kinds of faults, and where chance puts them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from benchmarks.faults import bound_faults as bound
from benchmarks.faults import claim_faults as claims
from benchmarks.faults import enforcement_faults as enforcement
from benchmarks.faults import number_faults as numbers
from benchmarks.faults import sentence_faults as sentences
from benchmarks.faults import table_faults as tables
from benchmarks.faults import wording_faults as wording

from report_helpers.forms.kind import DEFAULT_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.faults.page import Changes, Page

    Draw = Callable[[Page, Random], Changes | None]

SEED = 20240131
PATIENCE = 40  # draws for one fault; some kinds have few places to be seeded

Weight = Literal["hard", "soft", "unseen", "harmless"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: its name, what catching it takes, and how one is drawn.

    A hard one must be refused or give an error; a soft one must at least give a warning;
    an unseen one no identity of the form can show (a ledger could), and is counted apart;
    a harmless one is no fault and should give neither. It is of reports of one `statute`.
    """

    title: str
    weight: Weight
    draw: Draw
    statute: str = DEFAULT_KIND

    @property
    def id(self) -> str:
        """The name of its function."""
        return self.draw.__name__


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a kind in one report: the files it changes."""

    kind: Kind
    page: Page
    changes: Changes


KINDS = (
    Kind("表三一行内两格对调", "hard", tables.swap_cells),
    Kind("表三两行数字对调", "hard", tables.swap_rows),
    Kind("缺一行", "hard", tables.drop_row),
    Kind("一行重复", "hard", tables.repeat_row),
    Kind("一行的总计填错", "hard", tables.row_total),
    Kind("（七）总计填错", "hard", tables.results_total),
    Kind("表四一栏总计填错", "hard", tables.block_total),
    Kind("一格漏填", "hard", tables.blank_cell),
    Kind("负数", "hard", tables.negative),
    Kind("格内有文字", "hard", tables.words),
    Kind("件数带小数", "hard", tables.decimal_count),
    Kind("两格数字连写", "hard", tables.run_together),
    Kind("表头两列对调", "hard", tables.header_exchanged),
    Kind("用了另一年度的格式", "hard", tables.other_years_form),
    Kind("正文有手机号码", "hard", wording.mobile),
    Kind("正文有身份证号码", "hard", wording.identity_card),
    Kind("正文有涉密或内部标志", "hard", wording.confidential),
    Kind("第一、五、六部分没有正文", "hard", wording.empty_section),
    Kind("上年结转与上年报告不符", "soft", tables.opening),
    Kind("现行有效与上年不衔接", "soft", tables.in_force),
    Kind("把元当作万元", "soft", tables.yuan_for_wan),
    Kind("手写数字有误", "soft", numbers.wrong_number),
    Kind("占位符指错数据项", "soft", numbers.wrong_fact),
    Kind("占位符取了另一年的数", "soft", bound.other_year),
    Kind("占位符算错了占比的整体", "soft", bound.other_whole),
    Kind("占位符旁多了数字或符号", "soft", bound.touched),
    Kind("占位符后的单位有误", "soft", bound.other_unit),
    Kind("不写数字的增减说反", "soft", bound.wrong_way),
    Kind("写得看不出来的数字", "soft", bound.unseen),
    Kind("沿用上年的年份", "soft", numbers.stale_year),
    Kind("机关名称有误", "soft", numbers.wrong_agency),
    Kind("手写百分比有误", "soft", numbers.wrong_percentage),
    Kind("分项之和不等于总数", "soft", numbers.wrong_parts),
    Kind("序号不连续", "soft", wording.sequence),
    Kind("字词重复", "soft", wording.doubled),
    Kind("法规名称或文号有误", "soft", wording.law_title),
    Kind("有申请而称未收到", "soft", wording.none_received),
    Kind("有纠正而称均维持", "soft", wording.all_upheld),
    Kind("没有写信息处理费", "soft", wording.fee_removed),
    Kind("照抄上年", "soft", wording.copied),
    Kind("其中各项之和不等于总数（手写）", "soft", sentences.next_sentence_parts),
    Kind("其中一项大于总数", "soft", sentences.part_above_whole),
    Kind("几份中几份的百分比有误", "soft", sentences.share_of_count),
    Kind("有结转而称全部办结", "soft", sentences.all_done),
    Kind("句中的一是、二是不连续", "soft", sentences.list_in_sentence),
    Kind("字词脱漏或者重复", "soft", sentences.lost_character),
    Kind("统计期限的年份有误", "soft", sentences.period_ends_elsewhere),
    Kind("列举的部分与所称的数不符", "soft", claims.parts_named),
    Kind("近、约、余的数相差很远", "soft", claims.not_near),
    Kind("写了别的机关的事", "soft", claims.another_organ),
    Kind("第五部分写本年度的打算", "soft", claims.plan_of_this_year),
    Kind("第五部分寥寥数字", "soft", claims.few_words),
    Kind("有复议而称没有", "soft", claims.no_disputes),
    Kind("时长、名次和比例没有出处", "soft", claims.without_source),
    Kind("处理费前后矛盾", "soft", claims.fee_denied),
    Kind("成文日期逾期", "soft", claims.dated_late),
    Kind("（另计）两项办理结果对调", "unseen", tables.swap_results),
    Kind("（对照）手写数字无误", "harmless", numbers.right_number),
    Kind("（对照）手写百分比无误", "harmless", numbers.right_percentage),
    *(
        Kind(f"执法年报：{title}", weight, draw, "enforcement")
        for title, weight, draw in (
            ("合计填错", "hard", enforcement.penalties_total),
            ("一类处罚填错", "hard", enforcement.penalties_kind),
            ("一格漏填", "hard", enforcement.penalties_blank),
            ("格内有文字、物品或负数", "hard", enforcement.penalties_words),
            ("表头两列对调", "hard", enforcement.columns_exchanged),
            ("有表而称没有职责", "hard", enforcement.power_denied),
            ("受理多于申请，决定多于受理", "soft", enforcement.licences_order),
            ("手写的表中数字有误", "soft", enforcement.wrong_figure),
            ("罚没金额的单位有误", "soft", enforcement.other_money),
            ("占比有误", "soft", enforcement.wrong_share),
            ("执证率有误", "soft", enforcement.wrong_rate),
            ("人均数有误", "soft", enforcement.wrong_average),
            ("有处罚、有申请而称没有", "soft", enforcement.denied),
            ("全市与本局混写", "soft", enforcement.other_scope),
            ("写着别的机关", "soft", enforcement.sample_name),
            ("另一份年报的合计不同", "soft", enforcement.other_reports_total),
            ("（对照）两份年报的合计相同", "harmless", enforcement.other_reports_same_total),
            ("（对照）占比无误", "harmless", enforcement.right_share),
        )
    ),
)


def seed(kind: Kind, pages: Sequence[Page], count: int, is_fault: Callable[[Fault], bool]) -> Iterator[Fault]:
    """Yield up to *count* faults of a kind, no two alike, spread by chance over *pages*.

    Drawn again: a page without a place for it, and what *is_fault* says changes nothing published.
    """
    random = Random(f"{SEED} {kind.id}")  # noqa: S311  chance to be repeated, no secret
    seen: set[tuple[tuple[str, str], ...]] = set()
    own = [page for page in pages if page.report.kind.id == kind.statute]
    for _ in range(count * PATIENCE):
        page = random.choice(own)
        changes = kind.draw(page, random)
        key = tuple(sorted((changes or {}).items()))
        fault = Fault(kind, page, changes or {})
        if not changes or key in seen or not is_fault(fault):
            continue
        seen.add(key)
        yield fault
        if len(seen) == count:
            return
