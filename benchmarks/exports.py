"""Write one big graph as GraphML with kg and with networkx's writer, each in a process of its own, in one run.

    python benchmarks/exports.py [NODES] [EDGES]

Made up are 100,000 nodes (two papers to every three entities) and 1,000,000 links between them, with titles, names and
communities of the usual length. Both start from the tables of a build on disk. Printed are the seconds of processor
time and the peak of memory of each process, and the other formats of kg beside them.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from kg.model import Relation
from kg.tables import EntityRow, LinkRow, PaperRow, Tables, write_tables

ROOT = Path(__file__).parent.parent
PROCESS = """
import json, sys, time
from pathlib import Path
build, out = Path(sys.argv[1]), Path(sys.argv[2])
WORK
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
mebibytes = int(status["VmHWM"].split()[0]) / 1024
size = sum(path.stat().st_size for path in ([out] if out.is_file() else out.iterdir())) / 1e6
print(json.dumps([time.process_time(), mebibytes, size]))
"""
KG = "from kg.export.formats import export; export(build, out, format={format!r})"
NETWORKX = """
import networkx as nx
from kg.export.views import make_view
from kg.tables import load
view = make_view(load(build))
graph = nx.MultiGraph()
names = [attribute.name for attribute in view.node_attributes]
for node in view.nodes():
    told = {name: "; ".join(v) if isinstance(v, tuple) else v for name, v in zip(names, node.values)}
    told |= {"label": node.label, "x": node.x, "y": node.y, "size": node.size, "color": node.color}
    graph.add_node(node.id, **{name: v for name, v in told.items() if v is not None and v != ""})
names = [attribute.name for attribute in view.edge_attributes]
for edge in view.edges():
    told = dict(zip(names, edge.values)) | {"label": edge.label, "relation": edge.relation, "weight": edge.weight}
    graph.add_edge(edge.source, edge.target, key=edge.id, **told)
nx.write_graphml(graph, out)
"""
OTHER_FORMATS = ("gexf", "csv", "neo4j", "graphology", "cytoscape")


def main() -> None:
    """Print a table of seconds, memory and sizes."""
    nodes, edges = (int(given) for given in (*sys.argv[1:], *("100000", "1000000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        write_tables(made_up(nodes, edges), build / "tables")
        runs = {"kg, graphml": KG.format(format="graphml"), "networkx, graphml": NETWORKX}
        runs |= {f"kg, {format}": KG.format(format=format) for format in OTHER_FORMATS}
        print(f"{nodes:,} nodes, {edges:,} edges\n")
        print("| | seconds of processor time | peak memory, MiB | MB written |\n|---|--:|--:|--:|", flush=True)
        for name, work in runs.items():
            seconds, memory, size = measured(work, build, Path(folder) / name)
            print(f"| {name} | {seconds:.1f} | {memory:,.0f} | {size:,.0f} |", flush=True)


def measured(work: str, build: Path, out: Path) -> tuple[float, float, float]:
    """Return seconds, peak MiB and MB written of a process that does the work."""
    command = [sys.executable, "-c", PROCESS.replace("WORK", work), str(build), str(out)]
    seconds, memory, size = json.loads(subprocess.check_output(command, cwd=ROOT))
    return seconds, memory, size


def made_up(nodes: int, edges: int) -> Tables:
    """Return tables with so many papers and entities, and so many links between them."""
    chance = random.Random(7)
    words = ["".join(chance.choices("aeilmnorst", k=chance.randint(3, 10))) for _ in range(5000)]
    papers = [
        PaperRow(
            f"paper/{number:06}-{'-'.join(title)}",
            " ".join(title).capitalize(),
            "",
            (f"{words[number % 997].title()} {words[number % 991].title()}",),
            2000 + number % 25,
            "Conference",
            f"https://example.org/{number}",
            (),
            number % 40,
            chance.uniform(-9e3, 9e3),
            chance.uniform(-9e3, 9e3),
        )
        for number in range(nodes * 2 // 5)
        for title in [chance.choices(words, k=9)]
    ]
    kinds = list(Relation)
    links: set[tuple[int, int]] = set()
    others = nodes - len(papers)
    while len(links) < edges:
        links.add((chance.randrange(len(papers)), int(chance.random() ** 2 * others)))
    entities = [
        EntityRow(
            f"{kind}/{'_'.join(name)}_{number}",
            kind,
            " ".join([*name, str(number)]),
            (" ".join(name),),
            1 + number % 50,
            number % 40,
            chance.uniform(-9e3, 9e3),
            chance.uniform(-9e3, 9e3),
        )
        for number in range(others)
        for kind, name in [(kinds[number % len(kinds)], chance.choices(words, k=2))]
    ]
    rows = [
        LinkRow(papers[a].paper_id, entities[b].entity_id, entities[b].kind, "", round(chance.random(), 4), 1)
        for a, b in sorted(links)
    ]
    return Tables(papers, entities, rows, [], [], [])


if __name__ == "__main__":
    main()
