# ruff: noqa: E501 (as those systems write them)
"""Feeds and exports of other publishing systems, as they write them, with words of our own."""

from __future__ import annotations

import json

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><id>http://old.example/</id>
<link rel="self" href="http://old.example/atom.xml"/>
<updated>2024-03-03T00:00:00Z</updated>
<entry><id>http://old.example/?p=3</id><title type="html">Tides &amp;amp; lamps</title>
<link href="http://old.example/2024/03/tides/"/><published>2024-03-01T10:00:00Z</published>
<updated>2024-03-02T10:00:00Z</updated><author><name>Ana Reis</name></author><category term="sea"/>
<content type="html">&lt;p&gt;The tide comes in twice a day.&lt;/p&gt;</content></entry>
<entry><id>http://old.example/?p=2</id><title>Fog</title>
<link rel="alternate" href="http://old.example/2024/02/fog/"/><updated>2024-02-01T10:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Fog over <em>the</em> pier.</p></div></content>
</entry>
</feed>
"""

RSS = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY long "aaaaaaaaaa">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Old</title><link>http://old.example/</link>
<atom:link rel="self" href="http://old.example/feed/"/><atom:link rel="next" href="http://old.example/feed/?paged=2"/>
<item><title>Kelp</title><link>http://old.example/kelp</link><guid isPermaLink="false">a&amp;b 7</guid>
<pubDate>Mon, 01 Jan 2024 10:00:00 +0100</pubDate><dc:creator>Rui</dc:creator><category>sea</category>
<description>A summary.</description><content:encoded><![CDATA[<p>Kelp grows a metre a day.</p>]]></content:encoded>
<enclosure url="http://old.example/kelp.mp3" length="12" type="audio/mpeg"/></item>
<item><title>Salt</title><guid>http://old.example/salt</guid><description>Only this.</description></item>
<item><title>Nameless</title></item>
</channel></rss>
"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Old",
        "feed_url": "http://old.example/feed.json",
        "items": [
            {"id": 42, "url": "http://old.example/nets/", "title": "Nets", "content_text": "Mending nets."},
            {"id": "urn:x:1", "content_html": "<p>Bare.</p>", "date_published": "2024-05-05T05:05:05Z"},
        ],
    }
)

GHOST = json.dumps(
    {
        "db": [
            {
                "meta": {"version": "5.80.0"},
                "data": {
                    "posts": [
                        {
                            "id": "65a0c1",
                            "title": "Low water",
                            "slug": "low-water",
                            "html": '<p>At <a href="__GHOST_URL__/tides/">low water</a>.</p>',
                            "status": "published",
                            "type": "post",
                            "published_at": "2024-01-05T10:00:00.000Z",
                            "custom_excerpt": "Mud.",
                            "feature_image": "__GHOST_URL__/content/images/mud.jpg",
                        },
                        {"id": "65a0c2", "title": "About", "slug": "about", "type": "page"},
                        {
                            "id": "65a0c3",
                            "title": "Later",
                            "slug": "later",
                            "type": "post",
                            "status": "draft",
                        },
                    ],
                    "tags": [{"id": "t1", "name": "sea"}, {"id": "t2", "name": "#internal"}],
                    "users": [{"id": "u1", "name": "Ana Reis"}],
                    "posts_tags": [
                        {"post_id": "65a0c1", "tag_id": "t2", "sort_order": 0},
                        {"post_id": "65a0c1", "tag_id": "t1", "sort_order": 1},
                    ],
                    "posts_authors": [{"post_id": "65a0c1", "author_id": "u1", "sort_order": 0}],
                },
            }
        ]
    }
)

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/6.5" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>ana</wp:author_login><wp:author_display_name><![CDATA[Ana Reis]]></wp:author_display_name>
</wp:author>
<item><title>Lamps</title><link>https://old.example/2024/01/lamps/</link>
<pubDate>Mon, 01 Jan 2024 11:00:00 +0000</pubDate><dc:creator><![CDATA[ana]]></dc:creator>
<guid isPermaLink="false">https://old.example/?p=7</guid><description></description>
<content:encoded><![CDATA[The lamp turns.
Once a minute.

[caption id="a1" width="300"]<img src="https://old.example/lamp.jpg" alt="A lamp" /> The old lamp[/caption]

<!--more-->

<pre>one

two</pre>

The end & more.]]></content:encoded>
<excerpt:encoded><![CDATA[Light.]]></excerpt:encoded><wp:post_id>7</wp:post_id>
<wp:post_date>2024-01-01 12:00:00</wp:post_date><wp:post_date_gmt>2024-01-01 11:00:00</wp:post_date_gmt>
<wp:post_name>lamps</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="post_tag" nicename="sea"><![CDATA[Sea & sky]]></category>
<category domain="category" nicename="craft"><![CDATA[Craft]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Nice.</wp:comment_content></wp:comment>
<wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_content>Yes.</wp:comment_content></wp:comment>
</item>
<item><title>Unfinished</title><link>https://old.example/?p=8</link><guid isPermaLink="false">https://old.example/?p=8</guid>
<content:encoded><![CDATA[<!-- wp:paragraph -->
<p>Not yet.</p>
<!-- /wp:paragraph -->]]></content:encoded><wp:post_id>8</wp:post_id><wp:post_date>2024-02-01 12:00:00</wp:post_date>
<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>lamp</title><link>https://old.example/lamp/</link><guid>https://old.example/lamp.jpg</guid>
<wp:post_id>9</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://old.example/lamp.jpg</wp:attachment_url></item>
<item><title>About</title><guid>https://old.example/?page_id=2</guid><wp:status>publish</wp:status>
<wp:post_type>page</wp:post_type></item>
</channel></rss>
"""
