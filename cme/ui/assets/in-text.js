// Questions in the text: an answer is checked without leaving the page, and its key takes the place of the form.

for (const form of document.querySelectorAll("form[data-in-text]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(form);
  });
}

async function check(form) {
  const status = form.querySelector("[data-status]");
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  say(status, "saving", "Checking…");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const told = await answer.json();
    if (!answer.ok) return say(status, "refused", told.message || "This answer was not checked. Reload the page.");
    const shown = document.createRange().createContextualFragment(told.html);
    const section = shown.querySelector("section");
    if (told.message) {
      const note = document.createElement("p");
      note.className = "notice is-news";
      note.textContent = told.message;
      section.querySelector(".stem").after(note);
    }
    form.replaceWith(shown);
    section.focus();
  } catch {
    say(status, "offline", "The connection is gone, so nothing was checked. Press again once it is back.");
  } finally {
    delete form.dataset.sent;
  }
}

function say(status, state, text) {
  status.dataset.state = state;
  status.textContent = text;
}
