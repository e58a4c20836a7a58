BEGIN TRANSACTION;
CREATE TABLE entry (
	post INTEGER NOT NULL, 
	html TEXT NOT NULL, 
	markdown TEXT, 
	atom TEXT NOT NULL, 
	rss TEXT NOT NULL, 
	json TEXT NOT NULL, 
	PRIMARY KEY (post), 
	FOREIGN KEY(post) REFERENCES post (number)
);
INSERT INTO "entry" VALUES(1,'<p>Text 1, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>1</mn></msup><annotation encoding="application/x-tex">x^{1}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-02:p01</id><title>Post 1</title><updated>2020-01-02T00:00:00+00:00</updated>", "<summary>Text 1, with some code and \\(x^{1}\\) .</summary><category term=\"odd\"/><published>2020-01-02T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p01/\"/></entry>"]','["<item><title>Post 1</title><link>https://site.feedsvc.invalid/~site/posts/p01/</link><description>Text 1, with some code and \\(x^{1}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-02:p01</guid><category>odd</category><pubDate>Thu, 02 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-02:p01\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p01/\",\"title\":\"Post 1\"", "\"Text 1, with some code and \\\\(x^{1}\\\\) .\",\"date_published\":\"2020-01-02T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(2,'<p>Text 2, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">x^{2}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-03:p02</id><title>Post 2</title><updated>2020-01-03T00:00:00+00:00</updated>", "<summary>Text 2, with some code and \\(x^{2}\\) .</summary><category term=\"even\"/><published>2020-01-03T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p02/\"/></entry>"]','["<item><title>Post 2</title><link>https://site.feedsvc.invalid/~site/posts/p02/</link><description>Text 2, with some code and \\(x^{2}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-03:p02</guid><category>even</category><pubDate>Fri, 03 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-03:p02\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p02/\",\"title\":\"Post 2\"", "\"Text 2, with some code and \\\\(x^{2}\\\\) .\",\"date_published\":\"2020-01-03T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(3,'<p>Edited: another text.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-04:p03</id><title>Post 3</title><updated>2026-06-01T13:00:00+00:00</updated>", "<summary>Edited: another text.</summary><category term=\"odd\"/><published>2020-01-04T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p03/\"/></entry>"]','["<item><title>Post 3</title><link>https://site.feedsvc.invalid/~site/posts/p03/</link><description>Edited: another text.</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-04:p03</guid><category>odd</category><pubDate>Sat, 04 Jan 2020 00:00:00 GMT</pubDate><atom:updated>2026-06-01T13:00:00Z</atom:updated><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-04:p03\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p03/\",\"title\":\"Post 3\"", "\"Edited: another text.\",\"date_published\":\"2020-01-04T00:00:00Z\",\"date_modified\":\"2026-06-01T13:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(4,'<p>Text 4, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>4</mn></msup><annotation encoding="application/x-tex">x^{4}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-05:p04</id><title>Post 4</title><updated>2020-01-05T00:00:00+00:00</updated>", "<summary>Text 4, with some code and \\(x^{4}\\) .</summary><category term=\"even\"/><published>2020-01-05T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p04/\"/></entry>"]','["<item><title>Post 4</title><link>https://site.feedsvc.invalid/~site/posts/p04/</link><description>Text 4, with some code and \\(x^{4}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-05:p04</guid><category>even</category><pubDate>Sun, 05 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-05:p04\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p04/\",\"title\":\"Post 4\"", "\"Text 4, with some code and \\\\(x^{4}\\\\) .\",\"date_published\":\"2020-01-05T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(5,'<p>Text 5, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>5</mn></msup><annotation encoding="application/x-tex">x^{5}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-06:p05</id><title>Post 5</title><updated>2020-01-06T00:00:00+00:00</updated>", "<summary>Text 5, with some code and \\(x^{5}\\) .</summary><category term=\"odd\"/><category term=\"notes/long\"/><published>2020-01-06T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p05/\"/></entry>"]','["<item><title>Post 5</title><link>https://site.feedsvc.invalid/~site/posts/p05/</link><description>Text 5, with some code and \\(x^{5}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-06:p05</guid><category>odd</category><category>notes/long</category><pubDate>Mon, 06 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-06:p05\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p05/\",\"title\":\"Post 5\"", "\"Text 5, with some code and \\\\(x^{5}\\\\) .\",\"date_published\":\"2020-01-06T00:00:00Z\",\"tags\":[\"odd\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(6,'<p>Text 6, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>6</mn></msup><annotation encoding="application/x-tex">x^{6}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-07:p06</id><title>Post 6</title><updated>2020-01-07T00:00:00+00:00</updated>", "<summary>Text 6, with some code and \\(x^{6}\\) .</summary><category term=\"even\"/><published>2020-01-07T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p06/\"/></entry>"]','["<item><title>Post 6</title><link>https://site.feedsvc.invalid/~site/posts/p06/</link><description>Text 6, with some code and \\(x^{6}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-07:p06</guid><category>even</category><pubDate>Tue, 07 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-07:p06\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p06/\",\"title\":\"Post 6\"", "\"Text 6, with some code and \\\\(x^{6}\\\\) .\",\"date_published\":\"2020-01-07T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(7,'<p>Text 7, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>7</mn></msup><annotation encoding="application/x-tex">x^{7}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-08:p07</id><title>Post 7</title><updated>2020-01-08T00:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Text 7, with some code and \\(x^{7}\\) .</summary><category term=\"odd\"/><published>2020-01-08T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p07/\"/></entry>"]','["<item><title>Post 7</title><link>https://site.feedsvc.invalid/~site/posts/p07/</link><description>Text 7, with some code and \\(x^{7}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-08:p07</guid><category>odd</category><pubDate>Wed, 08 Jan 2020 00:00:00 GMT</pubDate><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-08:p07\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p07/\",\"title\":\"Post 7\"", "\"Text 7, with some code and \\\\(x^{7}\\\\) .\",\"date_published\":\"2020-01-08T00:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(8,'<p>Text 8, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>8</mn></msup><annotation encoding="application/x-tex">x^{8}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-09:p08</id><title>Post 8</title><updated>2020-01-09T00:00:00+00:00</updated>", "<summary>Text 8, with some code and \\(x^{8}\\) .</summary><category term=\"even\"/><published>2020-01-09T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/renamed/\"/></entry>"]','["<item><title>Post 8</title><link>https://site.feedsvc.invalid/~site/posts/renamed/</link><description>Text 8, with some code and \\(x^{8}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-09:p08</guid><category>even</category><pubDate>Thu, 09 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-09:p08\",\"url\":\"https://site.feedsvc.invalid/~site/posts/renamed/\",\"title\":\"Post 8\"", "\"Text 8, with some code and \\\\(x^{8}\\\\) .\",\"date_published\":\"2020-01-09T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(9,'<p>Text 9, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>9</mn></msup><annotation encoding="application/x-tex">x^{9}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-10:p09</id><title>Post 9</title><updated>2020-01-10T00:00:00+00:00</updated>", "<summary>Text 9, with some code and \\(x^{9}\\) .</summary><category term=\"odd\"/><published>2020-01-10T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p09/\"/></entry>"]','["<item><title>Post 9</title><link>https://site.feedsvc.invalid/~site/posts/p09/</link><description>Text 9, with some code and \\(x^{9}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-10:p09</guid><category>odd</category><pubDate>Fri, 10 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-10:p09\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p09/\",\"title\":\"Post 9\"", "\"Text 9, with some code and \\\\(x^{9}\\\\) .\",\"date_published\":\"2020-01-10T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(10,'<p>Text 10, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>10</mn></msup><annotation encoding="application/x-tex">x^{10}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-11:p10</id><title>Post 10</title><updated>2020-01-11T00:00:00+00:00</updated>", "<summary>Text 10, with some code and \\(x^{10}\\) .</summary><category term=\"even\"/><category term=\"notes/long\"/><published>2020-01-11T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p10/\"/></entry>"]','["<item><title>Post 10</title><link>https://site.feedsvc.invalid/~site/posts/p10/</link><description>Text 10, with some code and \\(x^{10}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-11:p10</guid><category>even</category><category>notes/long</category><pubDate>Sat, 11 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-11:p10\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p10/\",\"title\":\"Post 10\"", "\"Text 10, with some code and \\\\(x^{10}\\\\) .\",\"date_published\":\"2020-01-11T00:00:00Z\",\"tags\":[\"even\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(11,'<p>Text 11, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>11</mn></msup><annotation encoding="application/x-tex">x^{11}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"de\"><id>tag:blog.example.org,2020-01-12:p11</id><title>Post 11</title><updated>2020-01-12T00:00:00+00:00</updated>", "<summary>Text 11, with some code and \\(x^{11}\\) .</summary><category term=\"odd\"/><published>2020-01-12T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p11/\"/></entry>"]','["<item><title>Post 11</title><link>https://site.feedsvc.invalid/~site/posts/p11/</link><description>Text 11, with some code and \\(x^{11}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-12:p11</guid><category>odd</category><pubDate>Sun, 12 Jan 2020 00:00:00 GMT</pubDate><dc:language>de</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-12:p11\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p11/\",\"title\":\"Post 11\"", "\"Text 11, with some code and \\\\(x^{11}\\\\) .\",\"date_published\":\"2020-01-12T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"de\"}"]');
INSERT INTO "entry" VALUES(12,'<p>Text 12, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>12</mn></msup><annotation encoding="application/x-tex">x^{12}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-13:p12</id><title>Post 12</title><updated>2020-01-13T00:00:00+00:00</updated>", "<summary>Text 12, with some code and \\(x^{12}\\) .</summary><category term=\"even\"/><category term=\"数学\"/><published>2020-01-13T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p12/\"/></entry>"]','["<item><title>Post 12</title><link>https://site.feedsvc.invalid/~site/posts/p12/</link><description>Text 12, with some code and \\(x^{12}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-13:p12</guid><category>even</category><category>数学</category><pubDate>Mon, 13 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-13:p12\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p12/\",\"title\":\"Post 12\"", "\"Text 12, with some code and \\\\(x^{12}\\\\) .\",\"date_published\":\"2020-01-13T00:00:00Z\",\"tags\":[\"even\",\"数学\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(13,'<p>Text 13, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>13</mn></msup><annotation encoding="application/x-tex">x^{13}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-14:p13</id><title>Post 13</title><updated>2020-01-14T00:00:00+00:00</updated>", "<summary>Text 13, with some code and \\(x^{13}\\) .</summary><category term=\"odd\"/><published>2020-01-14T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p13/\"/></entry>"]','["<item><title>Post 13</title><link>https://site.feedsvc.invalid/~site/posts/p13/</link><description>Text 13, with some code and \\(x^{13}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-14:p13</guid><category>odd</category><pubDate>Tue, 14 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-14:p13\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p13/\",\"title\":\"Post 13\"", "\"Text 13, with some code and \\\\(x^{13}\\\\) .\",\"date_published\":\"2020-01-14T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(14,'<p>Text 14, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>14</mn></msup><annotation encoding="application/x-tex">x^{14}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-15:p14</id><title>Post 14</title><updated>2020-01-15T00:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Text 14, with some code and \\(x^{14}\\) .</summary><category term=\"even\"/><published>2020-01-15T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p14/\"/></entry>"]','["<item><title>Post 14</title><link>https://site.feedsvc.invalid/~site/posts/p14/</link><description>Text 14, with some code and \\(x^{14}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-15:p14</guid><category>even</category><pubDate>Wed, 15 Jan 2020 00:00:00 GMT</pubDate><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-15:p14\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p14/\",\"title\":\"Post 14\"", "\"Text 14, with some code and \\\\(x^{14}\\\\) .\",\"date_published\":\"2020-01-15T00:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(15,'<p>Text 15, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>15</mn></msup><annotation encoding="application/x-tex">x^{15}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-16:p15</id><title>Post 15</title><updated>2020-01-16T00:00:00+00:00</updated>", "<summary>Text 15, with some code and \\(x^{15}\\) .</summary><category term=\"odd\"/><category term=\"notes/long\"/><published>2020-01-16T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p15/\"/></entry>"]','["<item><title>Post 15</title><link>https://site.feedsvc.invalid/~site/posts/p15/</link><description>Text 15, with some code and \\(x^{15}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-16:p15</guid><category>odd</category><category>notes/long</category><pubDate>Thu, 16 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-16:p15\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p15/\",\"title\":\"Post 15\"", "\"Text 15, with some code and \\\\(x^{15}\\\\) .\",\"date_published\":\"2020-01-16T00:00:00Z\",\"tags\":[\"odd\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(16,'<p>Text 16, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>16</mn></msup><annotation encoding="application/x-tex">x^{16}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-17:p16</id><title>Post 16</title><updated>2020-01-17T00:00:00+00:00</updated>", "<summary>Text 16, with some code and \\(x^{16}\\) .</summary><category term=\"even\"/><published>2020-01-17T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p16/\"/></entry>"]','["<item><title>Post 16</title><link>https://site.feedsvc.invalid/~site/posts/p16/</link><description>Text 16, with some code and \\(x^{16}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-17:p16</guid><category>even</category><pubDate>Fri, 17 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-17:p16\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p16/\",\"title\":\"Post 16\"", "\"Text 16, with some code and \\\\(x^{16}\\\\) .\",\"date_published\":\"2020-01-17T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(17,'<p>Text 17, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>17</mn></msup><annotation encoding="application/x-tex">x^{17}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-18:p17</id><title>Post 17</title><updated>2020-01-18T00:00:00+00:00</updated>", "<summary>Text 17, with some code and \\(x^{17}\\) .</summary><category term=\"odd\"/><published>2020-01-18T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p17/\"/></entry>"]','["<item><title>Post 17</title><link>https://site.feedsvc.invalid/~site/posts/p17/</link><description>Text 17, with some code and \\(x^{17}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-18:p17</guid><category>odd</category><pubDate>Sat, 18 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-18:p17\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p17/\",\"title\":\"Post 17\"", "\"Text 17, with some code and \\\\(x^{17}\\\\) .\",\"date_published\":\"2020-01-18T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(18,'<p>Text 18, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>18</mn></msup><annotation encoding="application/x-tex">x^{18}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-19:p18</id><title>Post 18</title><updated>2020-01-19T00:00:00+00:00</updated>", "<summary>Text 18, with some code and \\(x^{18}\\) .</summary><category term=\"even\"/><published>2020-01-19T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p18/\"/></entry>"]','["<item><title>Post 18</title><link>https://site.feedsvc.invalid/~site/posts/p18/</link><description>Text 18, with some code and \\(x^{18}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-19:p18</guid><category>even</category><pubDate>Sun, 19 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-19:p18\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p18/\",\"title\":\"Post 18\"", "\"Text 18, with some code and \\\\(x^{18}\\\\) .\",\"date_published\":\"2020-01-19T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(19,'<p>Text 19, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>19</mn></msup><annotation encoding="application/x-tex">x^{19}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-20:p19</id><title>Post 19</title><updated>2020-01-20T00:00:00+00:00</updated>", "<summary>Text 19, with some code and \\(x^{19}\\) .</summary><category term=\"odd\"/><published>2020-01-20T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p19/\"/></entry>"]','["<item><title>Post 19</title><link>https://site.feedsvc.invalid/~site/posts/p19/</link><description>Text 19, with some code and \\(x^{19}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-20:p19</guid><category>odd</category><pubDate>Mon, 20 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-20:p19\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p19/\",\"title\":\"Post 19\"", "\"Text 19, with some code and \\\\(x^{19}\\\\) .\",\"date_published\":\"2020-01-20T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(20,'<p>Text 20, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>20</mn></msup><annotation encoding="application/x-tex">x^{20}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-21:p20</id><title>Post 20</title><updated>2020-01-21T00:00:00+00:00</updated>", "<summary>Text 20, with some code and \\(x^{20}\\) .</summary><category term=\"even\"/><category term=\"notes/long\"/><published>2020-01-21T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p20/\"/></entry>"]','["<item><title>Post 20</title><link>https://site.feedsvc.invalid/~site/posts/p20/</link><description>Text 20, with some code and \\(x^{20}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-21:p20</guid><category>even</category><category>notes/long</category><pubDate>Tue, 21 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-21:p20\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p20/\",\"title\":\"Post 20\"", "\"Text 20, with some code and \\\\(x^{20}\\\\) .\",\"date_published\":\"2020-01-21T00:00:00Z\",\"tags\":[\"even\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(21,'<p>Edited, with a link to <a href="https://site.feedsvc.invalid/~post/./p03?en">the third</a>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-22:p21</id><title>Post 21</title><updated>2026-06-01T14:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Edited, with a link to the third .</summary><category term=\"odd\"/><published>2020-01-22T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p21/\"/></entry>"]','["<item><title>Post 21</title><link>https://site.feedsvc.invalid/~site/posts/p21/</link><description>Edited, with a link to the third .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-22:p21</guid><category>odd</category><pubDate>Wed, 22 Jan 2020 00:00:00 GMT</pubDate><atom:updated>2026-06-01T14:00:00Z</atom:updated><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-22:p21\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p21/\",\"title\":\"Post 21\"", "\"Edited, with a link to the third .\",\"date_published\":\"2020-01-22T00:00:00Z\",\"date_modified\":\"2026-06-01T14:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(22,'<p>Text 22, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>22</mn></msup><annotation encoding="application/x-tex">x^{22}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"de\"><id>tag:blog.example.org,2020-01-23:p22</id><title>Post 22</title><updated>2020-01-23T00:00:00+00:00</updated>", "<summary>Text 22, with some code and \\(x^{22}\\) .</summary><category term=\"even\"/><published>2020-01-23T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p22/\"/></entry>"]','["<item><title>Post 22</title><link>https://site.feedsvc.invalid/~site/posts/p22/</link><description>Text 22, with some code and \\(x^{22}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-23:p22</guid><category>even</category><pubDate>Thu, 23 Jan 2020 00:00:00 GMT</pubDate><dc:language>de</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-23:p22\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p22/\",\"title\":\"Post 22\"", "\"Text 22, with some code and \\\\(x^{22}\\\\) .\",\"date_published\":\"2020-01-23T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"de\"}"]');
INSERT INTO "entry" VALUES(23,'<p>Text 23, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>23</mn></msup><annotation encoding="application/x-tex">x^{23}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-24:p23</id><title>Post 23</title><updated>2020-01-24T00:00:00+00:00</updated>", "<summary>Text 23, with some code and \\(x^{23}\\) .</summary><category term=\"odd\"/><published>2020-01-24T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p23/\"/></entry>"]','["<item><title>Post 23</title><link>https://site.feedsvc.invalid/~site/posts/p23/</link><description>Text 23, with some code and \\(x^{23}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-24:p23</guid><category>odd</category><pubDate>Fri, 24 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-24:p23\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p23/\",\"title\":\"Post 23\"", "\"Text 23, with some code and \\\\(x^{23}\\\\) .\",\"date_published\":\"2020-01-24T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(24,'<p>Text 24, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>24</mn></msup><annotation encoding="application/x-tex">x^{24}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-25:p24</id><title>Post 24</title><updated>2020-01-25T00:00:00+00:00</updated>", "<summary>Text 24, with some code and \\(x^{24}\\) .</summary><category term=\"even\"/><published>2020-01-25T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p24/\"/></entry>"]','["<item><title>Post 24</title><link>https://site.feedsvc.invalid/~site/posts/p24/</link><description>Text 24, with some code and \\(x^{24}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-25:p24</guid><category>even</category><pubDate>Sat, 25 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-25:p24\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p24/\",\"title\":\"Post 24\"", "\"Text 24, with some code and \\\\(x^{24}\\\\) .\",\"date_published\":\"2020-01-25T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(25,'<p>Text 25, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>25</mn></msup><annotation encoding="application/x-tex">x^{25}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-26:p25</id><title>Post 25</title><updated>2020-01-26T00:00:00+00:00</updated>", "<summary>Text 25, with some code and \\(x^{25}\\) .</summary><category term=\"odd\"/><category term=\"notes/long\"/><published>2020-01-26T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p25/\"/></entry>"]','["<item><title>Post 25</title><link>https://site.feedsvc.invalid/~site/posts/p25/</link><description>Text 25, with some code and \\(x^{25}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-26:p25</guid><category>odd</category><category>notes/long</category><pubDate>Sun, 26 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-26:p25\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p25/\",\"title\":\"Post 25\"", "\"Text 25, with some code and \\\\(x^{25}\\\\) .\",\"date_published\":\"2020-01-26T00:00:00Z\",\"tags\":[\"odd\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(26,'<p>Text 26, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>26</mn></msup><annotation encoding="application/x-tex">x^{26}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-27:p26</id><title>Post 26</title><updated>2020-01-27T00:00:00+00:00</updated>", "<summary>Text 26, with some code and \\(x^{26}\\) .</summary><category term=\"even\"/><published>2020-01-27T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p26/\"/></entry>"]','["<item><title>Post 26</title><link>https://site.feedsvc.invalid/~site/posts/p26/</link><description>Text 26, with some code and \\(x^{26}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-27:p26</guid><category>even</category><pubDate>Mon, 27 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-27:p26\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p26/\",\"title\":\"Post 26\"", "\"Text 26, with some code and \\\\(x^{26}\\\\) .\",\"date_published\":\"2020-01-27T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(27,'<p>Text 27, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>27</mn></msup><annotation encoding="application/x-tex">x^{27}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-28:p27</id><title>Post 27</title><updated>2020-01-28T00:00:00+00:00</updated>", "<summary>Text 27, with some code and \\(x^{27}\\) .</summary><category term=\"odd\"/><published>2020-01-28T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p27/\"/></entry>"]','["<item><title>Post 27</title><link>https://site.feedsvc.invalid/~site/posts/p27/</link><description>Text 27, with some code and \\(x^{27}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-28:p27</guid><category>odd</category><pubDate>Tue, 28 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-28:p27\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p27/\",\"title\":\"Post 27\"", "\"Text 27, with some code and \\\\(x^{27}\\\\) .\",\"date_published\":\"2020-01-28T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(28,'<p>Text 28, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>28</mn></msup><annotation encoding="application/x-tex">x^{28}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-29:p28</id><title>Post 28</title><updated>2020-01-29T00:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Text 28, with some code and \\(x^{28}\\) .</summary><category term=\"even\"/><published>2020-01-29T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p28/\"/></entry>"]','["<item><title>Post 28</title><link>https://site.feedsvc.invalid/~site/posts/p28/</link><description>Text 28, with some code and \\(x^{28}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-29:p28</guid><category>even</category><pubDate>Wed, 29 Jan 2020 00:00:00 GMT</pubDate><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-29:p28\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p28/\",\"title\":\"Post 28\"", "\"Text 28, with some code and \\\\(x^{28}\\\\) .\",\"date_published\":\"2020-01-29T00:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(29,'<p>Text 29, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>29</mn></msup><annotation encoding="application/x-tex">x^{29}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-30:p29</id><title>Post 29</title><updated>2020-01-30T00:00:00+00:00</updated>", "<summary>Text 29, with some code and \\(x^{29}\\) .</summary><category term=\"odd\"/><published>2020-01-30T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p29/\"/></entry>"]','["<item><title>Post 29</title><link>https://site.feedsvc.invalid/~site/posts/p29/</link><description>Text 29, with some code and \\(x^{29}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-30:p29</guid><category>odd</category><pubDate>Thu, 30 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-30:p29\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p29/\",\"title\":\"Post 29\"", "\"Text 29, with some code and \\\\(x^{29}\\\\) .\",\"date_published\":\"2020-01-30T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(30,'<p>Text 30, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>30</mn></msup><annotation encoding="application/x-tex">x^{30}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-01-31:p30</id><title>Post 30</title><updated>2020-01-31T00:00:00+00:00</updated>", "<summary>Text 30, with some code and \\(x^{30}\\) .</summary><category term=\"even\"/><category term=\"notes/long\"/><published>2020-01-31T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p30/\"/></entry>"]','["<item><title>Post 30</title><link>https://site.feedsvc.invalid/~site/posts/p30/</link><description>Text 30, with some code and \\(x^{30}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-01-31:p30</guid><category>even</category><category>notes/long</category><pubDate>Fri, 31 Jan 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-01-31:p30\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p30/\",\"title\":\"Post 30\"", "\"Text 30, with some code and \\\\(x^{30}\\\\) .\",\"date_published\":\"2020-01-31T00:00:00Z\",\"tags\":[\"even\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(31,'<p>Text 31, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>31</mn></msup><annotation encoding="application/x-tex">x^{31}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-01:p31</id><title>Post 31</title><updated>2020-02-01T00:00:00+00:00</updated>", "<summary>Text 31, with some code and \\(x^{31}\\) .</summary><category term=\"odd\"/><published>2020-02-01T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p31/\"/></entry>"]','["<item><title>Post 31</title><link>https://site.feedsvc.invalid/~site/posts/p31/</link><description>Text 31, with some code and \\(x^{31}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-01:p31</guid><category>odd</category><pubDate>Sat, 01 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-01:p31\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p31/\",\"title\":\"Post 31\"", "\"Text 31, with some code and \\\\(x^{31}\\\\) .\",\"date_published\":\"2020-02-01T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(32,'<p>Text 32, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>32</mn></msup><annotation encoding="application/x-tex">x^{32}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-02:p32</id><title>Post 32</title><updated>2020-02-02T00:00:00+00:00</updated>", "<summary>Text 32, with some code and \\(x^{32}\\) .</summary><category term=\"even\"/><published>2020-02-02T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p32/\"/></entry>"]','["<item><title>Post 32</title><link>https://site.feedsvc.invalid/~site/posts/p32/</link><description>Text 32, with some code and \\(x^{32}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-02:p32</guid><category>even</category><pubDate>Sun, 02 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-02:p32\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p32/\",\"title\":\"Post 32\"", "\"Text 32, with some code and \\\\(x^{32}\\\\) .\",\"date_published\":\"2020-02-02T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(33,'<p>Text 33, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>33</mn></msup><annotation encoding="application/x-tex">x^{33}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"de\"><id>tag:blog.example.org,2020-02-03:p33</id><title>Post 33</title><updated>2020-02-03T00:00:00+00:00</updated>", "<summary>Text 33, with some code and \\(x^{33}\\) .</summary><category term=\"odd\"/><published>2020-02-03T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p33/\"/></entry>"]','["<item><title>Post 33</title><link>https://site.feedsvc.invalid/~site/posts/p33/</link><description>Text 33, with some code and \\(x^{33}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-03:p33</guid><category>odd</category><pubDate>Mon, 03 Feb 2020 00:00:00 GMT</pubDate><dc:language>de</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-03:p33\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p33/\",\"title\":\"Post 33\"", "\"Text 33, with some code and \\\\(x^{33}\\\\) .\",\"date_published\":\"2020-02-03T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"de\"}"]');
INSERT INTO "entry" VALUES(34,'<p>Text 34, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>34</mn></msup><annotation encoding="application/x-tex">x^{34}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-04:p34</id><title>Post 34</title><updated>2020-02-04T00:00:00+00:00</updated>", "<summary>Text 34, with some code and \\(x^{34}\\) .</summary><category term=\"even\"/><published>2020-02-04T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p34/\"/></entry>"]','["<item><title>Post 34</title><link>https://site.feedsvc.invalid/~site/posts/p34/</link><description>Text 34, with some code and \\(x^{34}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-04:p34</guid><category>even</category><pubDate>Tue, 04 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-04:p34\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p34/\",\"title\":\"Post 34\"", "\"Text 34, with some code and \\\\(x^{34}\\\\) .\",\"date_published\":\"2020-02-04T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(35,'<p>Text 35, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>35</mn></msup><annotation encoding="application/x-tex">x^{35}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-05:p35</id><title>Post 35</title><updated>2020-02-05T00:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Text 35, with some code and \\(x^{35}\\) .</summary><category term=\"odd\"/><category term=\"notes/long\"/><published>2020-02-05T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p35/\"/></entry>"]','["<item><title>Post 35</title><link>https://site.feedsvc.invalid/~site/posts/p35/</link><description>Text 35, with some code and \\(x^{35}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-05:p35</guid><category>odd</category><category>notes/long</category><pubDate>Wed, 05 Feb 2020 00:00:00 GMT</pubDate><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-05:p35\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p35/\",\"title\":\"Post 35\"", "\"Text 35, with some code and \\\\(x^{35}\\\\) .\",\"date_published\":\"2020-02-05T00:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"odd\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(36,'<p>Text 36, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>36</mn></msup><annotation encoding="application/x-tex">x^{36}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-06:p36</id><title>Post 36</title><updated>2020-02-06T00:00:00+00:00</updated>", "<summary>Text 36, with some code and \\(x^{36}\\) .</summary><category term=\"even\"/><published>2020-02-06T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p36/\"/></entry>"]','["<item><title>Post 36</title><link>https://site.feedsvc.invalid/~site/posts/p36/</link><description>Text 36, with some code and \\(x^{36}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-06:p36</guid><category>even</category><pubDate>Thu, 06 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-06:p36\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p36/\",\"title\":\"Post 36\"", "\"Text 36, with some code and \\\\(x^{36}\\\\) .\",\"date_published\":\"2020-02-06T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(37,'<p>Text 37, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>37</mn></msup><annotation encoding="application/x-tex">x^{37}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-07:p37</id><title>Post 37</title><updated>2020-02-07T00:00:00+00:00</updated>", "<summary>Text 37, with some code and \\(x^{37}\\) .</summary><category term=\"odd\"/><published>2020-02-07T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p37/\"/></entry>"]','["<item><title>Post 37</title><link>https://site.feedsvc.invalid/~site/posts/p37/</link><description>Text 37, with some code and \\(x^{37}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-07:p37</guid><category>odd</category><pubDate>Fri, 07 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-07:p37\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p37/\",\"title\":\"Post 37\"", "\"Text 37, with some code and \\\\(x^{37}\\\\) .\",\"date_published\":\"2020-02-07T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(38,'<p>Text 38, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>38</mn></msup><annotation encoding="application/x-tex">x^{38}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-08:p38</id><title>Post 38</title><updated>2020-02-08T00:00:00+00:00</updated>", "<summary>Text 38, with some code and \\(x^{38}\\) .</summary><category term=\"even\"/><published>2020-02-08T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p38/\"/></entry>"]','["<item><title>Post 38</title><link>https://site.feedsvc.invalid/~site/posts/p38/</link><description>Text 38, with some code and \\(x^{38}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-08:p38</guid><category>even</category><pubDate>Sat, 08 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-08:p38\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p38/\",\"title\":\"Post 38\"", "\"Text 38, with some code and \\\\(x^{38}\\\\) .\",\"date_published\":\"2020-02-08T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(39,'<p>Text 39, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>39</mn></msup><annotation encoding="application/x-tex">x^{39}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-09:p39</id><title>Post 39</title><updated>2020-02-09T00:00:00+00:00</updated>", "<summary>Text 39, with some code and \\(x^{39}\\) .</summary><category term=\"odd\"/><published>2020-02-09T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p39/\"/></entry>"]','["<item><title>Post 39</title><link>https://site.feedsvc.invalid/~site/posts/p39/</link><description>Text 39, with some code and \\(x^{39}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-09:p39</guid><category>odd</category><pubDate>Sun, 09 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-09:p39\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p39/\",\"title\":\"Post 39\"", "\"Text 39, with some code and \\\\(x^{39}\\\\) .\",\"date_published\":\"2020-02-09T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(40,'<p>Text 40, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>40</mn></msup><annotation encoding="application/x-tex">x^{40}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-10:p40</id><title>Post 40</title><updated>2020-02-10T00:00:00+00:00</updated>", "<summary>Text 40, with some code and \\(x^{40}\\) .</summary><category term=\"even\"/><category term=\"notes/long\"/><published>2020-02-10T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p40/\"/></entry>"]','["<item><title>Post 40</title><link>https://site.feedsvc.invalid/~site/posts/p40/</link><description>Text 40, with some code and \\(x^{40}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-10:p40</guid><category>even</category><category>notes/long</category><pubDate>Mon, 10 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-10:p40\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p40/\",\"title\":\"Post 40\"", "\"Text 40, with some code and \\\\(x^{40}\\\\) .\",\"date_published\":\"2020-02-10T00:00:00Z\",\"tags\":[\"even\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(41,'<p>Text 41, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>41</mn></msup><annotation encoding="application/x-tex">x^{41}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-11:p41</id><title>Post 41</title><updated>2020-02-11T00:00:00+00:00</updated>", "<summary>Text 41, with some code and \\(x^{41}\\) .</summary><category term=\"odd\"/><published>2020-02-11T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p41/\"/></entry>"]','["<item><title>Post 41</title><link>https://site.feedsvc.invalid/~site/posts/p41/</link><description>Text 41, with some code and \\(x^{41}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-11:p41</guid><category>odd</category><pubDate>Tue, 11 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-11:p41\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p41/\",\"title\":\"Post 41\"", "\"Text 41, with some code and \\\\(x^{41}\\\\) .\",\"date_published\":\"2020-02-11T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(42,'<p>Text 42, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>42</mn></msup><annotation encoding="application/x-tex">x^{42}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-12:p42</id><title>Post 42</title><updated>2020-02-12T00:00:00+00:00</updated><author><name>Ana Reis</name></author>", "<summary>Text 42, with some code and \\(x^{42}\\) .</summary><category term=\"even\"/><published>2020-02-12T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p42/\"/></entry>"]','["<item><title>Post 42</title><link>https://site.feedsvc.invalid/~site/posts/p42/</link><description>Text 42, with some code and \\(x^{42}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-12:p42</guid><category>even</category><pubDate>Wed, 12 Feb 2020 00:00:00 GMT</pubDate><dc:creator>Ana Reis</dc:creator><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-12:p42\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p42/\",\"title\":\"Post 42\"", "\"Text 42, with some code and \\\\(x^{42}\\\\) .\",\"date_published\":\"2020-02-12T00:00:00Z\",\"authors\":[{\"name\":\"Ana Reis\"}],\"tags\":[\"even\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(43,'<p>Text 43, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>43</mn></msup><annotation encoding="application/x-tex">x^{43}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-13:p43</id><title>Post 43</title><updated>2020-02-13T00:00:00+00:00</updated>", "<summary>Text 43, with some code and \\(x^{43}\\) .</summary><category term=\"odd\"/><published>2020-02-13T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p43/\"/></entry>"]','["<item><title>Post 43</title><link>https://site.feedsvc.invalid/~site/posts/p43/</link><description>Text 43, with some code and \\(x^{43}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-13:p43</guid><category>odd</category><pubDate>Thu, 13 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-13:p43\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p43/\",\"title\":\"Post 43\"", "\"Text 43, with some code and \\\\(x^{43}\\\\) .\",\"date_published\":\"2020-02-13T00:00:00Z\",\"tags\":[\"odd\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(44,'<p>Text 44, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>44</mn></msup><annotation encoding="application/x-tex">x^{44}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"de\"><id>tag:blog.example.org,2020-02-14:p44</id><title>Post 44</title><updated>2020-02-14T00:00:00+00:00</updated>", "<summary>Text 44, with some code and \\(x^{44}\\) .</summary><category term=\"even\"/><published>2020-02-14T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p44/\"/></entry>"]','["<item><title>Post 44</title><link>https://site.feedsvc.invalid/~site/posts/p44/</link><description>Text 44, with some code and \\(x^{44}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-14:p44</guid><category>even</category><pubDate>Fri, 14 Feb 2020 00:00:00 GMT</pubDate><dc:language>de</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-14:p44\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p44/\",\"title\":\"Post 44\"", "\"Text 44, with some code and \\\\(x^{44}\\\\) .\",\"date_published\":\"2020-02-14T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"de\"}"]');
INSERT INTO "entry" VALUES(45,'<p>Text 45, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>45</mn></msup><annotation encoding="application/x-tex">x^{45}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>tag:blog.example.org,2020-02-15:p45</id><title>Post 45</title><updated>2020-02-15T00:00:00+00:00</updated>", "<summary>Text 45, with some code and \\(x^{45}\\) .</summary><category term=\"odd\"/><category term=\"notes/long\"/><published>2020-02-15T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/p45/\"/></entry>"]','["<item><title>Post 45</title><link>https://site.feedsvc.invalid/~site/posts/p45/</link><description>Text 45, with some code and \\(x^{45}\\) .</description>", "<guid isPermaLink=\"false\">tag:blog.example.org,2020-02-15:p45</guid><category>odd</category><category>notes/long</category><pubDate>Sat, 15 Feb 2020 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"tag:blog.example.org,2020-02-15:p45\",\"url\":\"https://site.feedsvc.invalid/~site/posts/p45/\",\"title\":\"Post 45\"", "\"Text 45, with some code and \\\\(x^{45}\\\\) .\",\"date_published\":\"2020-02-15T00:00:00Z\",\"tags\":[\"odd\",\"notes/long\"],\"language\":\"en\"}"]');
INSERT INTO "entry" VALUES(46,'<p>Text 62, <em>with</em> some <code>code</code> and <math><semantics><msup><mi>x</mi><mn>62</mn></msup><annotation encoding="application/x-tex">x^{62}</annotation></semantics></math>.</p>',NULL,'["<entry xml:lang=\"en\"><id>https://elsewhere.example.org/?p=62</id><title>Post 62</title><updated>2019-05-05T00:00:00+00:00</updated>", "<summary>Text 62, with some code and \\(x^{62}\\) .</summary><category term=\"even\"/><published>2019-05-05T00:00:00+00:00</published><link rel=\"alternate\" type=\"text/html\" href=\"https://site.feedsvc.invalid/~site/posts/late/\"/></entry>"]','["<item><title>Post 62</title><link>https://site.feedsvc.invalid/~site/posts/late/</link><description>Text 62, with some code and \\(x^{62}\\) .</description>", "<guid isPermaLink=\"false\">https://elsewhere.example.org/?p=62</guid><category>even</category><pubDate>Sun, 05 May 2019 00:00:00 GMT</pubDate><dc:language>en</dc:language></item>"]','["{\"id\":\"https://elsewhere.example.org/?p=62\",\"url\":\"https://site.feedsvc.invalid/~site/posts/late/\",\"title\":\"Post 62\"", "\"Text 62, with some code and \\\\(x^{62}\\\\) .\",\"date_published\":\"2019-05-05T00:00:00Z\",\"tags\":[\"even\"],\"language\":\"en\"}"]');
CREATE TABLE feed (
	number INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT NOT NULL, 
	id TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	live INTEGER NOT NULL, 
	updated BIGINT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (kind, slug), 
	UNIQUE (kind, name), 
	UNIQUE (id)
);
INSERT INTO "feed" VALUES(1,'site','','','tag:blog.example.org,2020-01-02:/',46,45,1780322400);
INSERT INTO "feed" VALUES(2,'tags','odd','odd','tag:blog.example.org,2020-01-02:/tags/odd',23,22,1780322400);
INSERT INTO "feed" VALUES(3,'languages','en','en','tag:blog.example.org,2020-01-02:/languages/en',42,41,1780322400);
INSERT INTO "feed" VALUES(4,'feeds','odd','odd','tag:blog.example.org,2020-01-02:/feeds/odd',23,22,1780322400);
INSERT INTO "feed" VALUES(5,'tags','even','even','tag:blog.example.org,2020-01-03:/tags/even',23,23,1581638400);
INSERT INTO "feed" VALUES(6,'categories','notes','notes','tag:blog.example.org,2020-01-06:/categories/notes',9,9,1581724800);
INSERT INTO "feed" VALUES(7,'categories','notes-long','notes/long','tag:blog.example.org,2020-01-06:/categories/notes-long',9,9,1581724800);
INSERT INTO "feed" VALUES(8,'authors','ana-reis','Ana Reis','tag:blog.example.org,2020-01-08:/authors/ana-reis',6,5,1780322400);
INSERT INTO "feed" VALUES(9,'languages','de','de','tag:blog.example.org,2020-01-12:/languages/de',4,4,1581638400);
INSERT INTO "feed" VALUES(10,'tags','数学','数学','tag:blog.example.org,2020-01-13:/tags/%E6%95%B0%E5%AD%A6',1,1,1578873600);
CREATE TABLE membership (
	feed INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	post INTEGER NOT NULL, 
	published BIGINT NOT NULL, 
	state SMALLINT NOT NULL, 
	deleted BIGINT, 
	surfaced BIGINT, 
	PRIMARY KEY (feed, ordinal), 
	FOREIGN KEY(feed) REFERENCES feed (number), 
	FOREIGN KEY(post) REFERENCES post (number)
);
INSERT INTO "membership" VALUES(1,1,1,1577923200,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,1,1,1577923200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,1,1,1577923200,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,1,1,1577923200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,2,2,1578009600,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,1,2,1578009600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,2,2,1578009600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,3,3,1578096000,1,NULL,1780318800);
INSERT INTO "membership" VALUES(2,2,3,1578096000,1,NULL,1780318800);
INSERT INTO "membership" VALUES(3,3,3,1578096000,1,NULL,1780318800);
INSERT INTO "membership" VALUES(4,2,3,1578096000,1,NULL,1780318800);
INSERT INTO "membership" VALUES(1,4,4,1578182400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,2,4,1578182400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,4,4,1578182400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,5,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,3,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,1,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,1,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,5,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,3,5,1578268800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,6,6,1578355200,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,3,6,1578355200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,6,6,1578355200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,7,7,1578441600,0,1780318800,NULL);
INSERT INTO "membership" VALUES(2,4,7,1578441600,0,1780318800,NULL);
INSERT INTO "membership" VALUES(8,1,7,1578441600,0,1780318800,NULL);
INSERT INTO "membership" VALUES(3,7,7,1578441600,0,1780318800,NULL);
INSERT INTO "membership" VALUES(4,4,7,1578441600,0,1780318800,NULL);
INSERT INTO "membership" VALUES(1,8,8,1578528000,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,4,8,1578528000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,8,8,1578528000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,9,9,1578614400,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,5,9,1578614400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,9,9,1578614400,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,5,9,1578614400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,10,10,1578700800,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,5,10,1578700800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,2,10,1578700800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,2,10,1578700800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,10,10,1578700800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,11,11,1578787200,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,6,11,1578787200,1,NULL,NULL);
INSERT INTO "membership" VALUES(9,1,11,1578787200,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,6,11,1578787200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,12,12,1578873600,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,6,12,1578873600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,11,12,1578873600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,13,13,1578960000,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,7,13,1578960000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,12,13,1578960000,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,7,13,1578960000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,14,14,1579046400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,7,14,1579046400,1,NULL,NULL);
INSERT INTO "membership" VALUES(8,2,14,1579046400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,13,14,1579046400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,15,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,8,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,3,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,3,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,14,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,8,15,1579132800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,16,16,1579219200,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,8,16,1579219200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,15,16,1579219200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,17,17,1579305600,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,9,17,1579305600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,16,17,1579305600,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,9,17,1579305600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,18,18,1579392000,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,9,18,1579392000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,17,18,1579392000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,19,19,1579478400,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,10,19,1579478400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,18,19,1579478400,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,10,19,1579478400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,20,20,1579564800,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,10,20,1579564800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,4,20,1579564800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,4,20,1579564800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,19,20,1579564800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,21,21,1579651200,1,NULL,1780322400);
INSERT INTO "membership" VALUES(2,11,21,1579651200,1,NULL,NULL);
INSERT INTO "membership" VALUES(8,3,21,1579651200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,20,21,1579651200,1,NULL,1780322400);
INSERT INTO "membership" VALUES(4,11,21,1579651200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,22,22,1579737600,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,11,22,1579737600,1,NULL,NULL);
INSERT INTO "membership" VALUES(9,2,22,1579737600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,23,23,1579824000,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,12,23,1579824000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,21,23,1579824000,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,12,23,1579824000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,24,24,1579910400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,12,24,1579910400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,22,24,1579910400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,25,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,13,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,5,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,5,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,23,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,13,25,1579996800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,26,26,1580083200,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,13,26,1580083200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,24,26,1580083200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,27,27,1580169600,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,14,27,1580169600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,25,27,1580169600,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,14,27,1580169600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,28,28,1580256000,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,14,28,1580256000,1,NULL,NULL);
INSERT INTO "membership" VALUES(8,4,28,1580256000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,26,28,1580256000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,29,29,1580342400,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,15,29,1580342400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,27,29,1580342400,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,15,29,1580342400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,30,30,1580428800,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,15,30,1580428800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,6,30,1580428800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,6,30,1580428800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,28,30,1580428800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,31,31,1580515200,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,16,31,1580515200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,29,31,1580515200,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,16,31,1580515200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,32,32,1580601600,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,16,32,1580601600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,30,32,1580601600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,33,33,1580688000,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,17,33,1580688000,1,NULL,NULL);
INSERT INTO "membership" VALUES(9,3,33,1580688000,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,17,33,1580688000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,34,34,1580774400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,17,34,1580774400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,31,34,1580774400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,35,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,18,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,7,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,7,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(8,5,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,32,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,18,35,1580860800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,36,36,1580947200,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,18,36,1580947200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,33,36,1580947200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,37,37,1581033600,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,19,37,1581033600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,34,37,1581033600,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,19,37,1581033600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,38,38,1581120000,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,19,38,1581120000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,35,38,1581120000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,39,39,1581206400,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,20,39,1581206400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,36,39,1581206400,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,20,39,1581206400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,40,40,1581292800,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,20,40,1581292800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,8,40,1581292800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,8,40,1581292800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,37,40,1581292800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,41,41,1581379200,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,21,41,1581379200,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,38,41,1581379200,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,21,41,1581379200,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,42,42,1581465600,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,21,42,1581465600,1,NULL,NULL);
INSERT INTO "membership" VALUES(8,6,42,1581465600,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,39,42,1581465600,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,43,43,1581552000,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,22,43,1581552000,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,40,43,1581552000,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,22,43,1581552000,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,44,44,1581638400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,22,44,1581638400,1,NULL,NULL);
INSERT INTO "membership" VALUES(9,4,44,1581638400,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,45,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(2,23,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(6,9,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(7,9,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,41,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(4,23,45,1581724800,1,NULL,NULL);
INSERT INTO "membership" VALUES(1,46,46,1557014400,1,NULL,NULL);
INSERT INTO "membership" VALUES(5,23,46,1557014400,1,NULL,NULL);
INSERT INTO "membership" VALUES(3,42,46,1557014400,1,NULL,NULL);
INSERT INTO "membership" VALUES(10,1,12,1578873600,1,NULL,NULL);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema','4');
INSERT INTO "meta" VALUES('texts','2412403c1a9ff875380d24bd');
INSERT INTO "meta" VALUES('feeds','c9a1ee5ebb4ee8955494b6f7');
INSERT INTO "meta" VALUES('site','{"feed": {"content": "full", "formats": ["atom", "rss", "json"], "markdown": false, "page_size": 10, "resurface_days": 30, "tombstone_days": 30}, "feeds": {"odd": {"content": null, "description": null, "exclude": {"authors": [], "categories": [], "languages": [], "tags": [], "text": []}, "image": null, "include": {"authors": [], "categories": [], "languages": [], "tags": ["odd"], "text": []}, "page_size": null, "title": null}}, "page": {"banner": "INCOMING TRANSMISSION", "heading": "LATEST UPDATES", "limit": null, "size": 12}, "site": {"authority": null, "authors": [], "description": "", "icon": null, "language": "en", "logo": null, "rights": null, "timezone": "UTC", "title": "A blog", "url": "https://blog.example.org/"}, "version": ["0.1.0", 2]}');
INSERT INTO "meta" VALUES('revision','3');
INSERT INTO "meta" VALUES('revised','1780322400');
INSERT INTO "meta" VALUES('index_changed','1780318800');
INSERT INTO "meta" VALUES('opml_changed','1780318800');
INSERT INTO "meta" VALUES('style_changed','1780315200');
CREATE TABLE post (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	claim TEXT, 
	"key" TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	name TEXT, 
	url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	published BIGINT NOT NULL, 
	updated BIGINT NOT NULL, 
	stamp BIGINT NOT NULL, 
	excerpt TEXT NOT NULL, 
	details TEXT NOT NULL, 
	text_digest TEXT, 
	notice_digest TEXT NOT NULL, 
	shown_digest TEXT NOT NULL, 
	listed_digest TEXT NOT NULL, 
	live BOOLEAN NOT NULL, 
	gone BIGINT, 
	changed BIGINT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "post" VALUES(1,'tag:blog.example.org,2020-01-02:p01',NULL,'p01.md','p01','p01','https://site.feedsvc.invalid/~site/posts/p01/','Post 1',1577923200,1577923200,1577923200,'Text 1, with some code and \(x^{1}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','c8ee42db0164fd32da25390b','70901b9bf78637ac5859bd48','921ae90793ce26cc246adffc','9208f8583797fce7a345112c',1,NULL,1780315200);
INSERT INTO "post" VALUES(2,'tag:blog.example.org,2020-01-03:p02',NULL,'p02.md','p02','p02','https://site.feedsvc.invalid/~site/posts/p02/','Post 2',1578009600,1578009600,1578009600,'Text 2, with some code and \(x^{2}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','6a8e633bb7fa971a5acc6245','43b2bb551c796423cffcf5a2','d84176884628764388dd7b67','bb93ab63741c11867bcef6ac',1,NULL,1780315200);
INSERT INTO "post" VALUES(3,'tag:blog.example.org,2020-01-04:p03',NULL,'p03.md','p03','p03','https://site.feedsvc.invalid/~site/posts/p03/','Post 3',1578096000,1780318800,1780318800,'Edited: another text.','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','db6475091075637f93d2ea7c','0ad151e7fda79005c53d6acf','477d6b6661232358f64070c3','909a50ffd6dfef9a2e4708e0',1,NULL,1780318800);
INSERT INTO "post" VALUES(4,'tag:blog.example.org,2020-01-05:p04',NULL,'p04.md','p04','p04','https://site.feedsvc.invalid/~site/posts/p04/','Post 4',1578182400,1578182400,1578182400,'Text 4, with some code and \(x^{4}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','f498a3ab69a8a135b69d980a','c71f3b7a47e973624ee6c88b','f2bd3d245ff64afbda48993f','886c9dac3e76712b5defe423',1,NULL,1780315200);
INSERT INTO "post" VALUES(5,'tag:blog.example.org,2020-01-06:p05',NULL,'p05.md','p05','p05','https://site.feedsvc.invalid/~site/posts/p05/','Post 5',1578268800,1578268800,1578268800,'Text 5, with some code and \(x^{5}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','b1746f34496d32a45611857a','cb289e684ac33d97f31d45d0','c69e660b4c5f4a8df97d41b3','14582bde9ac5e41a52f587ba',1,NULL,1780315200);
INSERT INTO "post" VALUES(6,'tag:blog.example.org,2020-01-07:p06',NULL,'p06.md','p06','p06','https://site.feedsvc.invalid/~site/posts/p06/','Post 6',1578355200,1578355200,1578355200,'Text 6, with some code and \(x^{6}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','d4eb4e3484551a762521011f','5c6ed91063563bc431b93b3e','e4eccf00f0970a63927d853a','3729fb074a2e039cc8db76e6',1,NULL,1780315200);
INSERT INTO "post" VALUES(7,'tag:blog.example.org,2020-01-08:p07',NULL,'p07.md','p07','p07','https://site.feedsvc.invalid/~site/posts/p07/','Post 7',1578441600,1578441600,1578441600,'Text 7, with some code and \(x^{7}\) .','{"tags": ["odd"], "authors": ["Ana Reis"], "language": "en", "rights": null}','a2c34b6ed303702d88a810e2','7b33180f182dd3be571aa10e','2f95bd6f930671ceec564fee','3e2ec823e329353288f275c4',0,1780318800,1780318800);
INSERT INTO "post" VALUES(8,'tag:blog.example.org,2020-01-09:p08',NULL,'renamed.md','renamed','renamed','https://site.feedsvc.invalid/~site/posts/renamed/','Post 8',1578528000,1578528000,1578528000,'Text 8, with some code and \(x^{8}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','1f82dcbdc87c1a51455cd2f4','3648a2737f3bc7bf4dd64caa','4e9243c3b5e0336708ac7d05','0a1b6e74c0d6c5e12f47e664',1,NULL,1780318800);
INSERT INTO "post" VALUES(9,'tag:blog.example.org,2020-01-10:p09',NULL,'p09.md','p09','p09','https://site.feedsvc.invalid/~site/posts/p09/','Post 9',1578614400,1578614400,1578614400,'Text 9, with some code and \(x^{9}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','27a8e1cd7ec86de193280d10','e48ccacb3071edd3d968edf6','92c7c3736584705fc2c573c8','ee1b889ee3eb7b76fd2c34f8',1,NULL,1780315200);
INSERT INTO "post" VALUES(10,'tag:blog.example.org,2020-01-11:p10',NULL,'p10.md','p10','p10','https://site.feedsvc.invalid/~site/posts/p10/','Post 10',1578700800,1578700800,1578700800,'Text 10, with some code and \(x^{10}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','58dafea1be113ac043673241','a4a80b5bf20dee4a13e76448','c31b88abf6f26fbcbebc5160','cca66bf9f8d62637a9e4fc94',1,NULL,1780315200);
INSERT INTO "post" VALUES(11,'tag:blog.example.org,2020-01-12:p11',NULL,'p11.md','p11','p11','https://site.feedsvc.invalid/~site/posts/p11/','Post 11',1578787200,1578787200,1578787200,'Text 11, with some code and \(x^{11}\) .','{"tags": ["odd"], "authors": [], "language": "de", "rights": null}','5554d43673c05f7e85add9f4','86b0cb9e4540fb61570dd9e8','51df0a099d86b29f5782e59a','751764e2d2c87b3bdc7a46da',1,NULL,1780315200);
INSERT INTO "post" VALUES(12,'tag:blog.example.org,2020-01-13:p12',NULL,'p12.md','p12','p12','https://site.feedsvc.invalid/~site/posts/p12/','Post 12',1578873600,1578873600,1578873600,'Text 12, with some code and \(x^{12}\) .','{"tags": ["even", "数学"], "authors": [], "language": "en", "rights": null}','57492b8eaf3c7fe4d82b360b','47011abc662782a2d71b58da','55e95ea173a76f10ca1528c5','5569256144c48ba2cb00ee21',1,NULL,1780318800);
INSERT INTO "post" VALUES(13,'tag:blog.example.org,2020-01-14:p13',NULL,'p13.md','p13','p13','https://site.feedsvc.invalid/~site/posts/p13/','Post 13',1578960000,1578960000,1578960000,'Text 13, with some code and \(x^{13}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','5f4674fbe59f36d7cd5cac94','741ecefe2c7216cccc74bca1','13b8304a8a520cfe2896609e','4d689aa4caeea3a7389dbe17',1,NULL,1780315200);
INSERT INTO "post" VALUES(14,'tag:blog.example.org,2020-01-15:p14',NULL,'p14.md','p14','p14','https://site.feedsvc.invalid/~site/posts/p14/','Post 14',1579046400,1579046400,1579046400,'Text 14, with some code and \(x^{14}\) .','{"tags": ["even"], "authors": ["Ana Reis"], "language": "en", "rights": null}','fb9b20ae9c29c9aa96d03e3a','80846b50fdb103834e1f585b','97d637873dfdabb170ac28a0','853f027ee11cac1e39fab3b9',1,NULL,1780315200);
INSERT INTO "post" VALUES(15,'tag:blog.example.org,2020-01-16:p15',NULL,'p15.md','p15','p15','https://site.feedsvc.invalid/~site/posts/p15/','Post 15',1579132800,1579132800,1579132800,'Text 15, with some code and \(x^{15}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','c9c9b1fa54961392e700d882','6aeea64faa5cdb494e4e8e1c','42037491f4fb05959ce73ad5','809330400fd03696b85a24f9',1,NULL,1780315200);
INSERT INTO "post" VALUES(16,'tag:blog.example.org,2020-01-17:p16',NULL,'p16.md','p16','p16','https://site.feedsvc.invalid/~site/posts/p16/','Post 16',1579219200,1579219200,1579219200,'Text 16, with some code and \(x^{16}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','0c78cafd523438b8e1b26689','21871cbb2b9c6e03b1b4ecf0','bfa89c823ea69a5df4c05df5','984df1a07576d7ccbbb99a95',1,NULL,1780315200);
INSERT INTO "post" VALUES(17,'tag:blog.example.org,2020-01-18:p17',NULL,'p17.md','p17','p17','https://site.feedsvc.invalid/~site/posts/p17/','Post 17',1579305600,1579305600,1579305600,'Text 17, with some code and \(x^{17}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','0bd94393456f0b0cc3840f50','8754b897ed9c0eac2d9dbf2e','9e4380d9d7d7f83b03376ca3','d04baec64c90820ad880c36a',1,NULL,1780315200);
INSERT INTO "post" VALUES(18,'tag:blog.example.org,2020-01-19:p18',NULL,'p18.md','p18','p18','https://site.feedsvc.invalid/~site/posts/p18/','Post 18',1579392000,1579392000,1579392000,'Text 18, with some code and \(x^{18}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','a5202d54ad610cf1db7fe154','5ce615fdcae9f7bf161a619a','bb9200b7721a2ee2f3934bf3','f83c3d144b590cfb3bd45adc',1,NULL,1780315200);
INSERT INTO "post" VALUES(19,'tag:blog.example.org,2020-01-20:p19',NULL,'p19.md','p19','p19','https://site.feedsvc.invalid/~site/posts/p19/','Post 19',1579478400,1579478400,1579478400,'Text 19, with some code and \(x^{19}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','eba1cd1f762c54627dba9b79','0f3220f1911836724e4f97bf','2da5ba48948b67c0ddf6acd9','1fe3c01238e8863a0a02cbf7',1,NULL,1780315200);
INSERT INTO "post" VALUES(20,'tag:blog.example.org,2020-01-21:p20',NULL,'p20.md','p20','p20','https://site.feedsvc.invalid/~site/posts/p20/','Post 20',1579564800,1579564800,1579564800,'Text 20, with some code and \(x^{20}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','8df6f7adad39754c55ebca9d','ef20bcc935eb0c0888b305d3','152b4ab68aac4e0c2f2f7275','ed1ebe49a6958672c82d9b34',1,NULL,1780315200);
INSERT INTO "post" VALUES(21,'tag:blog.example.org,2020-01-22:p21',NULL,'p21.md','p21','p21','https://site.feedsvc.invalid/~site/posts/p21/','Post 21',1579651200,1780322400,1780322400,'Edited, with a link to the third .','{"tags": ["odd"], "authors": ["Ana Reis"], "language": "en", "rights": null}','f113d531bde78ff3d9c67a21','6d7c3bd16dfcacd6fc6fd61c','d7b648622fc1acdf3b7a0753','f17577b6af090a6ce504d3db',1,NULL,1780322400);
INSERT INTO "post" VALUES(22,'tag:blog.example.org,2020-01-23:p22',NULL,'p22.md','p22','p22','https://site.feedsvc.invalid/~site/posts/p22/','Post 22',1579737600,1579737600,1579737600,'Text 22, with some code and \(x^{22}\) .','{"tags": ["even"], "authors": [], "language": "de", "rights": null}','d928ccf0107499a836d7592a','ea8ef0e06af2011a9f390961','a89b4fc170d12a731e2bd105','382674d4b8b8980e865179ff',1,NULL,1780315200);
INSERT INTO "post" VALUES(23,'tag:blog.example.org,2020-01-24:p23',NULL,'p23.md','p23','p23','https://site.feedsvc.invalid/~site/posts/p23/','Post 23',1579824000,1579824000,1579824000,'Text 23, with some code and \(x^{23}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','341f5b5d155729f86c0aa14d','26e3fb9a828dc34da382a037','74a270198765af52e4c83e2a','05922f2b4390e8364fa7f837',1,NULL,1780315200);
INSERT INTO "post" VALUES(24,'tag:blog.example.org,2020-01-25:p24',NULL,'p24.md','p24','p24','https://site.feedsvc.invalid/~site/posts/p24/','Post 24',1579910400,1579910400,1579910400,'Text 24, with some code and \(x^{24}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','dafba607338f1437c3d7cd65','28003957504b3c22316663b9','b57d6cf416e0579632158ed7','6b3c3295ca63cd6c21a6b4b2',1,NULL,1780315200);
INSERT INTO "post" VALUES(25,'tag:blog.example.org,2020-01-26:p25',NULL,'p25.md','p25','p25','https://site.feedsvc.invalid/~site/posts/p25/','Post 25',1579996800,1579996800,1579996800,'Text 25, with some code and \(x^{25}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','3b0aa0d4027872a0d65925ee','0a884b1df1fc799986cba096','eb96d70841ecc977f520a0d4','1e5168144e4b44bbeaa6c79b',1,NULL,1780315200);
INSERT INTO "post" VALUES(26,'tag:blog.example.org,2020-01-27:p26',NULL,'p26.md','p26','p26','https://site.feedsvc.invalid/~site/posts/p26/','Post 26',1580083200,1580083200,1580083200,'Text 26, with some code and \(x^{26}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','35e662f476397280a727ae29','036d3f3337c024993bf28836','a85035e09e7b4c334f437230','22e17e5370618bfc0cd25cb3',1,NULL,1780315200);
INSERT INTO "post" VALUES(27,'tag:blog.example.org,2020-01-28:p27',NULL,'p27.md','p27','p27','https://site.feedsvc.invalid/~site/posts/p27/','Post 27',1580169600,1580169600,1580169600,'Text 27, with some code and \(x^{27}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','e306b9434a5802544622664d','c573e55e0dd72d36aaf145d2','552adbefa9c5f7a36189305a','4aa59263a7048698456ee293',1,NULL,1780315200);
INSERT INTO "post" VALUES(28,'tag:blog.example.org,2020-01-29:p28',NULL,'p28.md','p28','p28','https://site.feedsvc.invalid/~site/posts/p28/','Post 28',1580256000,1580256000,1580256000,'Text 28, with some code and \(x^{28}\) .','{"tags": ["even"], "authors": ["Ana Reis"], "language": "en", "rights": null}','5a600f0b0e6603a1e134c686','ec15962f9f90ff5261207233','f837a30885e70e207246e481','8759fdc473e2b4cfcfeff70a',1,NULL,1780315200);
INSERT INTO "post" VALUES(29,'tag:blog.example.org,2020-01-30:p29',NULL,'p29.md','p29','p29','https://site.feedsvc.invalid/~site/posts/p29/','Post 29',1580342400,1580342400,1580342400,'Text 29, with some code and \(x^{29}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','fee0e7433229b16184a97fca','9b431606ada99774b2114a15','1d07aeae63c332b07af7191b','60a802cc14e8f8de23b45e53',1,NULL,1780315200);
INSERT INTO "post" VALUES(30,'tag:blog.example.org,2020-01-31:p30',NULL,'p30.md','p30','p30','https://site.feedsvc.invalid/~site/posts/p30/','Post 30',1580428800,1580428800,1580428800,'Text 30, with some code and \(x^{30}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','5e1b141b4a7c79f285ef87df','8f94bb9e83ce577e33d1aee7','66c1c7a8cfd11c3eb0da6750','dd5d543faae0ec04904728b2',1,NULL,1780315200);
INSERT INTO "post" VALUES(31,'tag:blog.example.org,2020-02-01:p31',NULL,'p31.md','p31','p31','https://site.feedsvc.invalid/~site/posts/p31/','Post 31',1580515200,1580515200,1580515200,'Text 31, with some code and \(x^{31}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','5c7436b39293f46027578b08','962882be741f713119cdc6f3','170a8489a7813af238d6ceb4','d56303f237feadb94cd9c890',1,NULL,1780315200);
INSERT INTO "post" VALUES(32,'tag:blog.example.org,2020-02-02:p32',NULL,'p32.md','p32','p32','https://site.feedsvc.invalid/~site/posts/p32/','Post 32',1580601600,1580601600,1580601600,'Text 32, with some code and \(x^{32}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','cdabb6e751e1399d66b9a901','cbc8d89d0b2fc0fe25a7978c','8eff474e3878dbd7cac1d403','7335cbf60448cb8da6c30369',1,NULL,1780315200);
INSERT INTO "post" VALUES(33,'tag:blog.example.org,2020-02-03:p33',NULL,'p33.md','p33','p33','https://site.feedsvc.invalid/~site/posts/p33/','Post 33',1580688000,1580688000,1580688000,'Text 33, with some code and \(x^{33}\) .','{"tags": ["odd"], "authors": [], "language": "de", "rights": null}','19b45148fb77ac1fd152788c','5bb84b97cb1261172c4ff9d5','537ff5a34692e6a475c8cdde','6963ea408ba88c5be410ed82',1,NULL,1780315200);
INSERT INTO "post" VALUES(34,'tag:blog.example.org,2020-02-04:p34',NULL,'p34.md','p34','p34','https://site.feedsvc.invalid/~site/posts/p34/','Post 34',1580774400,1580774400,1580774400,'Text 34, with some code and \(x^{34}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','4892c207325065d17a8b520f','1f99f38481e34993474a9e9f','217e386122123e24bd50a730','c217fcdba8dc3497ccd75888',1,NULL,1780315200);
INSERT INTO "post" VALUES(35,'tag:blog.example.org,2020-02-05:p35',NULL,'p35.md','p35','p35','https://site.feedsvc.invalid/~site/posts/p35/','Post 35',1580860800,1580860800,1580860800,'Text 35, with some code and \(x^{35}\) .','{"tags": ["odd"], "authors": ["Ana Reis"], "language": "en", "rights": null}','6879a7801aba9b37dbd2bebe','762f4f3fc6de90d3244d0d08','5d4881a5d62efd9a5acb61ee','b10fac04b2228b289e0e3b9f',1,NULL,1780315200);
INSERT INTO "post" VALUES(36,'tag:blog.example.org,2020-02-06:p36',NULL,'p36.md','p36','p36','https://site.feedsvc.invalid/~site/posts/p36/','Post 36',1580947200,1580947200,1580947200,'Text 36, with some code and \(x^{36}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','e5a85e37ce10d0f25eb1c541','9b217371e2e5bf783fe34e2a','addfef00fd9b44630c04a7c7','d6a644b70acba5fddf1a6268',1,NULL,1780315200);
INSERT INTO "post" VALUES(37,'tag:blog.example.org,2020-02-07:p37',NULL,'p37.md','p37','p37','https://site.feedsvc.invalid/~site/posts/p37/','Post 37',1581033600,1581033600,1581033600,'Text 37, with some code and \(x^{37}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','da487c8941c126720e15beb9','f52fea9b5e9933784471fe10','89e6e8621f29b2c13497c6f8','7288b0bb62e5f4bf1c6a2d35',1,NULL,1780315200);
INSERT INTO "post" VALUES(38,'tag:blog.example.org,2020-02-08:p38',NULL,'p38.md','p38','p38','https://site.feedsvc.invalid/~site/posts/p38/','Post 38',1581120000,1581120000,1581120000,'Text 38, with some code and \(x^{38}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','f6341195844670da6532529e','e36de945e972ce41dd9379f1','c77cec7edd4a4ecfef46ca63','b16a29267e53178f8816e273',1,NULL,1780315200);
INSERT INTO "post" VALUES(39,'tag:blog.example.org,2020-02-09:p39',NULL,'p39.md','p39','p39','https://site.feedsvc.invalid/~site/posts/p39/','Post 39',1581206400,1581206400,1581206400,'Text 39, with some code and \(x^{39}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','47e30029cade2b1f0047eae2','92264b49f24e906d98f55514','ca1ffd0c24e1a44106f8ecb9','47c1455afb3fa667fc1a6d01',1,NULL,1780315200);
INSERT INTO "post" VALUES(40,'tag:blog.example.org,2020-02-10:p40',NULL,'p40.md','p40','p40','https://site.feedsvc.invalid/~site/posts/p40/','Post 40',1581292800,1581292800,1581292800,'Text 40, with some code and \(x^{40}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','1a3ad72f9e204b51b2e03b46','5446106518248ab2083811ce','bb56d8e5bba44c90bf99ffa1','e54b2734a98c597c7fee07de',1,NULL,1780315200);
INSERT INTO "post" VALUES(41,'tag:blog.example.org,2020-02-11:p41',NULL,'p41.md','p41','p41','https://site.feedsvc.invalid/~site/posts/p41/','Post 41',1581379200,1581379200,1581379200,'Text 41, with some code and \(x^{41}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','0628df934cb8b5359b5f8b88','428846cad0eaa141c054c1ca','f97791f19c2d08a544aac1c6','80d96c5019013e45f83c38af',1,NULL,1780315200);
INSERT INTO "post" VALUES(42,'tag:blog.example.org,2020-02-12:p42',NULL,'p42.md','p42','p42','https://site.feedsvc.invalid/~site/posts/p42/','Post 42',1581465600,1581465600,1581465600,'Text 42, with some code and \(x^{42}\) .','{"tags": ["even"], "authors": ["Ana Reis"], "language": "en", "rights": null}','1e4a56cd3f5456a0ddbb73ce','e1693c27b005528bc9882a0e','e590c474e121329020c1b408','48c888b3b07df9a5305cd480',1,NULL,1780315200);
INSERT INTO "post" VALUES(43,'tag:blog.example.org,2020-02-13:p43',NULL,'p43.md','p43','p43','https://site.feedsvc.invalid/~site/posts/p43/','Post 43',1581552000,1581552000,1581552000,'Text 43, with some code and \(x^{43}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','fae5a4b893504cd5c4ce0da4','95c50a121fa5d6cc904c7493','86cd67847f4e79f97bd5a3be','da30c20b7acfa99ee9058ec5',1,NULL,1780315200);
INSERT INTO "post" VALUES(44,'tag:blog.example.org,2020-02-14:p44',NULL,'p44.md','p44','p44','https://site.feedsvc.invalid/~site/posts/p44/','Post 44',1581638400,1581638400,1581638400,'Text 44, with some code and \(x^{44}\) .','{"tags": ["even"], "authors": [], "language": "de", "rights": null}','cda5b7754ccf22577f985641','9d290435b0cf60962794ad21','6367398b87617221f88dce3f','991004f516e3ed3aab6fd483',1,NULL,1780315200);
INSERT INTO "post" VALUES(45,'tag:blog.example.org,2020-02-15:p45',NULL,'p45.md','p45','p45','https://site.feedsvc.invalid/~site/posts/p45/','Post 45',1581724800,1581724800,1581724800,'Text 45, with some code and \(x^{45}\) .','{"tags": ["odd"], "authors": [], "language": "en", "rights": null}','fb39a1b181b1fd31ba94a55a','29555921045b29e2a9b42805','fb89fcfc21a0e17c24042a29','5869165d06f909aa877c11b8',1,NULL,1780315200);
INSERT INTO "post" VALUES(46,'https://elsewhere.example.org/?p=62','https://elsewhere.example.org/?p=62','late.md','late','late','https://site.feedsvc.invalid/~site/posts/late/','Post 62',1557014400,1557014400,1557014400,'Text 62, with some code and \(x^{62}\) .','{"tags": ["even"], "authors": [], "language": "en", "rights": null}','c3539397355a99993be2dadf','1ab8e4fb0a7c789a5d695432','da134916135b716090c9e36a','0b46f10c470eae5e411b739b',1,NULL,1780318800);
CREATE TABLE record (
	"key" TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	state TEXT NOT NULL, 
	post INTEGER, 
	digest TEXT, 
	due BIGINT, 
	problem TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(post) REFERENCES post (number)
);
INSERT INTO "record" VALUES('broken.md','107-1795282682527785504-1795282682527785504-5720397-9ce00ad98f90343c','rejected',NULL,NULL,NULL,'posts/broken.md:3: date: ''one of these days'' is no date; write it like 2024-05-01 or 2024-05-01T08:30:00+02:00');
INSERT INTO "record" VALUES('p01.md','112-1795282682521342399-1795282682521342399-5720351-9ce00ad98f90343c','published',1,'fd5de47ce8a2a3d3fe41ed75',NULL,NULL);
INSERT INTO "record" VALUES('p02.md','113-1795282682521410049-1795282682521410049-5720352-9ce00ad98f90343c','published',2,'a5cedad9e20a33eab18268dd',NULL,NULL);
INSERT INTO "record" VALUES('p03.md','94-1795282682775933291-1795282682775933291-5720353-9ce00ad98f90343c','published',3,'3885b8ad4a562f5c953c5d00',NULL,NULL);
INSERT INTO "record" VALUES('p04.md','113-1795282682521515556-1795282682521515556-5720354-9ce00ad98f90343c','published',4,'0459033a3d17ec9a75faa735',NULL,NULL);
INSERT INTO "record" VALUES('p05.md','144-1795282682521563407-1795282682521563407-5720355-9ce00ad98f90343c','published',5,'28c2eed73099137900ee2301',NULL,NULL);
INSERT INTO "record" VALUES('p06.md','113-1795282682521607363-1795282682521607363-5720356-9ce00ad98f90343c','published',6,'9f6c828d61db75851bbb7e88',NULL,NULL);
INSERT INTO "record" VALUES('p09.md','112-1795282682521748913-1795282682521748913-5720359-9ce00ad98f90343c','published',9,'1510392f66b01a624726c30b',NULL,NULL);
INSERT INTO "record" VALUES('p10.md','148-1795282682521830604-1795282682521830604-5720360-9ce00ad98f90343c','published',10,'54a8248ab5bdf97360596171',NULL,NULL);
INSERT INTO "record" VALUES('p11.md','130-1795282682521874029-1795282682521874029-5720361-9ce00ad98f90343c','published',11,'80530c593cf4d5d5b826d384',NULL,NULL);
INSERT INTO "record" VALUES('p12.md','126-1795282682776062203-1795282682776062203-5720362-9ce00ad98f90343c','published',12,'35bfd849a8fb4694ecc639af',NULL,NULL);
INSERT INTO "record" VALUES('p13.md','115-1795282682522060186-1795282682522060186-5720363-9ce00ad98f90343c','published',13,'f6690ebb4086b07be5141f66',NULL,NULL);
INSERT INTO "record" VALUES('p14.md','138-1795282682522112003-1795282682522112003-5720364-9ce00ad98f90343c','published',14,'246668689887996d28960616',NULL,NULL);
INSERT INTO "record" VALUES('p15.md','147-1795282682522155958-1795282682522155958-5720365-9ce00ad98f90343c','published',15,'f1f5ad6ce440d1c14a0bc00a',NULL,NULL);
INSERT INTO "record" VALUES('p16.md','116-1795282682522207044-1795282682522207044-5720366-9ce00ad98f90343c','published',16,'521485495b78908d6ab20a95',NULL,NULL);
INSERT INTO "record" VALUES('p17.md','115-1795282682522250428-1795282682522250428-5720367-9ce00ad98f90343c','published',17,'f6d280d146615584dff41604',NULL,NULL);
INSERT INTO "record" VALUES('p18.md','116-1795282682522289036-1795282682522289036-5720368-9ce00ad98f90343c','published',18,'d102d4c96f187bfb43136973',NULL,NULL);
INSERT INTO "record" VALUES('p19.md','115-1795282682522332670-1795282682522332670-5720369-9ce00ad98f90343c','published',19,'9bb46b4ae42a1a43b88d28d5',NULL,NULL);
INSERT INTO "record" VALUES('p20.md','148-1795282682522378338-1795282682522378338-5720370-9ce00ad98f90343c','published',20,'fc3dc2a3e3d4a24da361b50d',NULL,NULL);
INSERT INTO "record" VALUES('p21.md','139-1795282682933703471-1795282682933703471-5720371-9ce00ad98f90343c','published',21,'e511adc04c3480601d1ff4a1',NULL,NULL);
INSERT INTO "record" VALUES('p22.md','131-1795282682522460971-1795282682522460971-5720372-9ce00ad98f90343c','published',22,'3b8ee3842c5d49df3d4b6b4e',NULL,NULL);
INSERT INTO "record" VALUES('p23.md','115-1795282682522499899-1795282682522499899-5720373-9ce00ad98f90343c','published',23,'e013939461eec01204b5ea89',NULL,NULL);
INSERT INTO "record" VALUES('p24.md','116-1795282682522538907-1795282682522538907-5720374-9ce00ad98f90343c','published',24,'fd7931d91dd236a3cea119e1',NULL,NULL);
INSERT INTO "record" VALUES('p25.md','147-1795282682522580499-1795282682522580499-5720375-9ce00ad98f90343c','published',25,'ab507c1d1d8b8bdc71a34e29',NULL,NULL);
INSERT INTO "record" VALUES('p26.md','116-1795282682522675790-1795282682522675790-5720376-9ce00ad98f90343c','published',26,'3718531038098bbe81eebe38',NULL,NULL);
INSERT INTO "record" VALUES('p27.md','115-1795282682522727217-1795282682522727217-5720377-9ce00ad98f90343c','published',27,'3468959a66f0c91fa97f9234',NULL,NULL);
INSERT INTO "record" VALUES('p28.md','138-1795282682522770361-1795282682522770361-5720378-9ce00ad98f90343c','published',28,'3235d05b7b2cd538d8b2e948',NULL,NULL);
INSERT INTO "record" VALUES('p29.md','115-1795282682522809900-1795282682522809900-5720379-9ce00ad98f90343c','published',29,'4d01336e520962809835789b',NULL,NULL);
INSERT INTO "record" VALUES('p30.md','148-1795282682522850871-1795282682522850871-5720380-9ce00ad98f90343c','published',30,'45bff0a196c6b41c34c36554',NULL,NULL);
INSERT INTO "record" VALUES('p31.md','115-1795282682522890089-1795282682522890089-5720381-9ce00ad98f90343c','published',31,'71150b435ecf78e6888e151f',NULL,NULL);
INSERT INTO "record" VALUES('p32.md','116-1795282682522928676-1795282682522928676-5720382-9ce00ad98f90343c','published',32,'51175a9fa4ef0c61017149bc',NULL,NULL);
INSERT INTO "record" VALUES('p33.md','130-1795282682522968626-1795282682522968626-5720383-9ce00ad98f90343c','published',33,'bd2266169bd5812591e321cf',NULL,NULL);
INSERT INTO "record" VALUES('p34.md','116-1795282682523010177-1795282682523010177-5720384-9ce00ad98f90343c','published',34,'3fdadff969d3c06c4cc67f82',NULL,NULL);
INSERT INTO "record" VALUES('p35.md','169-1795282682523059270-1795282682523059270-5720385-9ce00ad98f90343c','published',35,'96fa998abc609b84adee3c2f',NULL,NULL);
INSERT INTO "record" VALUES('p36.md','116-1795282682523098899-1795282682523098899-5720386-9ce00ad98f90343c','published',36,'568c4255b609909f27b3381b',NULL,NULL);
INSERT INTO "record" VALUES('p37.md','115-1795282682524169637-1795282682524169637-5720387-9ce00ad98f90343c','published',37,'bec9ab3cde87f702ed346181',NULL,NULL);
INSERT INTO "record" VALUES('p38.md','116-1795282682527288736-1795282682527288736-5720388-9ce00ad98f90343c','published',38,'5a36e163e22bf0c5c059cf6f',NULL,NULL);
INSERT INTO "record" VALUES('p39.md','115-1795282682527342696-1795282682527342696-5720389-9ce00ad98f90343c','published',39,'81cd350fad60afa4e92565f9',NULL,NULL);
INSERT INTO "record" VALUES('p40.md','148-1795282682527454672-1795282682527454672-5720390-9ce00ad98f90343c','published',40,'b3608853580e8f6b19f5df24',NULL,NULL);
INSERT INTO "record" VALUES('p41.md','115-1795282682527513319-1795282682527513319-5720391-9ce00ad98f90343c','published',41,'f9bb1b4e6a159877bc07fcf8',NULL,NULL);
INSERT INTO "record" VALUES('p42.md','138-1795282682527559248-1795282682527559248-5720392-9ce00ad98f90343c','published',42,'e5f54876b247919217e0a73a',NULL,NULL);
INSERT INTO "record" VALUES('p43.md','115-1795282682527601240-1795282682527601240-5720393-9ce00ad98f90343c','published',43,'1811ed321af2aa43ac9ec8b6',NULL,NULL);
INSERT INTO "record" VALUES('p44.md','131-1795282682527649992-1795282682527649992-5720394-9ce00ad98f90343c','published',44,'8bb40e90efe132b0e2b7ec84',NULL,NULL);
INSERT INTO "record" VALUES('p45.md','147-1795282682527694328-1795282682527694328-5720395-9ce00ad98f90343c','published',45,'16139ac3d33a3cb67fef2f87',NULL,NULL);
INSERT INTO "record" VALUES('late.md','143-1795282682776248981-1795282682776248981-5720357-9ce00ad98f90343c','published',46,'9492c7a9a765932347d89ef0',NULL,NULL);
INSERT INTO "record" VALUES('renamed.md','113-1795282682521701713-1795282682776062203-5720358-9ce00ad98f90343c','published',8,'07f079c3b0de2dab097ef5ea',NULL,NULL);
CREATE TABLE reference (
	post INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (post, name), 
	FOREIGN KEY(post) REFERENCES post (number)
);
INSERT INTO "reference" VALUES(21,'p03');
CREATE TABLE run (
	feed INTEGER NOT NULL, 
	form TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	changed BIGINT NOT NULL, 
	PRIMARY KEY (feed, form, first, last), 
	FOREIGN KEY(feed) REFERENCES feed (number)
);
INSERT INTO "run" VALUES(1,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(1,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(1,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(1,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(1,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(8,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(8,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(8,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(8,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(8,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(6,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(6,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(6,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(6,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(6,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(7,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(7,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(7,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(7,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(7,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(4,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(4,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(4,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(4,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(4,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(9,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(9,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(9,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(9,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(9,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(3,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(3,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(3,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(3,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(3,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(5,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(5,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(5,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(5,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(5,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(2,'atom',0,2147483647,1780315200);
INSERT INTO "run" VALUES(2,'rss',0,2147483647,1780315200);
INSERT INTO "run" VALUES(2,'json',0,2147483647,1780315200);
INSERT INTO "run" VALUES(2,'html',0,2147483647,1780315200);
INSERT INTO "run" VALUES(2,'text',0,2147483647,1780315200);
INSERT INTO "run" VALUES(1,'atom',1,1,1780318800);
INSERT INTO "run" VALUES(1,'atom',2,2,1780318800);
INSERT INTO "run" VALUES(1,'rss',1,1,1780318800);
INSERT INTO "run" VALUES(1,'rss',2,2,1780318800);
INSERT INTO "run" VALUES(1,'json',1,1,1780318800);
INSERT INTO "run" VALUES(1,'json',2,2,1780318800);
INSERT INTO "run" VALUES(1,'html',4,4,1780318800);
INSERT INTO "run" VALUES(1,'text',4,4,1780318800);
INSERT INTO "run" VALUES(2,'atom',1,1,1780318800);
INSERT INTO "run" VALUES(2,'rss',1,1,1780318800);
INSERT INTO "run" VALUES(2,'json',1,1,1780318800);
INSERT INTO "run" VALUES(2,'html',3,2147483647,1780318800);
INSERT INTO "run" VALUES(3,'atom',1,1,1780318800);
INSERT INTO "run" VALUES(3,'rss',1,1,1780318800);
INSERT INTO "run" VALUES(3,'json',1,1,1780318800);
INSERT INTO "run" VALUES(3,'html',3,3,1780318800);
INSERT INTO "run" VALUES(3,'text',3,3,1780318800);
INSERT INTO "run" VALUES(3,'html',4,4,1780318800);
INSERT INTO "run" VALUES(3,'text',4,4,1780318800);
INSERT INTO "run" VALUES(4,'atom',1,1,1780318800);
INSERT INTO "run" VALUES(4,'rss',1,1,1780318800);
INSERT INTO "run" VALUES(4,'json',1,1,1780318800);
INSERT INTO "run" VALUES(4,'html',3,2147483647,1780318800);
INSERT INTO "run" VALUES(5,'atom',0,0,1780318800);
INSERT INTO "run" VALUES(5,'atom',1,1,1780318800);
INSERT INTO "run" VALUES(5,'rss',0,0,1780318800);
INSERT INTO "run" VALUES(5,'rss',1,1,1780318800);
INSERT INTO "run" VALUES(5,'json',0,0,1780318800);
INSERT INTO "run" VALUES(5,'json',1,1,1780318800);
INSERT INTO "run" VALUES(5,'html',3,2147483647,1780318800);
INSERT INTO "run" VALUES(5,'html',2,2,1780318800);
INSERT INTO "run" VALUES(5,'text',2,2,1780318800);
INSERT INTO "run" VALUES(8,'html',2,2147483647,1780318800);
INSERT INTO "run" VALUES(10,'atom',0,2147483647,1780318800);
INSERT INTO "run" VALUES(10,'rss',0,2147483647,1780318800);
INSERT INTO "run" VALUES(10,'json',0,2147483647,1780318800);
INSERT INTO "run" VALUES(10,'html',0,2147483647,1780318800);
INSERT INTO "run" VALUES(10,'text',0,2147483647,1780318800);
INSERT INTO "run" VALUES(1,'atom',0,0,1780322400);
INSERT INTO "run" VALUES(1,'atom',3,3,1780322400);
INSERT INTO "run" VALUES(1,'rss',0,0,1780322400);
INSERT INTO "run" VALUES(1,'rss',3,3,1780322400);
INSERT INTO "run" VALUES(1,'json',0,0,1780322400);
INSERT INTO "run" VALUES(1,'json',3,3,1780322400);
INSERT INTO "run" VALUES(1,'html',3,3,1780322400);
INSERT INTO "run" VALUES(1,'text',3,3,1780322400);
INSERT INTO "run" VALUES(2,'atom',0,0,1780322400);
INSERT INTO "run" VALUES(2,'rss',0,0,1780322400);
INSERT INTO "run" VALUES(2,'json',0,0,1780322400);
INSERT INTO "run" VALUES(2,'html',2,2,1780322400);
INSERT INTO "run" VALUES(2,'text',2,2,1780322400);
INSERT INTO "run" VALUES(3,'atom',0,0,1780322400);
INSERT INTO "run" VALUES(3,'atom',2,2,1780322400);
INSERT INTO "run" VALUES(3,'rss',0,0,1780322400);
INSERT INTO "run" VALUES(3,'rss',2,2,1780322400);
INSERT INTO "run" VALUES(3,'json',0,0,1780322400);
INSERT INTO "run" VALUES(3,'json',2,2,1780322400);
INSERT INTO "run" VALUES(3,'html',2,2,1780322400);
INSERT INTO "run" VALUES(3,'text',2,2,1780322400);
INSERT INTO "run" VALUES(4,'atom',0,0,1780322400);
INSERT INTO "run" VALUES(4,'rss',0,0,1780322400);
INSERT INTO "run" VALUES(4,'json',0,0,1780322400);
INSERT INTO "run" VALUES(4,'html',2,2,1780322400);
INSERT INTO "run" VALUES(4,'text',2,2,1780322400);
INSERT INTO "run" VALUES(8,'atom',0,0,1780322400);
INSERT INTO "run" VALUES(8,'rss',0,0,1780322400);
INSERT INTO "run" VALUES(8,'json',0,0,1780322400);
INSERT INTO "run" VALUES(8,'html',1,1,1780322400);
INSERT INTO "run" VALUES(8,'text',1,1,1780322400);
CREATE TABLE slug (
	slug TEXT NOT NULL, 
	post INTEGER NOT NULL, 
	PRIMARY KEY (slug), 
	FOREIGN KEY(post) REFERENCES post (number)
);
INSERT INTO "slug" VALUES('p01',1);
INSERT INTO "slug" VALUES('p02',2);
INSERT INTO "slug" VALUES('p03',3);
INSERT INTO "slug" VALUES('p04',4);
INSERT INTO "slug" VALUES('p05',5);
INSERT INTO "slug" VALUES('p06',6);
INSERT INTO "slug" VALUES('p07',7);
INSERT INTO "slug" VALUES('p08',8);
INSERT INTO "slug" VALUES('p09',9);
INSERT INTO "slug" VALUES('p10',10);
INSERT INTO "slug" VALUES('p11',11);
INSERT INTO "slug" VALUES('p12',12);
INSERT INTO "slug" VALUES('p13',13);
INSERT INTO "slug" VALUES('p14',14);
INSERT INTO "slug" VALUES('p15',15);
INSERT INTO "slug" VALUES('p16',16);
INSERT INTO "slug" VALUES('p17',17);
INSERT INTO "slug" VALUES('p18',18);
INSERT INTO "slug" VALUES('p19',19);
INSERT INTO "slug" VALUES('p20',20);
INSERT INTO "slug" VALUES('p21',21);
INSERT INTO "slug" VALUES('p22',22);
INSERT INTO "slug" VALUES('p23',23);
INSERT INTO "slug" VALUES('p24',24);
INSERT INTO "slug" VALUES('p25',25);
INSERT INTO "slug" VALUES('p26',26);
INSERT INTO "slug" VALUES('p27',27);
INSERT INTO "slug" VALUES('p28',28);
INSERT INTO "slug" VALUES('p29',29);
INSERT INTO "slug" VALUES('p30',30);
INSERT INTO "slug" VALUES('p31',31);
INSERT INTO "slug" VALUES('p32',32);
INSERT INTO "slug" VALUES('p33',33);
INSERT INTO "slug" VALUES('p34',34);
INSERT INTO "slug" VALUES('p35',35);
INSERT INTO "slug" VALUES('p36',36);
INSERT INTO "slug" VALUES('p37',37);
INSERT INTO "slug" VALUES('p38',38);
INSERT INTO "slug" VALUES('p39',39);
INSERT INTO "slug" VALUES('p40',40);
INSERT INTO "slug" VALUES('p41',41);
INSERT INTO "slug" VALUES('p42',42);
INSERT INTO "slug" VALUES('p43',43);
INSERT INTO "slug" VALUES('p44',44);
INSERT INTO "slug" VALUES('p45',45);
INSERT INTO "slug" VALUES('late',46);
INSERT INTO "slug" VALUES('renamed',8);
CREATE INDEX ix_post_claim ON post (claim);
CREATE INDEX ix_post_stamp ON post (stamp);
CREATE INDEX ix_post_key ON post ("key");
CREATE INDEX ix_post_name ON post (name);
CREATE INDEX post_titled ON post (title, published);
CREATE INDEX ix_post_text_digest ON post (text_digest);
CREATE INDEX ix_record_post ON record (post);
CREATE INDEX record_due ON record (due) WHERE due IS NOT NULL;
CREATE INDEX ix_reference_name ON reference (name);
CREATE INDEX ix_slug_post ON slug (post);
CREATE INDEX membership_listed ON membership (feed, state, published, ordinal);
CREATE INDEX ix_membership_post ON membership (post);
CREATE INDEX membership_deleted ON membership (feed, deleted) WHERE deleted IS NOT NULL;
CREATE INDEX membership_surfaced ON membership (feed, surfaced) WHERE surfaced IS NOT NULL;
COMMIT;
