// Only loaded on pages with a form. The page works without it: it smooths, announces, and puts the focus back.
(() => {
  'use strict';
  const live = document.getElementById('live');
  const main = () => document.getElementById('main');

  // Trusted Types: htmx parses our own answers and nothing else; it may neither evaluate nor build code.
  const never = () => { throw Error('no code from text'); };
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy('htmx', { createHTML: (html) => html, createScript: () => '' })
    : null;
  htmx.registerExtension('safe', { init(api) { api.initSecurity(policy, never, never); } });

  // A live region is only read when its text changes: empty it, wait, fill it.
  function say(text, loud) {
    live.textContent = '';
    live.classList.toggle('loud', Boolean(loud));
    setTimeout(() => { live.textContent = text; }, 60);
  }

  function told() {
    const errors = main().querySelector('#errors h2');
    const notice = main().querySelector('[data-say]');
    return (errors || notice || main().querySelector('h1') || main()).textContent.trim();
  }

  const words = document.documentElement.lang === 'en'
    ? { cut: 'No answer. Your text is still here. The sending may have succeeded: check before sending again.', left: (n) => `${n} characters left.`, over: (n) => `${n} characters too many.` }
    : { cut: 'Pas de réponse. Votre texte est toujours là. L’envoi a peut-être réussi : vérifiez avant de recommencer.', left: (n) => `Il reste ${n} signes.`, over: (n) => `${n} signes de trop.` };

  // What is looked for as one types: nobody asked, so its silence is not announced.
  const beside = (ctx) => Boolean(ctx && ctx.sourceElement && ctx.sourceElement.id === 'alike');

  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = event.detail;
    // Whatever is not one of our pages (a proxy's 502) must not take the text away.
    const page = tasks.some((task) => task.fragment && task.fragment.querySelector && task.fragment.querySelector('#main, #alike'));
    if (!page) { event.preventDefault(); if (!beside(ctx)) say(words.cut, true); return; }
    // A refused form is not a place one can come back to.
    const stays = tasks.some((task) => task.fragment && task.fragment.querySelector && task.fragment.querySelector('[data-stay]'));
    if (ctx.response.status >= 400 || stays) ctx.push = 'false';
  });
  document.addEventListener('htmx:error', (event) => { if (!beside(event.detail.ctx)) say(words.cut, true); });
  document.addEventListener('htmx:after:settle', (event) => {
    if (event.detail.task.target && event.detail.task.target.id !== 'main') return;
    say(told());
    count();
    const wrong = main().querySelector('input[aria-invalid], select[aria-invalid], textarea[aria-invalid], [aria-invalid] input');
    if (wrong) { wrong.focus(); return; }
    const asked = main().querySelector('[data-stay]');
    if (asked && !main().querySelector('[data-say]')) { asked.focus(); return; }
    main().focus({ preventScroll: true });
    scrollTo(0, 0);
  });

  // How many signs are left, said only when the end is near. Nothing is ever cut.
  function left(box) {
    const hint = document.getElementById(`${box.id}-h`);
    const limit = hint && hint.querySelector('[data-max]');
    if (!limit) return;
    limit.dataset.said = limit.dataset.said || limit.textContent;
    const rest = limit.dataset.max - Array.from(box.value).length;
    const near = rest < limit.dataset.max / 5;
    limit.textContent = near ? (rest < 0 ? words.over(-rest) : words.left(rest)) : limit.dataset.said;
    limit.classList.toggle('over', rest < 0);
  }
  function count() { document.querySelectorAll('textarea, input').forEach(left); }
  document.addEventListener('input', (event) => left(event.target));
  count();

  // Leaving fast does not wait for us, and takes this page out of "back". The carnet is closed meanwhile.
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('form.leave')) return;
    event.preventDefault();
    navigator.sendBeacon(event.target.action, new URLSearchParams(new FormData(event.target)));
    location.replace('https://www.meteofrance.com/');
  });

  // A password manager fills and offers to keep a one-line field that is a password's; eight words are typed right when
  // they are all seen. So a masked field stands for the box until one types, holds the same words while one does (that is
  // what is sent, and what managers look at), and stands there again when they are sent.
  document.querySelectorAll('textarea[data-secret]').forEach((box) => {
    const mask = document.createElement('input');
    mask.type = 'password';
    mask.autocomplete = box.dataset.secret;
    for (const name of ['id', 'name', 'class', 'aria-describedby', 'aria-required', 'aria-invalid']) {
      if (box.hasAttribute(name)) mask.setAttribute(name, box.getAttribute(name));
    }
    box.removeAttribute('name');
    box.id += '-seen';
    box.setAttribute('aria-label', box.form.querySelector(`label[for="${mask.id}"]`).textContent);
    mask.value = box.value;
    box.before(mask);
    // Managers want a name beside a secret: this one says nothing, is never sent, and can be changed in the manager.
    const name = document.createElement('input');
    for (const [key, value] of Object.entries({ class: 'vh', value: 'carnet', autocomplete: 'username', tabindex: -1, 'aria-hidden': true, readonly: '' })) name.setAttribute(key, value);
    box.closest('.field').before(name);
    const masked = (yes) => {
      box.hidden = yes;
      mask.classList.toggle('vh', !yes);
      mask.tabIndex = yes ? 0 : -1;
      mask.setAttribute('aria-hidden', String(!yes));
    };
    mask.addEventListener('focus', () => { masked(false); box.focus(); });
    mask.addEventListener('input', () => { box.value = mask.value; });
    box.addEventListener('input', () => { mask.value = box.value.replace(/\s+/g, ' '); });
    box.form.addEventListener('submit', () => masked(true));
    masked(!box.value && document.activeElement !== box);
  });
})();
