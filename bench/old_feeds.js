// node old_feeds.js PACKAGES SITE OUT: the feeds that hexo-generator-feed makes of the blog in SITE.
"use strict";

const fs = require("fs");
const path = require("path");

const [, , packages, site, out] = process.argv;
const Hexo = require(path.join(path.resolve(packages), "hexo"));

async function main() {
  process.chdir(site);
  const hexo = new Hexo(site, { silent: true });
  await hexo.init();
  hexo.post.render = async (_source, post) => {
    post.content = post._content; // no id is made of it, and tags of themes are not there
    return post;
  };
  await hexo.load();
  const locals = hexo.locals.toObject();
  for (const kind of ["atom", "rss2"]) {
    hexo.config.feed.type = kind; // version 1 has one generator for both, and asks which
    const generator = hexo.extend.generator.get(kind) ?? hexo.extend.generator.get("feed");
    const made = await generator.call(hexo, locals);
    fs.writeFileSync(path.join(out, `${kind}.xml`), made.data);
  }
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
