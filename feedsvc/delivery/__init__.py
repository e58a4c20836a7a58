"""What the server and the export say alike of documents: codings, cache times, where feeds used to be."""
