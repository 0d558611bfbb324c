"""The linked data of a dossier, read by a library that knows RDF and nothing of detente."""

import json
from collections import Counter

import pytest

from detente.case.read import open_case
from detente.report.dossier import from_jsonld, to_jsonld

rdflib = pytest.importorskip("rdflib")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyparsing")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
OURS = "https://detente.invalid/ns#"


@pytest.fixture(scope="module")
def dossier():
    return open_case("us-china-2025").dossier


@pytest.fixture(scope="module")
def graph(dossier):
    made = rdflib.Graph()
    made.parse(data=json.dumps(to_jsonld(dossier)), format="json-ld")
    return made


def test_only_terms_of_the_three_vocabularies_and_no_address_of_this_machine(graph):
    named = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    own = (OURS, str(PROV), str(OA), str(rdflib.RDF))
    assert {name for name in named if not name.startswith(own)} == set()


def test_every_record_is_an_entity_or_an_agent_and_reads_back(graph, dossier):
    kinds = Counter(graph.objects(None, rdflib.RDF.type))
    agents = len(dossier.sources) + len(dossier.actors) + len(dossier.people) + 1
    assert kinds[PROV.Agent] == agents
    assert kinds[PROV.Entity] == sum(1 for _ in dossier) - agents + 1
    literals = list(graph.subject_objects(rdflib.URIRef(OURS + "record")))
    assert len(literals) == sum(1 for _ in dossier)
    tables = dict(graph.subject_objects(rdflib.URIRef(OURS + "table")))
    rows = [{"det:table": str(tables[name]), "det:record": json.loads(str(record))} for name, record in literals]
    assert from_jsonld({"@graph": rows}).claims == dossier.claims


def test_what_rests_on_something_rests_on_a_node_of_the_graph(graph):
    nodes = set(graph.subjects(rdflib.RDF.type, None))
    for term in (PROV.wasDerivedFrom, PROV.wasAttributedTo, PROV.wasGeneratedBy, PROV.wasRevisionOf):
        pointed = set(graph.objects(None, term))
        assert pointed <= nodes
    assert set(graph.objects(None, PROV.wasGeneratedBy)) == {rdflib.URIRef(OURS + "coding")}
    assert (rdflib.URIRef(OURS + "coding"), rdflib.RDF.type, PROV.Activity) in graph


def test_a_place_is_a_web_annotation_with_quote_and_position(graph, dossier):
    asked = """
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?passage ?source ?exact ?start ?end WHERE {
          ?passage a oa:Annotation ; oa:hasTarget ?target .
          ?target oa:hasSource ?source ; oa:hasSelector ?quote, ?position .
          ?quote a oa:TextQuoteSelector ; oa:exact ?exact .
          ?position a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
        }"""
    found = {str(row.passage).removeprefix(OURS): row for row in graph.query(asked)}
    assert found.keys() == dossier.passages.keys()
    for name, passage in dossier.passages.items():
        row, place = found[name], passage.selector
        assert (str(row.exact), row.start.toPython(), row.end.toPython()) == (place.exact, place.start, place.end)
        assert str(row.source) == OURS + passage.document
