// The steps of reading: disclosure shown, started, finished. Each is told once, when it has come by on the screen.

export const main = document.querySelector("main[data-steps-url]");
export const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
const seen = new Set(); // what was shown, whether the server knows of it or not
const told = new Set();
const waiting = new Set();
let isTelling = false;
// An editor's preview shows the same page at another address; nothing that happens there is a reader's step.
export const isRead = location.pathname.startsWith(new URL("..", new URL(main.dataset.stepsUrl, location)).pathname);

/** Tell of a step once. One request at a time: answers come in order, and a new reader is not taken for several. */
function tell(kind) {
  if (!isRead) return;
  seen.add(kind);
  if (told.has(kind)) return;
  told.add(kind);
  waiting.add(kind);
  if (!isTelling) send();
}

export async function send() {
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
    document.dispatchEvent(new CustomEvent("told", { detail: await answer.json() }));
  } catch {
    // Told again when the reader next comes past or the connection is back; the test's button tells it in any case.
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

export function watch(selector, act, margin = "0px") {
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
// Where the screen holds the whole article, offer and end are seen at once.
watch("[data-end]", (entry) => entry.isIntersecting && ["started", "finished"].forEach(tell));
