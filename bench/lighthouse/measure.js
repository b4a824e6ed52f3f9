// Grades pages with Lighthouse, some times each in turn, and prints the grades as JSON.
// Expects one JSON value: { chrome, times, pages: [{ name, address, attests, skips }] }.
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const TIMES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index"];
const TRIES = 4;
const wish = JSON.parse(process.argv[2]);

// Each page has a profile of its own, so that none owes its grade to what another left.
async function tabOf(browser, page) {
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  if (page.attests) {
    await tab.goto(page.address);
    await tab.click("input[value=physician]");
    await Promise.all([tab.waitForNavigation(), tab.click("form[method=post] button[type=submit]")]);
  }
  return tab;
}

function read({ categories, audits }) {
  const grades = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(100 * categories[id].score)]));
  const faults = CATEGORIES.flatMap((id) => categories[id].auditRefs)
    .filter((ref) => ref.weight > 0 && audits[ref.id].score !== null && audits[ref.id].score < 0.9)
    .map((ref) => {
      const first = audits[ref.id].details?.items?.[0];
      return `${ref.id}: ${audits[ref.id].displayValue ?? audits[ref.id].title} ${first ? JSON.stringify(first).slice(0, 400) : ""}`;
    });
  const times = Object.fromEntries(TIMES.map((id) => [id, Math.round(audits[id].numericValue)]));
  return { grades, faults: [...new Set(faults)], times };
}

// A busy machine may lose the beginning of a trace; Lighthouse then asks to be run again, and that is no grade.
async function grade(page, tab) {
  const flags = {
    logLevel: "error",
    onlyCategories: CATEGORIES,
    skipAudits: page.skips,
    disableFullPageScreenshot: true,
  };
  for (let tries = 1; ; tries += 1) {
    await tab.bringToFront();
    const { lhr } = await lighthouse(page.address, flags, undefined, tab);
    if (!lhr.runtimeError) return read(lhr);
    if (tries === TRIES) throw new Error(`${page.name}: ${lhr.runtimeError.message}`);
  }
}

const browser = await puppeteer.launch({
  executablePath: wish.chrome,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  const found = Object.fromEntries(wish.pages.map((page) => [page.name, []]));
  const tabs = [];
  for (const page of wish.pages) tabs.push(await tabOf(browser, page));
  for (let time = 0; time < wish.times; time += 1) {
    for (const [place, page] of wish.pages.entries()) {
      found[page.name].push(await grade(page, tabs[place]));
    }
  }
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
