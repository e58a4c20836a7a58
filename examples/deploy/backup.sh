#!/bin/sh
# backup.sh STORE FOLDER: keep a copy of an SQLite store, and its ledger as text, with today's date.
#
# The copy is of one moment, while feedsvc goes on. The ledger holds what can never be made again: the ids
# that readers know posts by. Of PostgreSQL, keep `pg_dump --format=custom` and the ledger.
set -eu
store=$1 folder=$2 day=$(date +%F)
mkdir -p "$folder"
python3 -c '
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as store:
    with closing(sqlite3.connect(sys.argv[2])) as copy:
        store.backup(copy)
' "$store" "$folder/feedsvc-$day.db.part"
mv "$folder/feedsvc-$day.db.part" "$folder/feedsvc-$day.db"
feedsvc ledger export --store "sqlite:///$store" "$folder/ledger-$day.jsonl"
