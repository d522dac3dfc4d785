"""A Spark cluster of this machine: a master and workers, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2

Result = TypeVar("Result")

MOST_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Cluster:
    """The address of a master, its workers, and the environment that its users need."""

    master: str
    page: str
    workers: tuple[subprocess.Popen[bytes], ...]
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(answer: Callable[[], Result | None], what: str) -> Result:
    """Return the answer as soon as there is one."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        if (found := answer()) is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen in {MOST_SECONDS} s")


def answer(url: str) -> Any:
    """Return the JSON that a page of Spark gives, None while it gives none."""
    try:
        return httpx2.get(url, timeout=5).raise_for_status().json()
    except (httpx2.HTTPError, ValueError):
        return None


@contextmanager
def cluster(folder: Path, *, workers: int, ui_port: int) -> Iterator[Cluster]:
    """Start a master and `workers` workers of one core each; kill what is left of them at the end."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = free_port(), free_port()
    configuration = folder / "conf"
    configuration.mkdir()
    (configuration / "spark-defaults.conf").write_text(f"spark.ui.port {ui_port}\nspark.executor.memory 512m\n")
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(configuration),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
        "OMP_NUM_THREADS": "1",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments]
        with (folder / f"{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        started.append(process)
        return process

    address = f"spark://127.0.0.1:{port}"
    try:
        start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page))
        status = f"http://127.0.0.1:{page}/json/"
        until(lambda: answer(status), "the start of the master")
        running = tuple(
            start(
                "worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--host",
                "127.0.0.1",
                "--work-dir",
                str(folder / f"worker{number}"),
                address,
            )
            for number in range(workers)
        )
        until(lambda: len((answer(status) or {}).get("workers", ())) == workers or None, "the start of the workers")
        yield Cluster(address, status, running, environment)
    finally:
        for process in started:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
