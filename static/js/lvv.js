// What HTML cannot do: where the focus goes after a swap, what is busy, and closing a message.

// In this order: what is wrong comes before the heading that stands above it.
const WHERE_READING_GOES_ON = [".lvv-error-summary", "h1", "h2, h3"];

// Only what somebody did moves the focus: not a timer, and not typing.
function isByHand(detail) {
  return ["click", "submit"].includes(detail.requestConfig?.triggeringEvent?.type);
}

function goTo(part) {
  if (!part) return;
  if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus();
}

function tellThatItFailed() {
  const words = document.getElementById("lvv-failed");
  const messages = document.getElementById("messages");
  if (!words || messages.querySelector("[data-failed]")) return;
  messages.append(words.content.cloneNode(true));
  messages.lastElementChild.dataset.failed = "";
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isByHand(detail)) detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.target?.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!isByHand(detail) || !detail.elt.isConnected) return;
  const part = detail.elt;
  const found = WHERE_READING_GOES_ON.map((place) =>
    part.matches(place) ? part : part.querySelector(place),
  );
  goTo(found.find(Boolean));
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, tellThatItFailed);
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status >= 500) tellThatItFailed();
});

document.addEventListener("click", ({ target }) => {
  const message = target.closest("[data-close]")?.closest("[data-message]");
  if (!message) return;
  const next = message.nextElementSibling ?? message.previousElementSibling;
  message.remove();
  goTo(next?.querySelector("[data-close]") ?? document.getElementById("main"));
});

// Who signed in again in another window goes on here: the old token against forgery is of before.
document.addEventListener(
  "submit",
  ({ target }) => {
    const token = target.elements?.csrfmiddlewaretoken;
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token && cookie) token.value = cookie[1];
  },
  true,
);

// With JavaScript the focus goes to what is wrong also where a browser leaves `autofocus` alone.
document.querySelector(".lvv-error-summary")?.focus();
