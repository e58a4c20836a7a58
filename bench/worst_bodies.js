// Opens the documents of a site in Chromium, without the site's own policy, and the content of each item of
// the JSON feeds as a careless reader would show it. Standard input: one JSON object {site, paths}. One line
// of JSON for each that is opened: {path, item, ran}, where `ran` says what ran, or left for another host.
const puppeteer = require("puppeteer-core");
const { readFileSync } = require("fs");

const SECONDS = 60;
const HARMLESS = ["image", "media", "prefetch"]; // what a post may show from elsewhere

async function newPage(browser, site, ran) {
  const page = await browser.newPage();
  await page.setBypassCSP(true);
  page.on("dialog", (dialog) => {
    ran.push(`dialog ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("popup", () => ran.push("popup"));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const [url, kind] = [request.url(), request.resourceType()];
    if (url.startsWith(site) || url === "about:blank") return request.continue();
    if (!HARMLESS.includes(kind)) ran.push(`${kind} ${url.slice(0, 80)}`);
    return request.abort();
  });
  return page;
}

// What the page says of itself: names of its own that a post has taken, addresses that would run.
function look() {
  const found = [];
  if (window.ran) found.push("ran");
  if (typeof document.createElement !== "function" || !(document.body instanceof Element)) found.push("clobbered");
  if (!(window.location instanceof Location)) found.push("clobbered location");
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`${name}=${value.slice(0, 40)}`);
    }
    const to = node.href?.baseVal ?? node.href ?? node.action ?? node.formAction;
    if (node.tagName !== "LINK" && typeof to === "string" && /^\s*(javascript|vbscript|data|blob|feed):/i.test(to)) found.push(to.slice(0, 80));
  }
  for (const link of document.querySelectorAll("a[href]")) {
    if (["javascript:", "vbscript:", "data:", "blob:"].includes(link.protocol)) found.push(link.href.slice(0, 80));
  }
  return found;
}

async function main() {
  const { site, paths } = JSON.parse(readFileSync(0, "utf8"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  let ran = [];
  let page = await newPage(browser, site, ran);
  async function tell(path, item, open) {
    ran.length = 0;
    try {
      await open();
      ran.push(...(await page.evaluate(look)));
    } catch (error) {
      console.log(JSON.stringify({ path, item, failed: String(error).slice(0, 200) }));
      await page.close().catch(() => {});
      page = await newPage(browser, site, (ran = []));
      return;
    }
    console.log(JSON.stringify({ path, item, ran }));
  }
  const options = { waitUntil: "load", timeout: SECONDS * 1000 };
  for (const path of paths) {
    await tell(path, "", () => page.goto(site + path, options));
    if (!/^(archive\/\d+\/)?feed\.json$/.test(path)) continue; // the other feeds have the same items
    const feed = await (await fetch(site + path)).json();
    for (const item of feed.items) {
      // As part of a page on the same site, once parsed with the page and once put into it.
      await tell(path, item.url, async () => {
        await page.setContent(`<!doctype html><body><div id=reader>${item.content_html}</div>`, options);
        await page.evaluate((html) => {
          const place = document.createElement("div");
          document.body.append(place);
          place.innerHTML = html;
        }, item.content_html);
      });
    }
  }
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
