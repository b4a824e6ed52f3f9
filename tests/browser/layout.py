"""What a page looks like, measured: nothing cut off, nothing over something else, nothing too small to hit."""

from playwright.sync_api import Page

# Readers may ask for this much room between letters, words and lines. Source: WCAG 2.2, 1.4.12.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
LARGE_TEXT = 32  # px; twice what browsers begin with
SMALLEST_TARGET, OUR_TARGET = 24, 44  # px; WCAG 2.2, 2.5.8, and our own bar

# A sheet made by script is not subject to the page's own policy.
ADD_STYLE = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
DROP_STYLES = "() => { document.adoptedStyleSheets = []; }"

LOOK = """([smallest, ours]) => {
  const faults = [];
  const width = window.innerWidth;
  const styleOf = (part) => getComputedStyle(part);
  const isHidden = (part) =>
    part.closest(".visually-hidden, .skip, [hidden]") || !part.checkVisibility({ visibilityProperty: true });
  const words = (part) => part.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
  const name = (part) => `<${part.tagName.toLowerCase()} class="${part.className}"> ${words(part)}`;
  const scrolls = (part) =>
    ["auto", "scroll"].includes(styleOf(part).overflowX) && part.scrollWidth > part.clientWidth + 1;
  const isWithin = (box, hold) =>
    box.left >= hold.left - 1 &&
    box.right <= hold.right + 1 &&
    box.top >= hold.top - 2 &&
    box.bottom <= hold.bottom + 2;
  const above = function* (part) { for (let at = part; at && at !== document.body; at = at.parentElement) yield at; };

  const whole = document.scrollingElement.scrollWidth;
  if (whole > width) faults.push(`the page is ${whole} px wide`);

  // -- text: inside the screen, inside what holds it, not over other text
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || part.closest("script") || isHidden(part)) continue;
    const holders = [...above(part)];
    if (holders.some((at) => styleOf(at).clipPath !== "none")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const isScrolled = holders.some(scrolls);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      if (!isScrolled && (box.left < -1 || box.right > width + 1)) faults.push(`beyond the screen: ${name(part)}`);
      for (const at of holders) {
        const isBox = at.matches("button, .button, .option, .notice, .panel, .summary, td, th");
        if (!isBox && !["hidden", "clip"].includes(styleOf(at).overflowX)) continue;
        if (!isWithin(box, at.getBoundingClientRect())) faults.push(`out of ${name(at)}: ${name(part)}`);
      }
      const isLoose = holders.some((at) => ["sticky", "fixed"].includes(styleOf(at).position));
      // Large type is set tighter than its letters could reach.
      const cut = Math.max(0, (box.height - parseFloat(styleOf(part).lineHeight)) / 2) || 0;
      const tight = new DOMRect(box.x, box.y + cut, box.width, box.height - 2 * cut);
      if (!isLoose && !isScrolled) lines.push({ part, box: tight });
    }
  }
  lines.sort((one, other) => one.box.top - other.box.top);
  for (let place = 0; place < lines.length; place += 1) {
    const { part, box } = lines[place];
    for (let next = place + 1; next < lines.length && lines[next].box.top < box.bottom; next += 1) {
      const { part: other, box: its } = lines[next];
      const wide = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      const isOver = wide > 2 && high > 0.4 * Math.min(box.height, its.height);
      if (isOver) faults.push(`${name(part)} lies over ${name(other)}`);
    }
  }

  // -- what scrolls sideways says so to everybody
  for (const part of document.querySelectorAll("body *")) {
    if (!scrolls(part) || isHidden(part)) continue;
    const isNamed = part.tabIndex === 0 && part.getAttribute("role") === "region" && part.getAttribute("aria-label");
    if (!isNamed) faults.push(`scrolls, but is no named region: ${name(part)}`);
  }

  // -- targets: links within a sentence may be as small as its text
  const isInSentence = (part) => {
    const sentence = part.closest("p, li, td, th, dd, dt");
    return styleOf(part).display === "inline" && sentence && sentence.textContent.trim() !== part.textContent.trim();
  };
  for (const part of document.querySelectorAll("a[href], button, summary, .option, textarea, select")) {
    if (isHidden(part) || isInSentence(part)) continue;
    const box = part.getBoundingClientRect();
    if (!box.width) continue;
    if (Math.min(box.width, box.height) < smallest) faults.push(`smaller than ${smallest} px: ${name(part)}`);
    const isOurs = part.matches("button, .button, .option, summary, nav a, .way a");
    if (isOurs && box.height < ours - 0.5) faults.push(`lower than ${ours} px: ${name(part)} (${box.height})`);
  }
  return [...new Set(faults)];
}"""


def look(page: Page, *, width: int, style: str = "", text: int = 16) -> list[str]:
    """Return what is wrong with a page at a width, with a reader's own style, or their size of text in pixels."""
    page.set_viewport_size({"width": width, "height": 640})
    debugger = page.context.new_cdp_session(page)
    debugger.send("Page.setFontSizes", {"fontSizes": {"standard": text}})
    if style:
        page.evaluate(ADD_STYLE, style)
    faults = page.evaluate(LOOK, [SMALLEST_TARGET, OUR_TARGET])
    page.evaluate(DROP_STYLES)
    debugger.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    debugger.detach()
    return faults
