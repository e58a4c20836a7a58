// node hexo.js PACKAGES SITE OUT.json: what Hexo makes of the posts of the blog in SITE.
//
// PACKAGES is the folder with `node_modules`. OUT gets, by each post's path below the blog: `html`, its `url` below
// the site's root, `date`, `title`. Code is highlighted as the blog has it, but without line numbers and tables
// around it, and no theme is loaded: a tag that only a theme knows gives what is between its ends, and `stand_in` is
// true for its post. A post that Hexo fails on has `error` in place of `html`.
"use strict";

const fs = require("fs");
const path = require("path");

const [, , packages, site, out] = process.argv.map((value, at) => (at > 1 ? path.resolve(value) : value));
const Hexo = require(path.join(packages, "node_modules", "hexo"));

const STAND_IN = "<!--stand-in-->";

function postTexts(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile() && file.name.endsWith(".md"));
  return texts.map((file) => fs.readFileSync(path.join(file.parentPath || file.path, file.name), "utf8")).join("\n");
}

async function main() {
  const hexo = new Hexo(site, { silent: true });
  process.chdir(site);
  await hexo.init();
  for (const highlighter of ["highlight", "prismjs"]) {
    hexo.config[highlighter] = { ...hexo.config[highlighter], line_number: false, wrap: false };
  }
  hexo.config.theme = false;
  const failed = new Map();
  const unknown = new Set();
  const everything = postTexts(path.join(site, hexo.config.source_dir));
  const render = hexo.post.render.bind(hexo.post);
  hexo.post.render = async (source, post = {}) => {
    const written = post.content;
    for (let tries = 0; ; tries += 1) {
      try {
        return await render(source, post);
      } catch (error) {
        const tag = /unknown block tag: ([\w-]+)/.exec(error.message);
        if (!tag || tries > 20) {
          failed.set(post.source, String(error.message));
          return post;
        }
        if (!unknown.has(tag[1])) {
          unknown.add(tag[1]);
          const ends = everything.includes(`end${tag[1]}`);
          const give = (_args, content = "") => STAND_IN + content;
          hexo.extend.tag.register(tag[1], give, { ends });
        }
        post.content = written;
      }
    }
  };
  await hexo.load();
  const posts = {};
  hexo.locals.get("posts").forEach((post) => {
    const error = failed.get(post.source);
    const html = post.content || "";
    posts[`source/${post.source}`] = {
      ...(error ? { error } : { html }),
      ...(html.includes(STAND_IN) ? { stand_in: true } : {}),
      url: encodeURI(`/${post.path}`),
      date: post.date.toISOString(),
      title: post.title,
    };
  });
  fs.writeFileSync(out, JSON.stringify(posts));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
