"""What is kept: posts with their entries, the ledger of ids and ordinals, and each revision."""
