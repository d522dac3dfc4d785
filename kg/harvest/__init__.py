"""Fetch records of papers from the services that have them, as these give them."""

from kg.harvest.fetch import Fetched, Plan, Progress, fetch, plan
from kg.harvest.services import SERVICES

__all__ = ["SERVICES", "Fetched", "Plan", "Progress", "fetch", "plan"]
