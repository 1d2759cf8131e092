"""The schemas for editors agree with the models, with the files, and with what is committed."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assessment.instrument.json_schema import bank_schemas, record_schema, schema_text
from assessment.instrument.load import shipped_bank
from assessment.instrument.yaml_tree import read_yaml
from assessment.responses import Assessment
from tests.instrument.bank import SMALL
from tests.shipped import INSTRUMENT

SCHEMAS = {
    **bank_schemas(["zh", "en"]),
    "assessment.json": record_schema(Assessment, "assessment", ["format"]),
}
BANK_FILES = [(bank, path) for bank in (shipped_bank(), SMALL) for path in sorted(bank.rglob("*.yaml"))]


def plain(path: Path) -> Any:
    """Read a YAML file as an editor does: keys are texts, dates are texts."""
    node, problems = read_yaml(path, path.name)
    assert node is not None
    assert problems == []
    return json.loads(json.dumps(node.plain(), default=str))


@pytest.mark.parametrize(("bank", "path"), BANK_FILES, ids=lambda path: path.name)
def test_the_files_of_a_bank_satisfy_their_schema(bank: Path, path: Path) -> None:
    name = "dimension" if path.parent.name == "dimensions" else path.stem
    schema = SCHEMAS[f"{name}.json"]

    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(plain(path))] == [], bank


@pytest.mark.parametrize(
    "path", sorted((shipped_bank() / "examples").glob("*.json")), ids=lambda path: path.stem
)
def test_the_example_merchants_satisfy_their_schema(path: Path) -> None:
    merchant = json.loads(path.read_text(encoding="utf-8"))

    assert [
        error.message for error in Draft202012Validator(SCHEMAS["assessment.json"]).iter_errors(merchant)
    ] == []


@pytest.mark.parametrize(
    ("instead_of", "write"),
    [
        ("weight: 1", "wieght: 1"),
        ("days: 1,", "dyas: 1,"),
        ("kind: grid", "kind: gird"),
        ("en: North}", "fr: Nord}"),
        ("id: plants.beds", "id: Plants.beds"),
    ],
)
def test_a_slip_does_not_satisfy_the_schema(instead_of: str, write: str, tmp_path: Path) -> None:
    text = (SMALL / "dimensions/plants.yaml").read_text(encoding="utf-8")
    assert instead_of in text
    path = tmp_path / "plants.yaml"
    path.write_text(text.replace(instead_of, write, 1), encoding="utf-8")

    assert not Draft202012Validator(SCHEMAS["dimension.json"]).is_valid(plain(path))


def test_the_committed_schemas_are_up_to_date() -> None:
    languages = INSTRUMENT.languages
    assert languages == ["zh", "en"]

    committed = {
        path.name: path.read_text(encoding="utf-8") for path in (shipped_bank() / "schema").glob("*.json")
    }

    assert committed == {name: schema_text(schema) for name, schema in SCHEMAS.items()}, (
        "run: python -m assessment schema --out questions/schema"
    )
