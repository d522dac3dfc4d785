"""The encoder that kg ships: all-MiniLM-L6-v2 (Apache-2.0), int8 ONNX."""
