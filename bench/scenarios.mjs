// The scenarios of the goal: each says what its clients send, and checks what they get. A system that answers wrongly is
// not fast, it is wrong: the run ends.
import { documentOf } from './data.mjs';
import { ask } from './systems.mjs';
import { request } from './load.mjs';

const CLIENTS = 16;

/** Clients that send the same requests over and over and expect one status. */
function repeat(requests, status, check = () => true) {
  return Array.from({ length: CLIENTS }, (_, index) => {
    let turn = index;
    return {
      next(answer) {
        if (answer !== undefined && (answer.status !== status || !check(answer)))
          throw unexpected(answer, status);
        turn += 1;
        return requests[turn % requests.length];
      },
    };
  });
}

function unexpected({ status, body }, wanted) {
  return new Error(`${status} instead of ${wanted}: ${body.toString().slice(0, 200)}`);
}

async function tagOf(system, path) {
  const { etag } = await ask(system.url, request('GET', path), 200);
  return etag;
}

/** Conditional GETs of 200 documents (or of one) that the client has. */
async function notModified(system, ids) {
  const requests = [];
  for (const id of ids) {
    const path = `${system.kind.documents}/${id}`;
    requests.push(request('GET', path, [`If-None-Match: ${await tagOf(system, path)}`]));
  }
  return { clients: repeat(requests, 304) };
}

const small = Array.from({ length: 200 }, (_, n) => `d${n * 5}`);

/** Each client reads a document, changes it, and writes it with the tag it read. */
function cycles(system, idOf) {
  let written = 0;
  const clients = Array.from({ length: CLIENTS }, (_, index) => {
    const path = `${system.kind.documents}/${idOf(index)}`;
    let reading = true;
    return {
      next(answer) {
        if (answer !== undefined && !reading) {
          if (answer.status === 204 || answer.status === 200) written += 1;
          else if (answer.status !== 412) throw unexpected(answer, '204 or 412');
        }
        if (answer === undefined || !reading) {
          reading = true;
          return request('GET', path);
        }
        if (answer.status !== 200) throw unexpected(answer, 200);
        reading = false;
        const data = JSON.parse(answer.body);
        data.n += 1;
        return request('PUT', path, [`If-Match: ${answer.etag}`], JSON.stringify(data));
      },
    };
  });
  return { clients, successes: () => written };
}

/** The sum of the counters of `ids` as the system shows it. */
async function sumOf(system, ids) {
  let sum = 0;
  for (const id of ids) {
    const { body } = await ask(system.url, request('GET', `${system.kind.documents}/${id}`), 200);
    sum += JSON.parse(body).n;
  }
  return sum;
}

/** Cycles that prove at the end that no acknowledged increment is missing. */
async function counted(system, ids) {
  const before = await sumOf(system, ids);
  const made = cycles(system, (index) => ids[index % ids.length]);
  return {
    ...made,
    async verify() {
      const lost = made.successes() - ((await sumOf(system, ids)) - before);
      // The last writes may have been acknowledged after the clock had run out: they count for the store, not for us.
      if (lost > 0) throw new Error(`${system.kind.name} lost ${lost} updates`);
    },
  };
}

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {number | undefined} goal ratio to the floor that is aimed at
 * @property {(system: object) => Promise<{ clients: object[], successes?: () => number, verify?: () => Promise<void>,
 *   beside?: object[] }>} prepare
 * @property {boolean} [writes]
 * @property {'rate' | 'p99'} [figure]
 */

/** @type {readonly Scenario[]} */
export const SCENARIOS = [
  { name: '304-small', title: 'GET 304, 1 KiB', goal: 0.6, prepare: (system) => notModified(system, small) },
  {
    name: '304-large',
    title: 'GET 304, 100 KiB',
    goal: undefined,
    prepare: (system) => notModified(system, ['large']),
  },
  {
    name: '200-small',
    title: 'GET 200, 1 KiB',
    goal: 0.55,
    prepare: async ({ kind }) => {
      const requests = small.map((id) => request('GET', `${kind.documents}/${id}`));
      return { clients: repeat(requests, 200, ({ body }) => body.length > 900) };
    },
  },
  {
    name: '200-large',
    title: 'GET 200, 100 KiB',
    goal: 0.7,
    prepare: async ({ kind }) => {
      const least = documentOf('large', 100 * 1024).length;
      return {
        clients: repeat([request('GET', `${kind.documents}/large`)], 200, ({ body }) => body.length >= least),
      };
    },
  },
  {
    name: 'list-200',
    title: 'list of 50, 200',
    goal: 0.5,
    prepare: async ({ kind }) => ({
      clients: repeat([request('GET', kind.list)], 200, ({ body }) => body.length > 50_000),
    }),
  },
  {
    name: 'list-304',
    title: 'list of 50, 304',
    goal: 0.5,
    prepare: async (system) => {
      const etag = await tagOf(system, system.kind.list);
      return { clients: repeat([request('GET', system.kind.list, [`If-None-Match: ${etag}`])], 304) };
    },
  },
  {
    name: 'cycles',
    title: 'read-modify-write, 16 documents',
    goal: 1,
    writes: true,
    prepare: (system) =>
      counted(
        system,
        Array.from({ length: CLIENTS }, (_, n) => `d${n}`),
      ),
  },
  {
    name: 'contended',
    title: 'read-modify-write, 1 document',
    goal: 0.8,
    writes: true,
    prepare: (system) => counted(system, ['d500']),
  },
  {
    name: 'reads-beside-writes',
    title: 'p99 of reads beside 8 writers',
    goal: 1.5,
    figure: 'p99',
    writes: true,
    async prepare(system) {
      const writers = cycles(system, (index) => `d${600 + index}`).clients.slice(0, 8);
      const requests = small.map((id) => request('GET', `${system.kind.documents}/${id}`));
      return { clients: repeat(requests, 200).slice(0, 8), beside: writers };
    },
  },
];
