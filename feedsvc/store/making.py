"""Making entries: the part of a sync that computes, in this process or spread over several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from feedsvc.errors import RecordError
from feedsvc.formats.entry import Entry, Fragments
from feedsvc.formats.fragments import fragments
from feedsvc.posts.post import Post
from feedsvc.render.options import RenderOptions
from feedsvc.render.render import Renderer
from feedsvc.render.report import Rendered
from feedsvc.store.ledger import moment
from feedsvc.store.processes import spread

TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Job:
    """A post to be made an entry. `url` is absolute, on the stand-in; times in seconds; `with_source` keeps
    the Markdown."""

    post: Post
    id: str
    url: str
    updated: int
    stamp: int
    with_source: bool


@dataclass(frozen=True, slots=True)
class Made:
    """An entry, its markup, and how it was rendered."""

    entry: Entry
    fragments: Fragments
    rendered: Rendered


def make_all(jobs: Iterable[Job], options: RenderOptions, processes: int) -> Iterator[Made | RecordError]:
    """What becomes of each job, in their order: a `RecordError` for a text that cannot be rendered.

    With one process the next job is taken when the one before is made; with more, some are taken ahead.
    """
    if processes < 2:
        maker = _Maker(options)
        yield from (maker.make(job) for job in jobs)
        return
    yield from spread(_make_chunk, jobs, processes, _set_up, options)


class _Maker:
    def __init__(self, options: RenderOptions) -> None:
        self._renderer = Renderer(options)

    def make(self, job: Job) -> Made | RecordError:
        try:
            rendered = self._renderer.render(job.post, job.url)
        except RecordError as error:
            return error
        entry = _entry(job, rendered)
        return Made(entry, fragments(entry), rendered)


_maker: _Maker  # of a worker process


def _set_up(options: RenderOptions) -> None:
    global _maker  # noqa: PLW0603 (the one way to keep something in a worker process)
    _maker = _Maker(options)


def _make_chunk(jobs: list[Job]) -> list[Made | RecordError]:
    return [_maker.make(job) for job in jobs]


def _entry(job: Job, rendered: Rendered) -> Entry:
    post = job.post
    return Entry(
        id=job.id,
        url=job.url,
        title=post.title or _beginning(rendered.excerpt) or post.published.date().isoformat(),
        published=post.published,
        updated=moment(job.updated),
        stamp=moment(job.stamp),
        html=rendered.html,
        excerpt=rendered.excerpt,
        tags=post.tags,
        categories=post.categories,
        authors=post.authors,
        contributors=post.contributors,
        language=post.language,
        rights=post.rights,
        image=urljoin(job.url, post.image) if post.image else None,
        enclosures=tuple(replace(item, url=urljoin(job.url, item.url)) for item in post.enclosures),
        markdown=post.markdown if job.with_source else None,
    )


def _beginning(excerpt: str) -> str:
    if len(excerpt) <= TITLE_LENGTH:
        return excerpt
    cut = excerpt.rfind(" ", 0, TITLE_LENGTH + 1)
    return excerpt[: cut if cut >= TITLE_LENGTH // 2 else TITLE_LENGTH] + "…"
