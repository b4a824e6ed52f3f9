// Questions in the text: an answer is checked without leaving the page, and its key takes the place of the form.
// The page is the same for all readers, so what this reader answered before is asked for apart.

const forms = document.querySelectorAll("form[data-in-text]");
for (const form of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(form);
  });
}
// Asked once a question comes near, so that the page itself costs no request more. An editor's preview shows the same
// page at another address; nobody has answered there.
const watcher = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    recall(forms[0].action);
  },
  { rootMargin: "75% 0px" },
);
for (const form of forms) {
  if (new URL(form.action).pathname.startsWith(location.pathname)) watcher.observe(form);
}

/** Put the answers that were given before in place of their forms; without a connection the forms stay. */
async function recall(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    for (const { item, html } of (await answer.json()).answers) {
      const form = document.getElementById(`in-text-${item}`);
      if (!form || form.dataset.sent) continue;
      const hadFocus = form.contains(document.activeElement);
      const section = put(form, html);
      if (hadFocus) section.focus();
    }
  } catch {
    // An answer that is given again is told that the first one stands.
  }
}

function put(form, html) {
  const shown = document.createRange().createContextualFragment(html);
  const section = shown.querySelector("section");
  form.replaceWith(shown);
  return section;
}

async function check(form) {
  const status = form.querySelector("[data-status]");
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  say(status, "saving", form.dataset.underCheck);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const told = await answer.json();
    if (!answer.ok) return say(status, "refused", told.message || form.dataset.notChecked);
    const section = put(form, told.html);
    if (told.message) {
      const note = document.createElement("p");
      note.className = "notice is-news";
      note.textContent = told.message;
      section.querySelector(".stem").after(note);
    }
    section.focus();
  } catch {
    say(status, "offline", form.dataset.offline);
  } finally {
    delete form.dataset.sent;
  }
}

function say(status, state, text) {
  status.dataset.state = state;
  status.textContent = text;
}
