"""The write side: records become a revision of the store."""
