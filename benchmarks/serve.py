"""Eight clients of one server, for a minute each: alone, and while a ninth sends queries that never end.

    python benchmarks/serve.py [DIR] [--seconds 60]

Every answer is compared with the one in process; a line tells how many were lost, wrong or refused.
"""

import argparse
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import numpy as np

from kg.query import answer, load, named_queries

CLIENTS = 8
SECONDS = 10
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SCRIPT = "import sys; from kg.serve import serve; serve(sys.argv[1], port=0, on_ready=lambda at: print(at, flush=True))"


def main() -> None:
    """Parse the arguments, run both rounds and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", type=Path, default=Path("outputs"), help="the folder of the graph")
    parser.add_argument("--seconds", type=float, default=60, help="how long each round takes")
    arguments = parser.parse_args()
    store = load(arguments.build)
    answers = {query.text: answer(store, query.text) for query in named_queries()}
    expected = {text: len(found.rows) for text, found in answers.items() if found.turtle is None}
    print(f"{len(store):,} triples, {len(expected)} named queries, {CLIENTS} clients, {arguments.seconds:g} s a round")
    print(f"{'':28}{'answers':>9}{'a second':>10}{'lost':>6}{'median':>10}{'95 %':>10}{'slowest':>10}")
    with subprocess.Popen([sys.executable, "-c", SCRIPT, arguments.build], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        endpoint = f"{server.stdout.readline().strip()}sparql"
        for label, ninth in (("the eight alone", False), ("beside endless queries", True)):
            run_round(label, endpoint, expected, arguments.seconds, ninth=ninth)
        server.terminate()


def run_round(label: str, endpoint: str, expected: dict[str, int], seconds: float, *, ninth: bool) -> None:
    """Let the clients ask for so long, and print how that went."""
    until = time.monotonic() + seconds
    took: list[float] = []
    lost: list[str] = []
    ended: list[int] = []

    def ask() -> None:
        with httpx2.Client(timeout=120) as client:
            while time.monotonic() < until:
                for text, rows in expected.items():
                    started = time.monotonic()
                    response = client.post(endpoint, data={"query": text})
                    took.append(time.monotonic() - started)
                    if response.status_code != 200 or len(response.json()["results"]["bindings"]) != rows:
                        lost.append(response.text[:80])

    def never_end() -> None:
        with httpx2.Client(timeout=120) as client:
            while time.monotonic() < until:
                ended.append(client.post(endpoint, data={"query": ENDLESS}).status_code)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)] + [threading.Thread(target=never_end)] * ninth
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    median, high, slowest = np.percentile(took, [50, 95, 100]) * 1000
    print(
        f"{label:28}{len(took):>9,}{len(took) / seconds:>10.1f}{len(lost):>6}"
        f"{median:>7.0f} ms{high:>7.0f} ms{slowest:>7.0f} ms"
        + (f"   {len(ended)} ended by the server after {SECONDS} s: {sorted(set(ended))}" if ninth else "")
    )


if __name__ == "__main__":
    main()
