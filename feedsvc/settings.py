"""Every setting, with a default that works alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from feedsvc.addresses import require_redirects, site_url
from feedsvc.feed_formats import FORMAT_NAMES
from feedsvc.iri import to_uri
from feedsvc.posts.dates import is_zone
from feedsvc.posts.fields import language
from feedsvc.posts.post import ExcerptRule, IdRule

if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[FORMAT_NAMES]
DEFAULT_URL = "http://localhost:8000/"
STORED = "stored"  # the context in which what was published already is read: no later rule forbids it


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Section):
    """An author of the site."""

    name: str = Field(min_length=1)
    email: str | None = None
    uri: str | None = None


class Site(_Section):
    """Who publishes, and where."""

    url: str | None = Field(None, description="public address of the site; every link begins with it")
    title: str = Field("Latest updates", min_length=1, description="title of the site and of its main feed")
    description: str = Field("", description="one sentence about the site")
    language: str | None = Field(None, description="language of the site (BCP 47), for example en or zh-CN")
    timezone: str = Field("UTC", description="zone of dates that name none, and of dates on the page")
    authors: tuple[Person, ...] = Field((), description="authors of posts that name none")
    rights: str | None = Field(None, description="copyright notice")
    logo: str | None = Field(None, description="address of a picture, twice as wide as high")
    icon: str | None = Field(None, description="address of a small square picture")
    authority: str | None = Field(None, description="domain in tag URIs (RFC 4151); else the site.url's host")
    ids: IdRule = Field("auto", description="ids of new posts: the generator's (auto), a url, or a tag URI")

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        return value if value is None or info.context == STORED else site_url(value)

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("not a time zone; write a name such as Europe/Berlin or UTC")
        return value

    @field_validator("language")
    @classmethod
    def _is_language(cls, value: str | None, info: ValidationInfo) -> str | None:
        return value if value is None or info.context == STORED else language(value)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class FeedOptions(_Section):
    """How feed documents are cut and what they carry."""

    formats: tuple[FormatName, ...] = Field(
        FORMAT_NAMES, min_length=1, description="formats that every feed is published in"
    )
    page_size: int = Field(20, ge=1, le=1000, description="posts in one archive document")
    content: Literal["full", "excerpt"] = Field("full", description="whole posts, or their excerpts")
    markdown: bool = Field(False, description="give RSS the Markdown source too (source:markdown)")
    tombstone_days: int = Field(30, ge=0, description="days a deleted post is announced")
    resurface_days: int = Field(30, ge=0, description="days a new or updated post is shown, also archived")
    resurface_limit: int = Field(500, ge=0, description="archived posts shown so at most: the latest")


class PostFilter(_Section):
    """Posts by what they say of themselves: a post is chosen when each list that is not empty has a match.

    A category matches those inside it; `text` matches titles and texts that contain it, whatever the case.
    """

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


class FilterFeed(_Section):
    """A feed of your own making: the posts of `include` (all where it says nothing), less `exclude`."""

    title: str | None = Field(None, min_length=1, description="title; else the site's and the feed's name")
    description: str | None = Field(None, description="one sentence about the feed")
    include: PostFilter = Field(PostFilter(), description=f"lists of {', '.join(PostFilter.model_fields)}")
    exclude: PostFilter = Field(PostFilter(), description="the same lists: a post with any match is left out")
    content: Literal["full", "excerpt"] | None = Field(None, description="else that of [feed]")
    page_size: int | None = Field(None, ge=1, le=1000, description="else that of [feed]")
    image: str | None = Field(None, description="address of a picture; else site.logo")


class PageOptions(_Section):
    """The latest-updates page."""

    size: int = Field(12, ge=1, le=1000, description="posts on one page")
    limit: int | None = Field(
        None,
        ge=1,
        description="numbered pages of each feed; else 8, or 4 of a longer one, with older posts by month",
    )
    banner: str = Field("INCOMING TRANSMISSION", description="the line above the heading")
    heading: str = Field("LATEST UPDATES", description="the heading")
    templates: str | None = Field(None, description="folder of templates, style and words of your own")

    @field_validator("templates")
    @classmethod
    def _is_folder(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.context != STORED and not Path(value).is_dir():
            raise ValueError("no such folder")
        return value


class ExcerptOptions(_Section):
    """How excerpts are cut."""

    rule: ExcerptRule = Field("rendered", description="cut the rendered text, or the Markdown source")
    limit: int | None = Field(None, ge=1, description="code points; else 500 (rendered) or 350 (source)")


class ContentOptions(_Section):
    """What readers are given as a post's text."""

    math: Literal["mathml", "tex"] = Field(
        "mathml", description="formulas as MathML with their TeX, or as TeX"
    )
    fragments: Literal["absolute", "kept"] = Field(
        "absolute", description="a link to #place: to the post's own page, or kept inside the text"
    )
    trusted: bool = Field(False, description="keep frames (iframe) from other sites; scripts never")
    markdown: Literal["auto", "commonmark", "python-markdown"] = Field(
        "auto", description="how Markdown is read: as the blog's generator does, or one way for all"
    )


class SourceOptions(_Section):
    """Where the posts are."""

    path: str | None = Field(None, description="a folder of Markdown files, a .jsonl or a JSON Feed file")
    url: str | None = Field(None, description="the address of a database with the posts, in place of a path")
    table: str | None = Field(None, description="its table whose rows are posts")
    query: str | None = Field(None, description="or the query whose rows are")
    key: str = Field("id", description="the column that names a row for good")
    fields: dict[str, str] = Field({}, description="fields of posts, each with the column that has it")
    watermark: str | None = Field(
        None, description="a column that changes with its row; else rows are compared as a whole"
    )
    channel: str | None = Field(None, description="of PostgreSQL's NOTIFY, by which it tells of changes")
    dialect: str = Field("auto", description="whose blog the folder is: auto, plain, or a generator's name")
    permalink: str | None = Field(
        None, min_length=1, description="the blog's permalink pattern, in its own notation; else its own"
    )
    files: Literal["auto", "all"] = Field("auto", description="files beside posts that are published")
    missing_date: Literal["reject", "commit", "file"] = Field(
        "reject", description="a file without a date: rejected, or dated by its first commit or by the file"
    )
    follow_links: bool = Field(False, description="read files outside the source to which links in it lead")


class StoreOptions(_Section):
    """Where published posts are kept."""

    url: str = Field("sqlite:///feedsvc.db", description="SQLAlchemy address of the store")


class CheckOptions(_Section):
    """What `feedsvc check` finds."""

    ignore: tuple[str, ...] = Field((), description="rules whose findings are left out")
    errors: tuple[str, ...] = Field((), description="rules whose findings count as errors, whatever they are")
    entry_size: int = Field(512, ge=1, description="KiB of HTML from which on an entry is too large")


class SyncOptions(_Section):
    """What a sync may do."""

    max_loss: float = Field(0.3, ge=0, le=1, description="share of posts that may vanish in one sync")
    jobs: int | None = Field(None, ge=1, description="processes that render; else one for each processor")
    post_seconds: float = Field(
        10, gt=0, description="processor time in which one post must be read, and rendered"
    )
    post_megabytes: int = Field(1024, ge=64, description="memory that one post may take while it is rendered")
    cluster: str | None = Field(None, description="the address of a Dask scheduler whose workers render")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="port of /metrics of `sync --watch`, at `server.metrics_host`"
    )


class ServerOptions(_Section):
    """The web process."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    workers: int = Field(1, ge=1, description="worker processes")
    threads: int = Field(4, ge=1, description="threads that make documents in each worker")
    cache_megabytes: int = Field(64, ge=0, description="memory for ready responses, in each worker")
    access_log: str | None = Field(None, description="file for a JSON line a request; - is standard output")
    metrics_host: str = Field("127.0.0.1", description="address that /metrics listens on")
    metrics_port: int | None = Field(None, ge=1, le=65535, description="port of /metrics; else there is none")
    trusted_proxies: int = Field(0, ge=0, description="proxies in front whose X-Forwarded-For is believed")


class DeliveryOptions(_Section):
    """How long copies may be kept, who is slowed down, which addresses have moved."""

    feed_seconds: int = Field(300, ge=0, description="freshness of subscription documents")
    page_seconds: int = Field(60, ge=0, description="freshness of pages and of all other documents")
    archive_seconds: int = Field(86_400, ge=0, description="freshness of archive documents")
    delta_clients: tuple[str, ...] = Field(
        ("newsboat", "python-reader"), description="readers given only what is new, where they ask; * is all"
    )
    full_answers_a_minute: int = Field(
        0, ge=0, description="a client that asks without validators gets this many, then 429; 0 is no limit"
    )
    moved: dict[str, str] = Field({}, description="old paths, each with the path or URL it is now at")

    @field_validator("moved")
    @classmethod
    def _leads_to_uris(cls, value: dict[str, str]) -> dict[str, str]:
        require_redirects(value)
        return {old: to_uri(new) for old, new in value.items()}


class ExportOptions(_Section):
    """The static export."""

    twins: tuple[Literal["gz", "br", "zst"], ...] = Field((), description="compressed twins beside each file")
    hosts: tuple[Literal["nginx", "apache", "caddy", "netlify", "cloudflare", "stubs"], ...] = Field(
        (), description="files that tell a host the media types, cache times and redirects"
    )
    nginx_modules: tuple[Literal["br", "zstd"], ...] = Field(
        (), description="codings that your nginx has a module for; it always has gzip"
    )
    jobs: int | None = Field(None, ge=1, description="processes that build documents; else one a core")
    cdn: Literal["cloudflare", "fastly", "cloudfront"] | None = Field(
        None, description="the network in front, purged of what changed"
    )
    cdn_id: str = Field("", description="its zone, service or distribution")
    cdn_token: str = Field("", description="its API token; CloudFront takes the keys of S3")
    cdn_api: str | None = Field(None, description="address of its API; else its own")


class Settings(_Section):
    """All settings. Made with `configuration.load`, never directly."""

    site: Site = Site()
    feed: FeedOptions = FeedOptions()
    feeds: dict[str, FilterFeed] = Field({}, description="feeds of your own making, by name")
    page: PageOptions = PageOptions()
    excerpt: ExcerptOptions = ExcerptOptions()
    content: ContentOptions = ContentOptions()
    source: SourceOptions = SourceOptions()
    store: StoreOptions = StoreOptions()
    sync: SyncOptions = SyncOptions()
    check: CheckOptions = CheckOptions()
    server: ServerOptions = ServerOptions()
    delivery: DeliveryOptions = DeliveryOptions()
    export: ExportOptions = ExportOptions()

    @property
    def url(self) -> str:
        """The site's URL, ending in a slash; for what is only looked at, where there is none yet."""
        return self.site.url or DEFAULT_URL

    def at(self, url: str | None) -> Settings:
        """The same settings for a site at `url`."""
        return self.model_copy(update={"site": self.site.model_copy(update={"url": url})})
