"""A Flask app with a table of articles, and its feeds below /news/.

flask --app app run          http://127.0.0.1:5000/ and http://127.0.0.1:5000/news/
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from flask import Flask, abort, request
from markupsafe import escape

from feedsvc import Feeds

ARTICLES = "articles.db"
ADDRESS = "https://example.com/"

app = Flask(__name__)


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(ARTICLES)
    connection.row_factory = sqlite3.Row
    return connection


# The feeds: where they are kept, where they are found, what they are made of.

feeds = Feeds("sqlite:///feeds.db", site={"url": f"{ADDRESS}news/", "title": "News from the pier"})
app.register_blueprint(feeds.blueprint(), url_prefix="/news")


def publish() -> None:
    """Publish the articles as they are now; what did not change costs next to nothing."""
    with closing(database()) as connection:
        feeds.sync(
            connection.execute(
                "SELECT id, title, body AS content, published AS date, topic AS tags,"
                f" '{ADDRESS}articles/' || id AS url FROM article"
            ),
            name="article",
        )


app.cli.command("publish")(publish)


# The app as it was before it had feeds, but for one line: `publish()`.


@app.cli.command("init-db")
def init_db() -> None:
    """Make the table, with a thousand articles."""
    first = datetime(2026, 1, 1, 8, tzinfo=UTC)
    topics = ("boats", "weather", "people")
    with closing(database()) as connection, connection:
        connection.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, title, body, published, topic)")
        connection.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
            [
                (
                    number,
                    f"Day {number} on the pier",
                    f"The tide table says **{number % 12 + 1} o'clock**.\n\nSo we went out.",
                    (first + timedelta(hours=6 * number)).isoformat(),
                    topics[number % 3],
                )
                for number in range(1, 1001)
            ],
        )


@app.get("/articles/<int:number>")
def article(number: int) -> str:
    with closing(database()) as connection:
        row = connection.execute("SELECT title, body FROM article WHERE id = ?", [number]).fetchone()
    if row is None:
        abort(404)
    return f"<h1>{escape(row['title'])}</h1><p>{escape(row['body'])}</p>"


@app.post("/articles")
def add_article() -> tuple[str, int]:
    row = (request.form["title"], request.form["body"], datetime.now(UTC).isoformat(), "people")
    with closing(database()) as connection, connection:
        connection.execute("INSERT INTO article (title, body, published, topic) VALUES (?, ?, ?, ?)", row)
    publish()
    return "added", 201
