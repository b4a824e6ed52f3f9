// An article: shows in the rail where the reader is, keeps the place, and offers ways to share.

import { isRead, main, send, token, watch } from "./steps.js";

document.addEventListener("told", ({ detail }) => {
  show(detail.way);
  showKept(detail);
});

// -- what the reader keeps: saved for later, the place last seen --------------------------------------------------
const keeping = document.querySelector("[data-keeping]");
const marks = [...document.querySelectorAll(".text :is(#key-data, #key-learning, #limits, #summary, .passage[id])")];
const WAIT = 20_000; // milliseconds between two places that are told of
let isShown = false;
let toldPlace = "";
let toldAt = 0;

/** Say once what the first answer knows: it is older than anything done on this page. */
function showKept({ way, keep, place }) {
  if (isShown) return;
  isShown = true;
  if (keep) keeping.querySelector("form").outerHTML = keep;
  if (!place || way.read.state === "done" || location.hash || scrollY > innerHeight) return;
  const link = document.createElement("a");
  link.href = `#${place.anchor}`;
  link.textContent = keeping.dataset.goOn.replace("{words}", () => place.words);
  keeping.append(link);
}

/** Tell of the last part that has come up to the middle of the screen. A beacon outlives the page. */
function tellPlace() {
  const here = marks.filter((mark) => mark.getBoundingClientRect().top < innerHeight / 2).at(-1)?.id;
  if (!isRead || !here || here === toldPlace) return;
  toldPlace = here;
  toldAt = Date.now();
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    edition: main.dataset.edition,
    place: here,
    seen: toldAt,
  });
  navigator.sendBeacon(keeping.dataset.placeUrl, body);
}

document.addEventListener("scroll", () => Date.now() - toldAt > WAIT && tellPlace(), { passive: true });
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tellPlace());

// -- the rail ------------------------------------------------------------------------------------------------------
const stages = [...document.querySelectorAll("[data-way] > li")];

/** Mark what the server knows to be done, and give its words for it: "3 of 4", "rated". */
function show(way) {
  const before = document.querySelector("[data-pre-test]");
  if (before && way["pre-test"].state === "over") before.closest("section").hidden = true;
  if (before && way["pre-test"].state === "late") {
    document.querySelector("[data-pre-test-promise]").hidden = true;
    document.querySelector("[data-pre-test-late]").hidden = false;
  }
  for (const name of ["pre-test", "paper"]) {
    const offer = document.querySelector(`[data-${name}]`);
    if (!offer || way[name]?.state !== "done") continue;
    offer.hidden = true;
    document.querySelector(`[data-${name}-done]`).hidden = false;
  }
  for (const stage of stages) {
    const { state, text } = way[stage.dataset.stage];
    stage.classList.toggle("done", state === "done");
    const note = stage.querySelector("small");
    if (text && note) note.textContent = text;
  }
}

function stand(name) {
  for (const stage of stages) {
    const isHere = stage.dataset.stage === name;
    stage.classList.toggle("here", isHere);
    const link = stage.querySelector("a");
    if (isHere) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
}

// What has come up to the first quarter of the screen counts as reached, and all above it: the rail steps back on
// scrolling up, and also when a reader jumps past several parts at once.
const reached = new Set();
watch(
  "[data-stage-of]",
  (entry) => {
    const name = entry.target.dataset.stageOf;
    if (entry.isIntersecting) reached.add(name);
    else reached.delete(name);
    stand(["rate", "test"].find((stage) => reached.has(stage)) ?? "read");
  },
  "1000000px 0px -75% 0px",
);

// -- share ---------------------------------------------------------------------------------------------------------
const share = document.querySelector("[data-share]");
const { address: url, title } = share.dataset;
const status = share.querySelector("[data-share-status]");
const offered = { clipboard: navigator.clipboard, share: navigator.share, print: window.print };

for (const way of share.querySelectorAll("[data-needs]")) way.hidden = !offered[way.dataset.needs];
share.querySelector("[data-without-scripts]").hidden = true;

for (const button of share.querySelectorAll("[data-copy]")) {
  const { copy, copied } = button.dataset;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy);
      status.dataset.state = "saved";
      status.textContent = copied;
    } catch {
      status.dataset.state = "refused";
      status.textContent = share.dataset.notCopied.replace("{text}", () => copy);
    }
  });
}
// A reader who closes the sheet has changed their mind; that is no error.
share.querySelector("[data-sheet]").addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
share.querySelector("[data-print]").addEventListener("click", () => window.print());

// A reader who was here before is shown at once what the server knows; the first step may be a screen away.
if (isRead && /(^|; )(__Host-)?known=1/.test(document.cookie)) send();
