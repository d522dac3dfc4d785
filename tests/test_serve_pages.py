"""The pages of nodes, the page to query on, and the explorer, as served; in a real Chromium without a network."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from lxml import html
from rdflib import RDF, Graph, URIRef
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from kg.query import named_queries, run_query
from kg.tables import load
from kg.vocab import DATA_BASE, KG

PAPER = "paper/attention-is-all-you-need"
HTML = {"Accept": "text/html"}


def page(address: str, path: str) -> html.HtmlElement:
    response = httpx2.get(f"{address}id/{path}", headers=HTML)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["vary"].startswith("Accept")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    return html.fromstring(response.text)


def links(tree: html.HtmlElement) -> set[str]:
    return {str(link.get("href")).removeprefix("/id/") for link in tree.iter("a")}


def test_the_page_of_a_paper_shows_its_links_with_their_words(address: str, example_build: Path) -> None:
    tables = load(example_build)
    tree = page(address, PAPER)
    (paper,) = [row for row in tables.papers if row.paper_id == PAPER]
    assert tree.findtext(".//h1") == paper.title
    assert paper.abstract in tree.text_content()
    assert {row.entity_id for row in tables.links if row.paper_id == PAPER} <= links(tree)
    quoted = {quote.text for quote in tree.iter("q")}
    assert quoted == {row.surface for row in tables.mentions if row.paper_id == PAPER}
    pairs = {row.paper_b if row.paper_a == PAPER else row.paper_a for row in tables.related if PAPER in row[:2]}
    assert pairs <= links(tree)
    assert f"/#{PAPER}" in links(tree)


def test_the_page_of_an_entity_shows_its_papers(address: str, example_build: Path) -> None:
    tables = load(example_build)
    for entity in tables.entities[:: len(tables.entities) // 12]:
        tree = page(address, entity.entity_id)
        assert tree.findtext(".//h1") == entity.label
        assert {row.paper_id for row in tables.links if row.entity_id == entity.entity_id} <= links(tree)


def test_every_kind_of_node_has_a_page(address: str, example_build: Path) -> None:
    query = "SELECT ?class (SAMPLE(?node) AS ?one) { ?node a ?class FILTER (STRSTARTS(STR(?node), @)) } GROUP BY ?class"
    rows = run_query(example_build, query.replace("@", f'"{DATA_BASE}"')).rows
    assert len(rows) > 10
    for _, node in rows:
        path = str(node).removeprefix(DATA_BASE).partition("#")[0]
        assert page(address, path).findtext(".//h1")


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_a_node_is_dereferenced_as_rdf(address: str, accept: str) -> None:
    response = httpx2.get(f"{address}id/{PAPER}", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    formats = {"application/n-triples": "nt", "application/rdf+xml": "xml"}
    graph = Graph().parse(data=response.text, format=formats.get(accept, "turtle"))
    node = URIRef(DATA_BASE + PAPER)
    assert (node, RDF.type, KG.Paper) in graph
    assert (None, KG.paper, node) in graph


def test_the_terms_of_the_ontology_are_dereferenced_together(address: str) -> None:
    response = httpx2.get(f"{address}id/ontology", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=response.text, format="turtle")
    assert (KG.Paper, RDF.type, None) in graph
    assert (KG.usesDataset, RDF.type, None) in graph


@pytest.mark.parametrize("headers", [HTML, {"Accept": "text/turtle"}])
def test_nodes_that_are_not_there(address: str, headers: dict[str, str]) -> None:
    response = httpx2.get(f"{address}id/paper/nothing-of-the-kind", headers=headers)
    assert (response.status_code, response.text.partition(" of ")[0]) == (404, "the graph knows nothing")
    assert httpx2.get(f"{address}id/{PAPER}", headers={"Accept": "image/png"}).status_code == 406


def test_the_explorer_is_served_as_built(address: str, example_build: Path) -> None:
    assert httpx2.get(address).text == (example_build / "graph.html").read_text(encoding="utf-8")


# ----------------------------------------------------------------------------------------------------- in a browser


@pytest.fixture
def browser(driver: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A browser that has nothing to complain of afterwards: no blocked script or style, no request elsewhere."""
    driver.get_log("browser")
    yield driver
    assert driver.get_log("browser") == []


def status(driver: webdriver.Chrome, text: str) -> str:
    def found(_: object) -> str:
        said = driver.find_element(By.ID, "status").text
        return said if text in said else ""

    return WebDriverWait(driver, 20).until(found)


def choose(driver: webdriver.Chrome, name: str) -> None:
    driver.find_element(By.CSS_SELECTOR, f"#questions [data-name={name}]").click()


def test_a_named_question_is_chosen_and_answered(browser: webdriver.Chrome, address: str, example_build: Path) -> None:
    browser.get(f"{address}query")
    offered = [button.text for button in browser.find_elements(By.CSS_SELECTOR, "#questions button")]
    assert offered == [query.title for query in named_queries()]
    choose(browser, "papers-by-dataset")
    expected = run_query(example_build, next(q.text for q in named_queries() if q.name == "papers-by-dataset"))
    assert status(browser, " rows in ").startswith(f"{len(expected.rows)} rows in ")
    heads = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "#table th")]
    assert heads == list(expected.columns)
    cells = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "#table tbody tr:first-child td")]
    assert cells[0] == expected.rows[0][0]
    assert browser.find_elements(By.CSS_SELECTOR, ".yasqe .cm-keyword")


def test_a_named_question_is_asked_about_something_else(
    browser: webdriver.Chrome, address: str, example_build: Path
) -> None:
    browser.get(f"{address}query")
    choose(browser, "datasets-by-technique")
    status(browser, " in ")
    field = browser.find_element(By.CSS_SELECTOR, "#parameters input[name=technique]")
    field.clear()
    field.send_keys("convolution", Keys.ENTER)
    shown = "return document.querySelector('.CodeMirror').CodeMirror.getValue()"
    WebDriverWait(browser, 20).until(
        lambda _: "<https://w3id.org/paper-kg/technique/c" in browser.execute_script(shown)
    )
    expected = run_query(example_build, browser.execute_script(shown))
    assert status(browser, " in ").startswith(f"{len(expected.rows)} row")


def test_answers_are_sorted_drawn_and_linked(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}query")
    choose(browser, "top-entities")
    status(browser, "50 rows")
    browser.find_elements(By.CSS_SELECTOR, "#table th button")[1].click()
    labels = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "#table td:nth-child(2)")]
    assert labels == sorted(labels, key=str.casefold)
    browser.find_element(By.ID, "as-graph").click()
    WebDriverWait(browser, 20).until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#drawing canvas"))
    browser.find_element(By.ID, "as-table").click()
    link = browser.find_element(By.CSS_SELECTOR, "#table tbody a")
    href = link.get_attribute("href")
    link.click()
    WebDriverWait(browser, 20).until(lambda _: browser.current_url == href)
    assert browser.find_element(By.TAG_NAME, "h1").text


def test_a_query_is_typed_run_and_kept_in_the_address(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}query")
    write(browser, "CONSTRUCT { ?p a kg:Paper } WHERE { ?p a kg:Paper }")
    browser.find_element(By.CSS_SELECTOR, ".CodeMirror textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    told = status(browser, "triples in ")
    browser.refresh()
    assert status(browser, "triples in ").split()[0] == told.split()[0]


def test_errors_are_shown_where_the_answer_would_be(driver: webdriver.Chrome, address: str) -> None:
    driver.get(f"{address}query")
    write(driver, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    driver.find_element(By.ID, "run").click()
    assert status(driver, "SERVICE").startswith("SERVICE asks another server")
    assert "403" in str(driver.get_log("browser"))


def test_what_the_graph_holds_is_text_and_never_runs(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}query")
    write(browser, 'SELECT ("<img src=x onerror=window.ran=1>" AS ?x) ("javascript:window.ran=2" AS ?y) {}')
    browser.find_element(By.ID, "run").click()
    status(browser, "1 row in ")
    assert browser.find_element(By.CSS_SELECTOR, "#table td").text == "<img src=x onerror=window.ran=1>"
    assert browser.execute_script("return window.ran") is None


def test_terms_are_completed_from_the_ontology(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}query")
    write(browser, "PREFIX kg: <https://w3id.org/paper-kg/ontology#>\nSELECT * { ?p kg:usesD")
    editor = "const editor = document.querySelector('.CodeMirror').CodeMirror; editor.focus(); "
    browser.execute_script(editor + "editor.setCursor(1, 100); editor.autocomplete()")
    hints = WebDriverWait(browser, 20).until(lambda _: browser.find_elements(By.CSS_SELECTOR, ".CodeMirror-hint"))
    assert any("usesDataset" in hint.text for hint in hints)


def write(driver: webdriver.Chrome, query: str) -> None:
    driver.execute_script("document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])", query)
