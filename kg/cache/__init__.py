"""What was once extracted is kept for the builds to come, in a folder of the user."""

from kg.cache.extractions import KeptExtractions, kept_vectors
from kg.cache.store import Store, cache_folder

__all__ = ["KeptExtractions", "Store", "cache_folder", "kept_vectors"]
