// Opens pages in Chromium, wide and narrow, light and dark, runs axe in each, and notes every request that
// fails. Arguments: the site's address, a folder for pictures ("" for none), then paths. One JSON line a page.
const puppeteer = require("puppeteer-core");
const axe = require("axe-core").source;

async function main() {
  const [site, pictures, ...paths] = process.argv.slice(2);
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  for (const path of paths) {
    for (const width of [390, 1280]) {
      for (const scheme of ["light", "dark"]) {
        const page = await browser.newPage();
        const failed = [];
        page.on("response", (answer) => {
          if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`);
        });
        page.on("requestfailed", (request) => {
          if (request.url().startsWith(site)) failed.push(`failed ${request.url()}`);
        });
        await page.setBypassCSP(true);
        await page.setViewport({ width, height: 900 });
        await page.emulateMediaFeatures([
          { name: "prefers-color-scheme", value: scheme },
          { name: "prefers-reduced-motion", value: "reduce" },
        ]);
        await page.setRequestInterception(true);
        page.on("request", (request) => {
          const own = request.url().startsWith(site) || request.url().startsWith("data:");
          own ? request.continue() : request.abort(); // nothing but the site is asked
        });
        await page.goto(site + path, { waitUntil: "load", timeout: 60000 });
        const isPage = await page.evaluate(() => document.contentType === "text/html");
        let violations = [];
        if (isPage) {
          await page.evaluate(axe);
          const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
          violations = found.violations.map((one) => ({
            rule: one.id,
            nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)),
          }));
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const title = await page.title();
        if (pictures) {
          const name = (path.replace(/[^\w]+/g, "_") || "home") + `-${width}-${scheme}.png`;
          await page.screenshot({ path: `${pictures}/${name}` });
        }
        console.log(JSON.stringify({ path, width, scheme, violations, failed, wide, title }));
        await page.close();
      }
    }
  }
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
