"""The kinds of report: what a statute prescribes, read from `kinds/<kind>/` and a workspace's `params/kinds/<kind>/`.

    kind.yaml       name, notebook, period, deadlines, sections that must have text, index figures
    forms/*.yaml    its forms, one file a version
    rules.yaml  readings.yaml  charts.yaml  ledger.yaml  rollup.yaml  published.yaml
                    read by the stages they belong to, by `Kind.documents`
    <kind>+<other>.yaml beside the folders: rules between the reports of two kinds, a file of both

A workspace's folder adds rules or forms to a shipped kind, or is a whole kind of its own. Only YAML
is read there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import import_module, util
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.files.documents import Amount, Document, Field, MonthDay, Whole, parse_document
from report_helpers.files.plain_files import read_bytes
from report_helpers.forms.model import InputRules, NotebookName
from report_helpers.forms.soundness import unknown_ids
from report_helpers.forms.variants import read_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.forms.model import Form

SHIPPED = Path(__file__).parents[1] / "kinds"
OWN_KINDS = "params/kinds"
DEFAULT_KIND = "disclosure"
MAX_BYTES = 1_000_000
_KIND = "kind.yaml"
_OTHERS = "rules.yaml readings.yaml charts.yaml ledger.yaml rollup.yaml published.yaml skeleton.yaml"
_FILES = (_KIND, *_OTHERS.split())
KIND_ID = re.compile(r"[a-z](?:[a-z0-9_-]{0,62}[a-z0-9])?")

D = TypeVar("D", bound=Document)


class Days(Document):
    """The first and the last day of the period, each as month-day of the reporting year, and a note on it."""

    first: MonthDay = "01-01"
    last: MonthDay = "12-31"
    note: str = ""


class IndexFigure(Document):
    """A figure that the index of a year shows of each report: the sum of some cells."""

    label: str
    cells: tuple[str, ...] = Field(min_length=1)
    unit: str = "件"


class Excess(Document):
    """Which reports the index marks: those whose *part* exceeds a share of the *whole*, both labels of its figures."""

    title: str
    part: str
    whole: str
    above: Amount


class Index(Document):
    """What the index of a year shows of each report; its charts are of the first figures."""

    figures: tuple[IndexFigure, ...] = ()
    excess: Excess | None = None
    note: str = ""


class PeerFigure(Document):
    """A figure compared among agencies: the sum of some cells, or its share of the sum of others."""

    label: str
    cells: tuple[str, ...] = Field(min_length=1)
    share_of: tuple[str, ...] = ()


class PeerComparison(Document):
    """Which figures of agencies alike are compared: with at least *least* others, and how far off is worth a note.

    `limit` is a multiple of the spread; amounts up to *floor*, and shares of less than it, are no outliers.
    """

    least: Whole = Field(default=4, ge=2)
    limit: Amount = Field(default=Decimal("3.5"), gt=0)
    floor: Whole = Field(default=20, ge=1)
    figures: tuple[PeerFigure, ...] = ()


class KindSettings(Document):
    """The content of kind.yaml; `merged` gives, by the id of a cell of one form, the cells of another it adds up.

    `print_pictures` where the form leaves room for an appendix of charts in print.
    """

    name: str = Field(min_length=2)
    basis: str = ""
    notebook: NotebookName = ""
    period: Days = Days()
    deadlines: dict[str, MonthDay] = Field(default_factory=dict)
    text_sections: tuple[str, ...] = ()
    index: Index = Index()
    peers: PeerComparison = PeerComparison()
    print_pictures: bool = False
    input_rules: InputRules = InputRules()
    merged: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def merged_in(self, fact_id: str) -> Iterator[str]:
        """Yield what a cell is a part of in coarser forms, the finest first."""
        for whole, parts in self.merged.items():
            if fact_id in parts:
                yield whole
                yield from self.merged_in(whole)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of report: its settings, its forms by version (oldest first), and all its files.

    `files` holds the name, the shown path and the bytes of each, the shipped ones first.
    Compared by identity: the same content gives the same object, in another process too.
    """

    id: str
    settings: KindSettings
    forms: Mapping[str, Form]
    is_shipped: bool
    files: tuple[tuple[str, str, bytes], ...] = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how a copy sent to another process is made: from its files, read only once there."""
        return _kind, (self.id, self.files)

    @property
    def name(self) -> str:
        """What the report is called: 政府信息公开工作年度报告."""
        return self.settings.name

    @property
    def notebook(self) -> str:
        """The file name of the kind's notebook."""
        return self.settings.notebook or f"{self.id}.ipynb"

    @property
    def between(self) -> dict[str, frozenset[str]]:
        """The files about this kind and another, by name, with the ids of both."""
        names = (name for name, _, _ in self.files if "+" in name)
        return {name: frozenset(name.removesuffix(".yaml").split("+")) for name in names}

    def form(self, version: str) -> Form:
        """Return the form of that version; InputError when the kind has none."""
        if version not in self.forms:
            fix = f"现有格式：{'、'.join(self.forms)}"
            raise InputError(Problem(f"没有 {version} 版的报告格式", value=version, fix=fix))
        return self.forms[version]

    def forms_of(self, year: int) -> tuple[Form, ...]:
        """Return the forms that serve a reporting year, the newest last."""
        return tuple(form for form in self.forms.values() if year in form.years)

    def form_for_year(self, year: int) -> Form:
        """Return the newest form that serves a reporting year; InputError when there is none."""
        found = self.forms_of(year)
        if not found:
            first = min(form.years.first for form in self.forms.values())
            raise InputError(Problem(f"{year} 年没有规定的报告格式", fix=f"本工具支持 {first} 年及以后的年度报告"))
        return found[-1]

    def period(self, year: int) -> tuple[date, date]:
        """Return the first and the last day that a report on *year* covers."""
        return _day(year, self.settings.period.first), _day(year, self.settings.period.last)

    def deadlines(self, year: int) -> dict[str, date]:
        """Return the day in the following year by which each level must have published."""
        return {level: _day(year + 1, day) for level, day in self.settings.deadlines.items()}

    def statutory_period(self, year: int) -> tuple[date, date]:
        """Return the days that the statute has a report on *year* cover, whatever a workspace's own file says."""
        period = self._statute.period
        return _day(year, period.first), _day(year, period.last)

    def statutory_deadlines(self, year: int) -> dict[str, date]:
        """Return the last days that the statute allows, by level."""
        return {level: _day(year + 1, day) for level, day in self._statute.deadlines.items()}

    @property
    def _statute(self) -> KindSettings:
        """The settings as shipped, or the workspace's for a kind of its own."""
        return self.documents(_KIND, KindSettings)[0]

    def documents(self, name: str, model: type[D]) -> tuple[D, ...]:
        """Return the kind's files called *name* as *model*, the shipped one first; InputError for a wrong one."""
        return tuple(parse_document(data, model, shown) for file, shown, data in self.files if file == name)

    def shown_path(self, name: str) -> str:
        """Return the shown path of the kind's file called *name*, the workspace's own where there is one."""
        return [shown for file, shown, _ in self.files if file == name][-1]

    def code(self, module: str, name: str, default: Any) -> Any:  # noqa: ANN401  whatever the module defines
        """Return *name* of a shipped kind's Python module, *default* where it has no such module."""
        full = f"report_helpers.kinds.{self.id}.{module}"
        if not self.is_shipped or util.find_spec(full) is None:
            return default
        return getattr(import_module(full), name)


def kind_ids(root: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the shipped kinds and of those in a workspace's params/kinds/."""
    own = () if root is None else (path.name for path in (root / OWN_KINDS).glob("*/") if path.is_dir())
    shipped = (path.parent.name for path in SHIPPED.glob(f"*/{_KIND}"))
    return tuple(sorted({*shipped, *own}))


def load_kind(kind_id: str, root: Path | None = None) -> Kind:
    """Return a kind as shipped, with what the workspace at *root* adds to it.

    Raises InputError when there is no such kind or a file of the workspace is wrong.
    """
    own = None if root is None else root / OWN_KINDS / kind_id
    shipped = _shipped_files(kind_id) if KIND_ID.fullmatch(kind_id) else ()
    if not shipped and (own is None or not KIND_ID.fullmatch(kind_id) or not own.is_dir()):
        fix = f"现有的报告种类：{'、'.join(kind_ids(root))}；自定种类放在 {OWN_KINDS}/<种类>/"
        raise InputError(Problem("没有这个报告种类", column="报告种类", value=kind_id, fix=fix))
    return _kind(kind_id, (*shipped, *(() if own is None else _own_files(own))))


@lru_cache(maxsize=16)
def _kind(kind_id: str, files: tuple[tuple[str, str, bytes], ...]) -> Kind:
    found = [(shown, data) for name, shown, data in files if name == _KIND]
    if not found:
        raise InputError(Problem("缺少这个文件", f"{OWN_KINDS}/{kind_id}/{_KIND}", fix="请写明报告种类的名称 name"))
    settings = parse_document(found[-1][1], KindSettings, found[-1][0])
    _require_in_order(settings, found[-1][0])
    own = {"kind": kind_id, "input_rules": settings.input_rules}
    read = read_forms((shown, data) for name, shown, data in files if name.startswith("forms/"))
    forms = {version: form.model_copy(update=own) for version, form in read.items()}
    if not forms:
        raise InputError(Problem("没有报告格式", f"{OWN_KINDS}/{kind_id}/forms", fix="请至少写一个 forms/<版本>.yaml"))
    others = [(shown, data) for name, shown, data in files if not name.startswith("forms/")]
    raise_problems(unknown_ids(kind_id, others, forms.values(), settings.merged, OWN_KINDS))
    in_order = dict(sorted(forms.items(), key=lambda item: (item[1].years.first, item[0])))
    is_shipped = (SHIPPED / kind_id / _KIND).exists()
    return Kind(kind_id, settings, in_order, is_shipped, files)


def _require_in_order(settings: KindSettings, shown: str) -> None:
    """Refuse a period that ends before it begins, and a cell that adds up one below it, or itself: without end."""
    if settings.period.last < settings.period.first:
        fix = f"应不早于 first（{settings.period.first}）"
        raise InputError(Problem("早于第一天", shown, column="period·last", value=settings.period.last, fix=fix))
    left = list(settings.merged)
    for whole, parts in settings.merged.items():
        if later := [part for part in parts if part in left]:
            fix = "请把它写在用到它的那一项之前；不能互相相加"
            raise InputError(Problem(f"用到了还没有写明的 {later[0]}", shown, column=f"merged·{whole}", fix=fix))
        left.remove(whole)


@lru_cache(maxsize=8)
def _shipped_files(kind_id: str) -> tuple[tuple[str, str, bytes], ...]:
    folder = SHIPPED / kind_id
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.yaml")))
    own = ((name, f"kinds/{kind_id}/{name}", (folder / name).read_bytes()) for name in found)
    return *own, *((path.name, f"kinds/{path.name}", path.read_bytes()) for path in between_files(SHIPPED, kind_id))


def between_files(folder: Path, kind_id: str) -> list[Path]:
    """Return the files in a folder of kinds that are about this kind and another."""
    return [path for path in sorted(folder.glob("*+*.yaml")) if kind_id in path.stem.split("+")]


def _own_files(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, shown path and content of a workspace's YAML files for a kind; InputError for an unknown name."""
    for path in sorted((*folder.glob("*.y*ml"), *folder.glob("forms/*.y*ml"))):
        name = path.relative_to(folder).as_posix()
        shown = f"{OWN_KINDS}/{folder.name}/{name}"
        if name not in _FILES and not (name.startswith("forms/") and name.endswith(".yaml")):
            raise InputError(Problem("没有这种文件", shown, fix=f"可以有：{'、'.join(_FILES)}、forms/<版本>.yaml"))
        yield name, shown, read_bytes(path, shown, MAX_BYTES)
    for path in between_files(folder.parent, folder.name):
        shown = f"{OWN_KINDS}/{path.name}"
        yield path.name, shown, read_bytes(path, shown, MAX_BYTES)


def _day(year: int, month_day: str) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return date(year, month, day)
