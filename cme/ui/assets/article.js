// An article or its translation: reports steps and keeps the place; the article also has a rail and can be shared.

// -- steps: disclosure shown, started, finished --------------------------------------------------------------------
const main = document.querySelector("main[data-steps-url]");
const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
const seen = new Set(); // what was shown, whether the server knows of it or not
const told = new Set();
const waiting = new Set();
let isTelling = false;
// An editor's preview shows the same page at another address; nothing that happens there is a reader's step.
const isRead = location.pathname.startsWith(new URL("..", new URL(main.dataset.stepsUrl, location)).pathname);

/** Tell of a step once. One request at a time: answers come in order, and a new reader is not taken for several. */
function tell(kind) {
  if (!isRead) return;
  seen.add(kind);
  if (told.has(kind)) return;
  told.add(kind);
  waiting.add(kind);
  if (!isTelling) send();
}

async function send() {
  isTelling = true;
  do {
    const kinds = [...waiting];
    waiting.clear();
    await post(kinds);
  } while (waiting.size);
  isTelling = false;
}

async function post(kinds) {
  const body = new URLSearchParams({ edition: main.dataset.edition });
  for (const kind of kinds) body.append("kind", kind);
  try {
    const answer = await fetch(main.dataset.stepsUrl, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body,
    });
    if (!answer.ok) throw new Error(answer.status);
    const known = await answer.json();
    show(known.way);
    showKept(known);
  } catch {
    // Told again when the reader next comes past or is online again; the test's button tells it in any case.
    for (const kind of kinds) {
      told.delete(kind);
      window.addEventListener("online", () => tell(kind), { once: true });
    }
  }
}

window.addEventListener("pagehide", () => waiting.size && send());

// A button below the text says that it was read, for want of a better sign. Here there is one: only what was seen goes.
document.addEventListener("formdata", ({ formData }) => {
  const taken = formData.getAll("step").filter((kind) => seen.has(kind));
  formData.delete("step");
  for (const kind of taken) formData.append("step", kind);
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
  if (isShown || !keeping) return;
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
  if (!isRead || !keeping || !here || here === toldPlace) return;
  toldPlace = here;
  toldAt = Date.now();
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    edition: main.dataset.edition,
    place: here,
    seen: toldAt,
  });
  if (main.dataset.translation) body.set("translation", main.dataset.translation);
  navigator.sendBeacon(keeping.dataset.placeUrl, body);
}

document.addEventListener("scroll", () => Date.now() - toldAt > WAIT && tellPlace(), { passive: true });
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tellPlace());

// -- the rail ------------------------------------------------------------------------------------------------------
const stages = [...document.querySelectorAll("[data-way] > li")];

/** Mark what the server knows to be done, and give its words for it: "3 of 4", "rated". */
function show(way) {
  const toggle = (parts, isHidden) => document.querySelectorAll(parts).forEach((part) => (part.hidden = isHidden));
  const pre = way["pre-test"].state;
  if (pre === "over") toggle("section:has([data-pre-test-promise]), [data-pre-test]", true);
  if (pre === "late") {
    toggle("[data-pre-test-promise]", true);
    toggle("[data-pre-test-late]", false);
  }
  for (const name of ["pre-test", "paper"]) {
    if (way[name]?.state !== "done") continue;
    toggle(`[data-${name}]`, true);
    toggle(`[data-${name}-done]`, false);
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

function watch(selector, act, margin = "0px") {
  const watcher = new IntersectionObserver(
    (entries) => entries.forEach((entry) => act(entry)),
    { rootMargin: margin },
  );
  document.querySelectorAll(selector).forEach((part) => watcher.observe(part));
}

const LOW = "0px 0px -25% 0px"; // what only peeps in at the foot of the screen is not yet seen
watch("[data-step=disclosure-shown]", (entry) => entry.isIntersecting && tell("disclosure-shown"), LOW);

// Whoever still sees the offer of the pre-test has not passed it, whatever stands below: the text is begun after that.
const preTest = document.querySelector("[data-pre-test] .button, [data-pre-test] button");
let isAtText = false;
function begin() {
  // Measured, not watched: of two watchers that both have news, one hears of it first. What is hidden is passed.
  if (isAtText && !(preTest?.getBoundingClientRect().bottom > 0)) tell("started");
}
watch("[data-step=started]", (entry) => {
  isAtText = entry.isIntersecting;
  begin();
}, LOW);
watch("[data-pre-test] .button, [data-pre-test] button", begin);
// Both may be seen at once.
watch("[data-end]", (entry) => entry.isIntersecting && ["started", "finished"].forEach(tell));

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
function offerToShare(share) {
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
  // Closing it is no error.
  share.querySelector("[data-sheet]").addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  share.querySelector("[data-print]").addEventListener("click", () => window.print());
}

document.querySelectorAll("[data-share]").forEach(offerToShare);

// A reader who was here before is shown at once what the server knows; the first step may be a screen away.
if (isRead && /(^|; )(__Host-)?known=1/.test(document.cookie)) send();
