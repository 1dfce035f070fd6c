// The storefront's page: plain fetch against Patron, as any shop's developer would write it.
'use strict';

const $ = (id) => document.getElementById(id);
const rupees = (amount) => Number(amount).toLocaleString('en-IN', { style: 'currency', currency: 'INR', minimumFractionDigits: 0 });

let shop; // { patronUrl, publishableKey }
let products = [];
let shipping = 0;
let session = null; // as /auth/v1 gave it
let marketing = false; // whether the customer may be written to
const cart = new Map(); // product id -> quantity

function say(text, good = true) {
  $('message').textContent = text;
  $('message').className = good ? 'good' : 'bad';
}

// One call to Patron. On /auth/v1 the page sends its publishable key; the token says who is signed in.
async function patron(method, path, body, token = session && session.access_token) {
  const headers = { apikey: shop.publishableKey, Authorization: `Bearer ${token || shop.publishableKey}` };
  if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch(shop.patronUrl + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) {
    throw Object.assign(new Error(json.message || json.detail || json.title || 'Something went wrong.'), { status: answer.status });
  }
  return json;
}

function keep(next) {
  session = next;
  if (next) localStorage.setItem('tara-session', JSON.stringify(next));
  else localStorage.removeItem('tara-session');
  $('account').hidden = !next;
  $('strangers').hidden = Boolean(next);
  showCart();
}

// A call of the signed-in customer; an access token that has run out is renewed once.
async function asMe(method, path, body) {
  try {
    return await patron(method, path, body);
  } catch (error) {
    if (error.status !== 401) throw error;
    keep(await patron('POST', '/auth/v1/token?grant_type=refresh_token', { refresh_token: session.refresh_token }, null));
    return patron(method, path, body);
  }
}

async function showMe() {
  const me = await asMe('GET', '/api/v1/me');
  const rows = [
    ['Name', me.full_name || '–'], ['Email', me.email], ['Phone', me.mobile_number || '–'],
    ['Logins', me.login_count], ['Orders', me.total_orders], ['Spent', rupees(me.total_spent)],
    ['Marketing', me.marketing_consent ? 'yes' : 'no'],
  ];
  $('me').replaceChildren(...rows.flatMap(([name, value]) => [element('dt', name), element('dd', String(value))]));
  marketing = me.marketing_consent;
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function picture(product) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#pic-${product.id}`);
  svg.append(use);
  return svg;
}

function showProducts() {
  $('products').replaceChildren(...products.map((product) => {
    const card = document.createElement('li');
    const row = element('div', '', 'row');
    const buy = element('button', 'Add to cart');
    buy.id = `buy-${product.id}`;
    buy.addEventListener('click', () => {
      cart.set(product.id, (cart.get(product.id) || 0) + 1);
      showCart();
    });
    row.append(element('strong', rupees(product.price)), buy);
    card.append(
      picture(product), element('span', product.category, 'category'),
      element('strong', product.name), element('span', product.about, 'about'), row,
    );
    return card;
  }));
}

function showCart() {
  const lines = [...cart].map(([id, quantity]) => ({ product: products.find((p) => p.id === id), quantity }));
  const rows = lines.map(({ product, quantity }) => {
    const row = document.createElement('li');
    row.append(element('span', `${quantity} × ${product.name}`), element('span', rupees(quantity * product.price)));
    return row;
  });
  $('cart').replaceChildren(...(rows.length ? rows : [element('li', 'Nothing yet.', 'quiet')]));
  const goods = lines.reduce((sum, { product, quantity }) => sum + quantity * product.price, 0);
  $('total').textContent = rupees(goods ? goods + shipping : 0);
  $('checkout').disabled = !rows.length;
}

// How this visitor came here; Patron keeps it as the first touch.
function firstTouch() {
  const touch = { landing_path: location.pathname, source: 'website' };
  if (document.referrer) touch.referrer = document.referrer;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith('utm_')) touch[name] = value;
  }
  return touch;
}

async function signUp() {
  const data = {
    full_name: $('signup-name').value,
    mobile_number: $('signup-phone').value,
    marketing_consent: $('signup-consent').checked,
    notice_version: 'demo-1',
    ...firstTouch(),
  };
  keep(await patron('POST', '/auth/v1/signup', { email: $('signup-email').value, password: $('signup-password').value, data }));
  await showMe();
  say(`Welcome, ${data.full_name}. Your account is ready.`);
}

async function logIn() {
  const body = { email: $('login-email').value, password: $('login-password').value };
  keep(await patron('POST', '/auth/v1/token?grant_type=password', body));
  await showMe();
  say(`Good to see you again. You are logged in as ${session.user.email}.`);
}

async function checkOut() {
  if (!session) throw new Error('Log in or sign up before you check out.');
  await showMe(); // renews the access token when it has run out
  const answer = await fetch('/checkout', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session.access_token}` },
    body: JSON.stringify({ lines: [...cart].map(([product, quantity]) => ({ product, quantity })) }),
  });
  const order = await answer.json();
  if (!answer.ok) throw new Error(order.message);
  cart.clear();
  showCart();
  await showMe();
  say(`Thank you. Order ${order.order_id} for ${rupees(order.total)} is on its way.`);
}

async function withdraw() {
  for (const channel of ['email', 'sms', 'whatsapp']) {
    await asMe('POST', '/api/v1/me/consents', { channel, granted: false, method: 'account' });
  }
  await showMe();
  say('Done. We will not write to you about new things any more.');
}

async function signOut() {
  await patron('POST', '/auth/v1/logout?scope=global').catch((error) => {
    if (![401, 403, 404].includes(error.status)) throw error; // those mean: the session was over already
  });
  keep(null);
  say('You are signed out.');
}

// Runs one action at a time and shows how it ended.
async function act(button, action) {
  button.disabled = true;
  say('One moment …');
  try {
    await action();
  } catch (error) {
    say(error instanceof TypeError ? 'The shop can’t reach its customer service. Try again.' : error.message, false);
  }
  button.disabled = false;
  $('withdraw').disabled = !marketing;
  showCart();
}

async function start() {
  shop = await (await fetch('/config.json')).json();
  ({ products, shipping } = await (await fetch('/products.json')).json());
  showProducts();
  keep(JSON.parse(localStorage.getItem('tara-session') || 'null'));
  if (session) await showMe().catch(() => keep(null));
  $('withdraw').disabled = !marketing;
}

$('signup').addEventListener('submit', (event) => { event.preventDefault(); act($('signup-submit'), signUp); });
$('login').addEventListener('submit', (event) => { event.preventDefault(); act($('login-submit'), logIn); });
$('checkout').addEventListener('click', () => act($('checkout'), checkOut));
$('withdraw').addEventListener('click', () => act($('withdraw'), withdraw));
$('signout').addEventListener('click', () => act($('signout'), signOut));
start().catch(() => say('The shop could not open. Reload the page.', false));
