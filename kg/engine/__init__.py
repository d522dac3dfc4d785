"""Where the work is done: on this machine or on a Spark cluster."""

from kg.engine.engine import Engine
from kg.engine.local import LocalEngine
from kg.engine.spark import SparkEngine, spark_engine

__all__ = ["Engine", "LocalEngine", "SparkEngine", "spark_engine"]
