"""Entries of posts: the part of a sync that computes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from feedsvc.errors import EntryError, RecordError
from feedsvc.formats.entry import Entry, Fragment
from feedsvc.formats.fragments import fragments
from feedsvc.formats.parsable import body_fault, entry_fault
from feedsvc.posts.post import Post
from feedsvc.render.asset_links import published_at
from feedsvc.render.options import RenderOptions
from feedsvc.render.plain import as_plain_text
from feedsvc.render.render import Renderer
from feedsvc.render.report import Rendered
from feedsvc.unix_time import moment

TITLE_LENGTH = 60
SMALL = 1000  # characters


@dataclass(frozen=True, slots=True)
class EntryJob:
    """A post to be made an entry. `url` is absolute, on the placeholder; times in seconds; `with_source`
    keeps the Markdown."""

    post: Post
    id: str
    url: str
    updated: int
    atom_updated: int
    with_source: bool
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class RenderedEntry:
    """An entry, its markup, how it was rendered, and in how many `seconds` (None for a text given up);
    `fault` says why it is not what was made of the text at first, where that is feedsvc's fault alone."""

    entry: Entry
    fragments: dict[str, Fragment]
    rendered: Rendered
    seconds: float | None = None
    fault: str = ""


class EntryRenderer:
    """Renders posts and writes their entries, in this process or in one that computes for it."""

    def __init__(self, options: RenderOptions) -> None:
        self._renderer, self._options = Renderer(options), options

    def __call__(self, job: EntryJob) -> RenderedEntry | RecordError:
        """The entry of a job; a `RecordError` for a text that cannot be rendered."""
        began = time.perf_counter()
        try:
            rendered = self._renderer.render(job.post, job.url)
            if fault := body_fault(rendered.html):
                return self.without_rendering(job, fault)
            return replace(_made(job, rendered), seconds=time.perf_counter() - began)
        except EntryError as error:
            return self._otherwise(job, error)
        except RecordError as error:
            return error
        except MemoryError:
            raise
        except Exception as error:
            return self.without_rendering(job, f"fails ({type(error).__name__}: {error}), please report it")

    def without_rendering(self, job: EntryJob, reason: str) -> RenderedEntry | RecordError:
        """What becomes of a job whose text was given up: the version that readers have stays, else they get
        the text as it is. `reason` goes on after "rendering"."""
        if job.is_shown:
            what = f"rendering {reason}; the last good version stays"
            return RecordError(job.post.origin, "content", what)
        try:
            return _made(job, as_plain_text(job.post, self._options, reason))
        except EntryError as error:
            return error

    def _otherwise(self, job: EntryJob, error: EntryError) -> RenderedEntry | RecordError:
        """The same for a job whose entry would make feeds unreadable."""
        if job.is_shown:
            return EntryError(error.origin, None, f"{error.reason}; the last good version stays")
        made = self.without_rendering(job, f"cannot be published: {error.reason}")
        return made if isinstance(made, RecordError) else replace(made, fault=str(error))


def is_small(job: EntryJob) -> bool:
    """Whether nothing that takes long can be in the text: it is short, and without formulas."""
    text = (job.post.markdown or "") + (job.post.html or "")
    return len(text) <= SMALL and "$" not in text and "\\" not in text


def _made(job: EntryJob, rendered: Rendered) -> RenderedEntry:
    entry = _entry(job, rendered)
    try:
        made = fragments(entry)
        fault = entry_fault(entry, made)
    except ValueError as error:  # feedgen's and lxml's, for what they do not take
        fault = f"cannot be written ({error})"
    if fault:
        raise EntryError(job.post.origin, None, f"its entry {fault}; please report it")
    return RenderedEntry(entry, made, rendered)


def _entry(job: EntryJob, rendered: Rendered) -> Entry:
    post = job.post
    return Entry(
        id=job.id,
        url=job.url,
        title=post.title or _beginning(rendered.shown_excerpt.text) or post.published.date().isoformat(),
        published=post.published,
        updated=moment(job.updated),
        atom_updated=moment(job.atom_updated),
        html=rendered.html,
        excerpt=rendered.shown_excerpt.text,
        tags=post.tags,
        categories=post.categories,
        authors=post.authors,
        contributors=post.contributors,
        language=post.language,
        rights=post.rights,
        image=published_at(post, job.url, post.image) if post.image else None,
        enclosures=tuple(
            replace(item, url=published_at(post, job.url, item.url)) for item in post.enclosures
        ),
        markdown=post.markdown if job.with_source else None,
    )


def _beginning(excerpt: str) -> str:
    if len(excerpt) <= TITLE_LENGTH:
        return excerpt
    cut = excerpt.rfind(" ", 0, TITLE_LENGTH + 1)
    return excerpt[: cut if cut >= TITLE_LENGTH // 2 else TITLE_LENGTH] + "…"
