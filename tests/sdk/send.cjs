// Sends `count` calls with each client, at its own pace, and tells how many it was told are safe.
// node send.cjs ADDRESS KEY COUNT
const { Analytics } = require('@segment/analytics-node');
const RudderAnalytics = require('@rudderstack/rudder-sdk-node');
const { CloudEvent, emitterFor, httpTransport, Mode } = require('cloudevents');

const [address, key, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const at = new Date('2024-02-29T09:30:00Z');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const numbers = Array.from({ length: count }, (_, n) => n);

async function segment() {
  const client = new Analytics({ writeKey: key, host: address, flushAt: 7, flushInterval: 50, maxRetries: 20 });
  let safe = 0;
  for (const n of numbers) {
    client.track({ userId: `s${n}`, event: 'Paid', timestamp: at, properties: { n, client: 'segment-node' } }, (error) => {
      if (!error) safe += 1;
    });
    await pause(5);
  }
  await client.closeAndFlush({ timeout: 60000 });
  return safe;
}

async function rudder() {
  const client = new RudderAnalytics(key, {
    dataPlaneUrl: address, flushAt: 7, flushInterval: 50, retryCount: 20, axiosRetryConfig: { retryDelay: () => 200 },
  });
  let safe = 0;
  const calls = numbers.map(async (n) => {
    await pause(5 * n);
    await new Promise((done) => {
      client.track({ userId: `r${n}`, event: 'Paid', timestamp: at, properties: { n, client: 'rudder-node' } }, (error) => {
        if (!error) safe += 1;
        done();
      });
    });
  });
  await Promise.all(calls);
  return safe;
}

async function events(mode, name) {
  const emit = emitterFor(httpTransport(`${address}/api/v1/touches`), { mode });
  const headers = { authorization: `Bearer ${key}` };
  let safe = 0;
  for (const n of numbers) {
    const event = new CloudEvent({ id: `${name}-${n}`, type: 'paid', source: '/shop', subject: `order:${n}`, time: at.toISOString(), data: { n, client: name } });
    // This client neither looks at the status nor tries again, so its user does.
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await emit(event, { headers }).catch(() => null);
      const told = answer && answer.body.startsWith('{') ? JSON.parse(answer.body) : {};
      if (told.accepted + told.duplicates === 1) {
        safe += 1;
        break;
      }
      await pause(100);
    }
    await pause(5);
  }
  return safe;
}

async function main() {
  const clients = {
    'segment-node': segment(),
    'rudder-node': rudder(),
    'events-binary': events(Mode.BINARY, 'events-binary'),
    'events-structured': events(Mode.STRUCTURED, 'events-structured'),
  };
  const safe = {};
  for (const [name, running] of Object.entries(clients)) safe[name] = await running;
  console.log(JSON.stringify(safe));
  process.exit(0);
}

main();
