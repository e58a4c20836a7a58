"""From a path to a document: bytes, media type, validators. Knows nothing of HTTP."""
