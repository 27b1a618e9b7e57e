"""Importing quickly: what comes of it is what comes of importing plainly."""

from __future__ import annotations

import json
import os
import subprocess
import sys

# Every field of every model class Great Expectations defines, as far as a class says it in words.
DESCRIBE = r"""
import contextlib, json, re, sys
from report_helpers.quick_import import models_made_quickly
with models_made_quickly() if sys.argv[1] == "shallow" else contextlib.nullcontext():
    import great_expectations, great_expectations.expectations
from pydantic.v1 import BaseModel
from pydantic.v1.fields import ModelField

def words(value):
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))

def described(value):
    if isinstance(value, list):
        return [described(item) for item in value]
    if not isinstance(value, ModelField):
        return words(value)
    return {name: described(getattr(value, name)) for name in ModelField.__slots__ if hasattr(value, name)}

def below(model):
    for child in model.__subclasses__():
        yield child
        yield from below(child)

fields = {words(model): [described(field) for field in model.__fields__.values()] for model in below(BaseModel)}
print(json.dumps(fields))
assert not hasattr(ModelField, "__deepcopy__")
"""


def described(how: str) -> dict[str, object]:
    """Return the fields of all model classes, by class, imported in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", DESCRIBE, how],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    return json.loads(ran.stdout)


def test_models_made_quickly_are_the_fields_copied_to_the_ground():
    """Great Expectations' classes have the same fields, types, defaults and validators either way."""
    shallow, deep = described("shallow"), described("deep")
    assert len(deep) > 200
    assert shallow == deep
