"""Put a built graph into a triple store."""

from kg.publish.addresses import StoreAddresses, store_addresses
from kg.publish.publish import Published, publish

__all__ = ["Published", "StoreAddresses", "publish", "store_addresses"]
