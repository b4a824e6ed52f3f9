// An article: reports each step once, shows in the rail where the reader is, and offers ways to share.

const main = document.querySelector("main[data-article]");
const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;

// -- steps: disclosure shown, started, finished --------------------------------------------------------------------
const told = new Set();
const waiting = new Set();
let isTelling = false;
// An editor's preview shows the same page at another address; nothing that happens there is a reader's step.
const isRead = main.dataset.stepsUrl.startsWith(location.pathname);

/** Tell of a step once. One request at a time: answers come in order, and a new reader is not taken for several. */
function tell(kind) {
  if (!isRead || told.has(kind)) return;
  told.add(kind);
  waiting.add(kind);
  if (!isTelling) send();
}

async function send() {
  isTelling = true;
  while (waiting.size) {
    const kinds = [...waiting];
    waiting.clear();
    await post(kinds);
  }
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
    show((await answer.json()).way);
  } catch {
    // Told again when the reader next comes past or the connection is back; the test's button tells it in any case.
    for (const kind of kinds) {
      told.delete(kind);
      window.addEventListener("online", () => tell(kind), { once: true });
    }
  }
}

window.addEventListener("pagehide", send);

// -- the rail ------------------------------------------------------------------------------------------------------
const stages = [...document.querySelectorAll("[data-way] > li")];

/** Mark what the server knows to be done, and give its words for it: "3 of 4", "rated". */
function show(way) {
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

function watch(selector, act, margin = "0px") {
  const watcher = new IntersectionObserver(
    (entries) => entries.forEach((entry) => act(entry)),
    { rootMargin: margin },
  );
  document.querySelectorAll(selector).forEach((part) => watcher.observe(part));
}

watch("[data-step]", (entry) => entry.isIntersecting && tell(entry.target.dataset.step), "0px 0px -25% 0px");
watch("[data-end]", (entry) => entry.isIntersecting && tell("finished"));

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

share.querySelector("[data-copy]").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(url);
    status.dataset.state = "saved";
    status.textContent = "The link is copied.";
  } catch {
    status.dataset.state = "refused";
    status.textContent = `The browser did not allow copying. The link is ${url}`;
  }
});
// A reader who closes the sheet has changed their mind; that is no error.
share.querySelector("[data-sheet]").addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
share.querySelector("[data-print]").addEventListener("click", () => window.print());
