"""Holds what the exporters share: each renders the publication of an executed notebook, nothing else of it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.preprocessors.execute import ExecutePreprocessor
from nbformat import NotebookNode
from traitlets import List, Unicode

from report_helpers.outputs.publication import read_publication

if TYPE_CHECKING:
    from report_helpers.outputs.publication import Publication


class PublicationExporter(Exporter):
    """An exporter that reads a publication and has its subclass `render` it."""

    # A publication is read from the notebook as it ran: nothing may be cut out on the way.
    default_preprocessors = List(Unicode(), []).tag(config=True)
    workspace = Unicode("", help="工作区文件夹，自定报告种类从中读取").tag(config=True)
    fonts_dir = Unicode("", help="机关自有字体（仿宋、楷体、小标宋、黑体）所在的文件夹").tag(config=True)

    def from_notebook_node(
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **kw: Any,  # noqa: ANN401  nbconvert's own signature
    ) -> tuple[Any, dict[str, Any]]:
        """Return what `render` gives and nbconvert's resources; InputError for a notebook not run to its end.

        *resources* may hold the `publication` that was read from the notebook. With nbconvert's `--execute`
        the notebook is run first.
        """
        resources = dict(resources or {})
        read = resources.pop("publication", None)  # nbconvert copies all resources
        if not read and self.config.get("ExecutePreprocessor", {}).get("enabled", False):
            nb, resources = ExecutePreprocessor(parent=self).preprocess(deepcopy(nb), resources)
        publication = read or read_publication(nb, Path(self.workspace) if self.workspace else None)
        # nbconvert would copy and validate every cell first, and nothing reads them.
        bare = NotebookNode({**nb, "cells": []})
        _, resources = Exporter.from_notebook_node(self, bare, resources, **kw)
        return self.render(publication, nb), resources

    def render(self, publication: Publication, nb: NotebookNode) -> str | bytes:
        """Return the file's content; *nb* is for the review page alone."""
        raise NotImplementedError

    @property
    def fonts(self) -> Path | None:
        """The office's folder of fonts, None when it has none."""
        return Path(self.fonts_dir) if self.fonts_dir else None
