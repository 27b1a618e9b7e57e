"""Forms read from YAML: whole ones, and variants that name only what differs from another form.

A variant has `variant_of` and may replace any top-level entry; `drop` lists parts it lacks, `rename` gives
parts another label, `order` puts the parts of a group in another order. A part is named by its path:
`<table>.<row>` or `<table>.<column>`, with further ids for parts below it, `<table>` for the table itself.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.files.documents import ConfigDict, Document, Field, as_document, parse_document
from report_helpers.forms.cells import form_cells, form_groups
from report_helpers.forms.model import Form
from report_helpers.forms.soundness import fits, unsound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class _Variant(Document):
    """What a variant's file may say beside the entries of a form, which are checked when it is put together."""

    model_config = ConfigDict(extra="allow")

    variant_of: str = ""
    drop: tuple[str, ...] = ()
    rename: dict[str, str] = Field(default_factory=dict)
    order: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def read_forms(files: Iterable[tuple[str, bytes]]) -> dict[str, Form]:
    """Return the forms in YAML files, given as the name shown and the content, by version.

    A variant may stand before its base. Raises InputError when a file is wrong, a version is there twice, or the
    base of a variant or a part it names does not exist.
    """
    waiting = [(shown, data, parse_document(data, _Variant, shown)) for shown, data in files]
    forms: dict[str, Form] = {}
    while waiting:
        # Where no base is known, the first is read all the same and says so.
        ready = [one for one in waiting if one[2].variant_of in {"", *forms}] or waiting[:1]
        for shown, data, read in ready:
            form = _variant(read, shown, forms) if read.variant_of else parse_document(data, Form, shown)
            raise_problems(unsound(form, shown))
            if form.version in forms:
                raise InputError(Problem("这个版本已有格式", shown, column="version", value=form.version))
            forms[form.version] = form
        waiting = [one for one in waiting if one not in ready]
    return forms


def _variant(read: _Variant, shown: str, known: Mapping[str, Form]) -> Form:
    """Return the form that a variant makes of its base among the *known* forms."""
    base = known.get(read.variant_of)
    if base is None:
        fix = f"可用的有：{'、'.join(known)}"
        raise InputError(Problem("没有这个格式", shown, column="variant_of", value=read.variant_of, fix=fix))
    # Lists instead of tuples, and a copy: the parts of both are changed below.
    content = base.model_dump(mode="json") | deepcopy(read.model_extra or {})
    for path, label in read.rename.items():
        _part(content, path, "rename", shown)["label"] = label
    for path, ids in read.order.items():
        _reorder(content, path, ids, shown)
    for path in read.drop:
        part = _part(content, path, "drop", shown)
        content["tables"] = [_without(table, part) for table in content["tables"] if table is not part]
    form = as_document(content, Form, shown)
    # Terms of the base may have been dropped with their cells; the variant's own have not.
    return form if "identities" in (read.model_extra or {}) else _without_dropped_terms(form)


def _part(content: dict[str, Any], path: str, key: str, shown: str) -> dict[str, Any]:
    """Return the part of a form at that path; InputError when there is none."""
    table_id, *ids = path.split(".")
    tables: list[dict[str, Any]] = content["tables"]
    found = next((table for table in tables if table["id"] == table_id), None)
    if found is not None and ids:
        trees = (band[tree] for band in found["bands"] for tree in ("rows", "columns"))
        found = next((part for tree in trees if (part := _below(tree, ids)) is not None), None)
    if found is None:
        raise InputError(Problem("原格式里没有这一部分", shown, column=key, value=path, fix="写作 表.行 或 表.列"))
    return found


def _below(parts: list[dict[str, Any]], ids: Sequence[str]) -> dict[str, Any] | None:
    """Find the part that *ids* lead to; parts without an id only group others and are looked through."""
    for part in parts:
        if part["id"] == ids[0]:
            return part if len(ids) == 1 else _below(part["children"], ids[1:])
        if not part["id"] and (found := _below(part["children"], ids)) is not None:
            return found
    return None


def _without(table: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return a table without a part, and without the groups that held nothing else."""

    def kept(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for item in items:
            children = kept(item["children"])
            if item is not part and (children or not item["children"]):
                found.append({**item, "children": children})
        return found

    bands = ({**band, "rows": kept(band["rows"]), "columns": kept(band["columns"])} for band in table["bands"])
    return {**table, "bands": list(bands)}


def _reorder(content: dict[str, Any], path: str, ids: Sequence[str], shown: str) -> None:
    part = _part(content, path, "order", shown)
    children = part.get("children", [])
    if sorted(ids) != sorted(child["id"] for child in children):
        raise InputError(Problem("应列出这一组的全部编号", shown, column="order", value=path))
    children.sort(key=lambda child: ids.index(child["id"]))


def _without_dropped_terms(form: Form) -> Form:
    """Return *form* without the terms of identities that none of its cells fits any more."""
    ids = (*form_cells(form), *form_groups(form))

    def kept(terms: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(term for term in terms if any(fits(term, cell) for cell in ids))

    sides = ({"left": kept(item.left), "right": kept(item.right)} for item in form.identities)
    identities = (item.model_copy(update=side) for item, side in zip(form.identities, sides, strict=True))
    return form.model_copy(update={"identities": tuple(item for item in identities if item.left and item.right)})
