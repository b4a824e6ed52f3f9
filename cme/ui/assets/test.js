// A test: each answer is sent as it is made and kept in the browser until it has arrived; letters choose; time is told.

const form = document.querySelector("form[data-attempt]");
const status = form.querySelector("[data-status]");
const words = form.querySelector("[data-words]").dataset; // in the language of the page
const token = form.elements.csrfmiddlewaretoken.value;
const place = `attempt-${form.dataset.attempt}`;
const RETRY = 5_000; // milliseconds
const REST = 3_000; // milliseconds, after which "Saved" no longer stands beside the question
const PAUSE = 800; // milliseconds without a key, after which what is typed is sent
const PATIENCE = 10_000; // milliseconds that submitting waits for an answer that is still under way
const KEPT = 30 * 86_400_000; // milliseconds; answers of any test that could not be sent for so long are dropped

// The answer to a POST has an address that nobody can come back to.
if (location.pathname !== form.dataset.page) history.replaceState(null, "", form.dataset.page);
// A page that the browser had put aside may be older than what is saved.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

const written = new Map(); // by item, what this page last put into the storage; other tabs keep theirs beside it
// What waits to be sent, by item: { pairs of name and value, as a form sends them; at, the last step this page knew;
// isAsked, where the reader is asked which of two answers holds }.
const queue = new Map(Object.entries(read()));
let isSending = false;
let isOver = false; // time is up
let isHeld = false; // the gate must be passed again first
let isUnsubmitted = false; // the reader wanted to submit while there was no connection
let timer = 0;
let typing = 0;

function read() {
  try {
    for (const name of Object.keys(localStorage)) {
      const isOurs = name.startsWith("attempt-");
      if (isOurs && JSON.parse(localStorage.getItem(name)).at < Date.now() - KEPT) localStorage.removeItem(name);
    }
    const kept = Object.entries(stored());
    for (const [item, said] of kept) written.set(item, JSON.stringify(said));
    const known = kept.filter(([item, said]) => Array.isArray(said?.pairs) && seen(item) && question(item));
    // Where the server shows both answers already, the reader is asked there.
    const waiting = known.filter(([item]) => !question(item).matches(".is-wrong"));
    return Object.fromEntries(waiting.map(([item, { pairs, at }]) => [item, { pairs, at }]));
  } catch {
    return {};
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(place))?.answers ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    const answers = stored();
    for (const [item, text] of written) if (!queue.has(item) && JSON.stringify(answers[item]) === text) delete answers[item];
    for (const [item, said] of queue) {
      const text = JSON.stringify(said);
      if (written.get(item) !== text) answers[item] = said;
      written.set(item, text);
    }
    if (Object.keys(answers).length) localStorage.setItem(place, JSON.stringify({ at: Date.now(), answers }));
    else localStorage.removeItem(place);
  } catch {
    // Without storage the queue lives as long as the page.
  }
}

// What is seen of saving stands in the question that was answered; the status, which is read out, stays where it is.
const tag = make("span", { className: "saving", ariaHidden: "true" });
form.addEventListener("input", (event) => event.target.closest("fieldset.question")?.append(tag));

function make(name, values) {
  return Object.assign(document.createElement(name), values);
}

/** Put values into a sentence that names their places: "{left} left". */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

function say(state, text, isReloading = false) {
  status.dataset.state = state;
  tag.textContent = /^(saving|saved)$/.test(state) ? text : "";
  status.textContent = text;
  const focused = document.activeElement;
  // What is said floats at the foot of a small screen, and must not cover what has the focus.
  if (/^(offline|refused)$/.test(state) && form.contains(focused)) focused.scrollIntoView({ block: "nearest" });
  if (isReloading) {
    // This page may be the answer to a POST.
    status.append(" ", make("a", { href: form.dataset.page, textContent: words.reload }));
  }
}

function rest() {
  status.dataset.state = "rest";
  tag.textContent = "";
}

function question(item) {
  return form.querySelector(`fieldset[data-item="${item}"]`);
}

/** All controls of an item, and what they say: pairs of name and value, as a form would send them. */
function controls(item) {
  return [...question(item).querySelectorAll('[name^="item-"]')];
}

function entries(item) {
  const said = controls(item).filter((control) => !/^(radio|checkbox)$/.test(control.type) || control.checked);
  return said.map((control) => [control.name, control.value]).filter(([, value]) => value);
}

function fill(item, pairs) {
  for (const control of controls(item)) {
    const said = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (/^(radio|checkbox)$/.test(control.type)) control.checked = said.includes(control.value);
    else control.value = said.find((value) => value !== "dont-know") ?? "";
  }
  question(item).dispatchEvent(new Event("refill"));
}

function seen(item) {
  return form.elements[`seen-${item}`];
}

function post(address, pairs) {
  return fetch(address, {
    method: "POST",
    keepalive: true,
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams([["attempt", form.dataset.attempt], ...pairs]),
  });
}

async function content(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

function wait() {
  say("offline", isOver ? words.offlineAtEnd : isUnsubmitted ? words.offlineSubmit : words.offline);
  clearTimeout(timer);
  timer = setTimeout(again, RETRY);
}

function again() {
  if (isOver) over();
  else if (next()) flush();
  else rested();
}

/** All is saved; who wanted to submit is told that nothing is submitted yet. */
function rested() {
  if (isUnsubmitted && navigator.onLine) say("offline", words.submitAgain);
}

function next() {
  return [...queue].find(([, said]) => !said.isAsked);
}

/** Send what waits, oldest first. An answer changed meanwhile stays in the queue and goes next. */
async function flush() {
  if (isSending || isHeld || !next()) return;
  isSending = true;
  clearTimeout(timer);
  clearTimeout(typing);
  say("saving", words.saving);
  let refusal = "";
  let isOld = false; // the page must be loaded again
  try {
    while (next()) {
      const [item, said] = next();
      const pairs = [["item", item], ["seen", said.at], ...said.pairs];
      const answer = await post(form.dataset.save, pairs).catch(() => null);
      if (!answer || answer.status >= 500) return wait();
      const told = await content(answer);
      if (answer.status === 403) {
        isHeld = true;
        const why = told.message;
        return say("refused", why || words.unknown, true);
      }
      const newer = queue.get(item);
      if (newer === said && told.is_stale) {
        newer.isAsked = true;
        offerBoth(item, told);
        refusal ||= words.elsewhere;
      } else if (newer === said) queue.delete(item); // or else what is newer is sent next, and asked about if need be
      if (answer.ok && told.sequence !== undefined) {
        if (seen(item)) seen(item).value = told.sequence;
        if (newer && newer !== said) newer.at = told.sequence;
        question(item)?.querySelector("[data-both]")?.remove(); // this page has come to say what is saved
      }
      keep();
      if (told.is_over) return say("refused", told.message, true);
      if (answer.ok || told.is_stale) continue;
      refusal = told.message || words.notTaken;
      isOld = true;
    }
    if (refusal) return say("refused", refusal, isOld);
    say("saved", words.saved);
    timer = setTimeout(isUnsubmitted ? rested : rest, REST);
  } finally {
    isSending = false;
  }
}

/** Put what a question says now into the queue; where it asks which of two answers holds, the server says it anew. */
function note(item) {
  const [pairs, said] = [entries(item), queue.get(item)];
  if (said?.isAsked && `${said.pairs}` === `${pairs}`) return; // on leaving a field, to press one of the two buttons
  queue.set(item, { pairs, at: seen(item).value });
  keep();
  count();
}

form.addEventListener("change", ({ target }) => {
  const item = target.closest("fieldset[data-item]")?.dataset.item;
  if (!item || !target.name?.startsWith("item-")) return;
  part(item, target);
  note(item);
  flush();
});

form.addEventListener("input", ({ target }) => {
  if (!target.matches('input[type="text"][name^="item-"]')) return;
  const { item } = target.closest("fieldset").dataset;
  part(item, target);
  note(item);
  clearTimeout(typing);
  typing = setTimeout(flush, PAUSE);
});

/** "I don't know" and an answer exclude each other. */
function part(item, target) {
  const isAnswer = /^(radio|checkbox)$/.test(target.type) ? target.checked : target.value;
  if (!isAnswer) return;
  for (const control of controls(item)) {
    if ((control.value === "dont-know") === (target.value === "dont-know")) continue;
    if (/^(radio|checkbox)$/.test(control.type)) control.checked = false;
    else control.value = "";
  }
  if (target.value === "dont-know") question(item).dispatchEvent(new Event("refill"));
}

// -- another tab or device answered the same question ----------------------------------------------------------------
function offerBoth(item, told) {
  const fieldset = question(item);
  fieldset.querySelector("[data-both]")?.remove();
  const box = make("div", { className: "error both" });
  box.dataset.both = "";
  box.append(make("p", { textContent: filled(words.both, told) }), choice(words.keepMine, mine), choice(words.takeSaved, take));
  fieldset.querySelector("legend").after(box);

  function mine() {
    queue.delete(item);
    note(item);
  }

  function take() {
    queue.delete(item);
    keep();
    fill(item, told.pairs);
  }

  function choice(textContent, act) {
    const button = make("button", { type: "button", className: "second", textContent });
    button.addEventListener("click", () => {
      seen(item).value = told.sequence;
      box.remove();
      act();
      count();
      controls(item)[0].focus();
      say("saved", words.saved);
      flush();
    });
    return button;
  }
}

// -- submit ------------------------------------------------------------------------------------------------------------
// In the capture phase, so that form.js sees that the press was stopped.
form.addEventListener("submit", (event) => {
  clearTimeout(typing);
  if (!navigator.onLine) {
    event.preventDefault();
    isUnsubmitted = !event.submitter?.matches("[data-check]");
    say("offline", isUnsubmitted ? words.offlineSubmit : words.notChecked);
  } else if (event.submitter?.matches("[data-check]")) {
    event.preventDefault();
    check(event.submitter);
  } else if (isSending) {
    // An answer under way would arrive as another page's.
    event.preventDefault();
    settled().then(() => form.requestSubmit(event.submitter));
  }
}, true);

/** Wait until nothing is under way. */
async function settled() {
  const end = Date.now() + PATIENCE;
  while (isSending && Date.now() < end) await new Promise((go) => setTimeout(go, 50));
  isSending = false;
}

window.addEventListener("online", again);
window.addEventListener("pagehide", flush);

/** Have one answer checked, and put the question with its key in the place of its controls. */
async function check(button) {
  const item = button.value;
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  await settled();
  queue.delete(item);
  keep();
  say("saving", words.underCheck);
  const sent = [["check", item], [`seen-${item}`, seen(item).value], ...entries(item)];
  const answer = await post(button.formAction, sent).catch(() => null);
  const told = answer ? await content(answer) : {};
  button.ariaDisabled = null;
  if (!answer || answer.status >= 500) {
    note(item);
    return wait();
  }
  if (!answer.ok) {
    note(item);
    return say("refused", told.message || words.notChecked, answer.status !== 409);
  }
  const shown = document.createRange().createContextualFragment(told.html);
  const section = shown.querySelector("section");
  seen(item).value = told.sequence;
  question(item).replaceWith(shown);
  section.focus();
  say("saved", words.wasChecked);
  timer = setTimeout(rest, REST);
  count();
}

/** Whether something of an item is left open: each list wants a choice, each row of radios one, "Choose two" two, and
 * a number has a digit. */
function isOpen({ dataset: { item, asks } }) {
  const said = entries(item);
  if (said.some(([, value]) => value === "dont-know")) return false;
  if (asks) return said.length !== Number(asks);
  if (question(item).querySelector("[inputmode=decimal]")) return !/\p{Nd}/u.test(said[0]?.[1]);
  const names = new Set(controls(item).filter((control) => control.value !== "dont-know").map((control) => control.name));
  return said.length === 0 || new Set(said.map(([name]) => name)).size < names.size;
}

/** Keep the button that submits with gaps true to what is on the page. */
function count() {
  const button = form.querySelector("[name=submit_anyway]");
  if (!button) return;
  const gaps = [...form.querySelectorAll("fieldset[data-item]")].filter(isOpen);
  const areBlank = gaps.every(({ dataset: { item } }) => entries(item).length === 0);
  button.hidden = !gaps.length;
  button.textContent = filled(areBlank ? words.submitWith : words.submitWithGaps, { open: gaps.length });
}

// -- keys ----------------------------------------------------------------------------------------------------------
form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isControl = event.target.matches("input:is([type=radio], [type=checkbox])");
  // Enter in an answer would press the first button of the form.
  if (event.key === "Enter" && event.target.matches("fieldset input")) event.preventDefault();
  if (!isControl) return; // letters belong to what is typed or looked up
  const options = event.target.closest("fieldset[data-letters]")?.querySelectorAll(".option input");
  if (!options || !/^[a-z]$/i.test(event.key)) return;
  const option = options[event.key.toLowerCase().charCodeAt(0) - 97];
  if (!option) return;
  event.preventDefault();
  option.focus();
  option.click();
});
const hint = form.querySelector("[data-keys-hint]");
if (hint) hint.hidden = false;

// -- time ------------------------------------------------------------------------------------------------------------
const clock = document.querySelector("[data-seconds]");
if (clock) {
  const end = Date.now() + clock.dataset.seconds * 1000;
  const voice = document.querySelector("[data-time-status]");
  let before = Infinity; // seconds left when last looked at
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const two = (number) => String(number).padStart(2, "0");
    const shown = `${hours ? `${hours}:` : ""}${hours ? two(minutes) : minutes}:${two(seconds)}`;
    clock.textContent = filled(words.left, { left: shown });
    clock.classList.toggle("is-short-of-time", left <= 60);
    for (const mark of [300, 60]) {
      if (before > mark && left <= mark && before !== Infinity) {
        voice.textContent = mark === 300 ? words.fiveMinutes : words.oneMinute;
      }
    }
    before = left;
    if (left) return;
    clearInterval(ticking);
    over();
  };
  const ticking = setInterval(tick, 1000);
  tick();
}

/** Time is up: submit what is there, once the site can be reached. The server does the same with what is saved. */
async function over() {
  isOver = true;
  say("saving", words.timeIsUp);
  await settled();
  const answer = await fetch(form.dataset.page, { method: "HEAD" }).catch(() => null);
  if (!answer || answer.status >= 500) return wait();
  form.append(make("input", { type: "hidden", name: "submit_anyway", value: "1" }));
  form.requestSubmit();
}

// -- what this browser kept comes back -----------------------------------------------------------------------------
// It knew no later step than it did then: submitted undecided, it must not pass for an answer to what is saved now.
for (const [item, { pairs, at }] of queue) {
  fill(item, pairs);
  seen(item).value = at;
}
keep();
count();
flush();
