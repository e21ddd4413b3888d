"""The OpenAPI document describes the routes that there are, all of them and no others, and leads nowhere."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def described(client):
    return client.get("/api/openapi.json").get_json()


def routes_of(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") or rule.rule == "/healthz"]
    return {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def operations_of(described):
    return {(path, method): each for path, methods in described["paths"].items() for method, each in methods.items()}


def references_in(node):
    if isinstance(node, dict):
        return {node["$ref"]} if "$ref" in node else set().union(*map(references_in, node.values()))
    return set().union(*map(references_in, node)) if isinstance(node, list) else set()


def test_routes_and_description_are_the_same(app, described):
    assert set(operations_of(described)) == routes_of(app)


def test_every_reference_leads_to_a_schema_and_every_schema_is_used(described):
    schemas = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert references_in(described) == schemas


def test_every_operation_has_a_name_of_its_own_a_summary_and_described_replies(described):
    operations = operations_of(described).values()
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert each["summary"]
        assert {"200", "500"} <= set(each["responses"])
        assert all(response["description"] and response["content"] for response in each["responses"].values())


def test_every_part_of_a_path_is_a_required_parameter(described):
    for (path, _), operation in operations_of(described).items():
        declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path" and p["required"]}
        assert declared == set(re.findall(r"{(\w+)}", path))


def test_the_question_is_described_with_its_limits(described):
    assert described["openapi"].startswith("3.1")
    request = described["components"]["schemas"]["AskRequest"]
    assert request["additionalProperties"] is False and request["required"] == ["question"]
    assert request["properties"]["question"] == {"type": "string", "minLength": 1, "maxLength": 500}
