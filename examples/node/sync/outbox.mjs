// What the user has made and the service has not acknowledged: at most one draft for each document.
//
// A draft is `{ base, data, attempt? }`:
// - `base`: what the user started from, `{ etag, data }`, or null for a new document;
// - `data`: what the user has made of it, null for deleted;
// - `attempt`: the request on its way, `{ key, etag, data }`. It is saved before it is sent, and sent again unchanged, under
//   the same key, until an answer comes: so it is performed once. The user may go on editing `data` meanwhile.
import { randomUUID } from 'node:crypto';
import { isProblem, Unexpected } from './collection-client.mjs';
import { join, same } from './join.mjs';

/** Notes what the user makes of a document: `data`, or null to delete it. */
export function edit({ documents, drafts }, id, data) {
  const draft = drafts.get(id) ?? { base: documents.get(id) ?? null };
  draft.data = data;
  if (draft.attempt === undefined && same(data, draft.base?.data ?? null)) drafts.delete(id);
  else drafts.set(id, draft);
}

/** Sends what there is to send. `save` is called after each step: the state is then one to go on from. */
export async function sendDrafts({ state, client, resolve, save, signal }) {
  // Copies that a conflict makes come to stand at the end, and are sent too.
  for (const id of state.drafts.keys()) {
    for (let draft = state.drafts.get(id); draft !== undefined; draft = state.drafts.get(id)) {
      draft.attempt ??= { key: randomUUID(), etag: draft.base?.etag ?? null, data: draft.data };
      save();
      const answer = await client.write(id, draft.attempt, signal);
      await settle({ state, client, signal, resolve, id, draft }, answer);
      save();
    }
  }
}

/** Draws the conclusion from the answer to the draft's attempt. */
async function settle(task, answer) {
  const { state, client, signal, id, draft } = task;
  const { etag: base, data: sent } = draft.attempt;
  const { status, body, etag } = answer;
  const isMissing = status === 404 || status === 410;
  if (sent === null && (status === 204 || isMissing)) return accept(task, null);
  if (status === 201) return accept(task, { etag, data: sent });
  if (status === 200) return accept(task, { etag: body.etag, data: body.data });
  // The replay of a merge whose revision was pruned by now.
  if (status === 204) return accept(task, await client.document(id, signal));
  // A create is 404 or 410 only when there is no collection.
  if ([401, 403, 421].includes(status) || (base === null && isMissing)) throw new Unexpected(id, answer);

  // Nothing was written. Who has gone on editing meanwhile asks again with that, if it is still an edit.
  delete draft.attempt;
  if (!same(draft.data, sent)) return edit(state, id, draft.data);
  const before = draft.base?.data;
  if (status === 412) {
    const kind = sent === null ? 'changed-there' : 'both-created';
    await decide(task, { kind, base: before, current: body.current });
  } else if (status === 409) {
    const { current, merged, conflicts } = body;
    await decide(task, { kind: 'both-changed', base: before, current, merged, conflicts });
  } else if (isProblem(answer, 'revision-pruned') || isProblem(answer, 'unknown-base')) {
    await goOn(task, before, await client.document(id, signal));
  } else if (isMissing) {
    await decide(task, { kind: 'deleted-there', base: before, current: null });
  } else {
    report(state, { id, kind: 'refused', base: before, yours: sent, problem: body });
    state.drafts.delete(id);
  }
}

/** The attempt is performed, and the document is `now`, or null. */
async function accept(task, now) {
  const { draft } = task;
  const sent = draft.attempt.data;
  if (same(draft.data, sent)) restart(task, now, now?.data ?? null);
  // The user has gone on from what was sent, which has nothing of what others did.
  else await goOn(task, sent, now);
}

/** Joins what the user made of `base` with what is there `now`. The service cannot: it need not know that base. */
async function goOn(task, base, now) {
  for (let decided = false; !decided;) {
    const yours = task.draft.data;
    const current = now?.data ?? null;
    // Deleted is a value that cannot be joined with another.
    const { merged, conflicts } = join(base, current, yours);
    if (conflicts.length === 0) return restart(task, now, merged);
    const sides = { base, current: now };
    if (current === null) decided = await decide(task, { kind: 'deleted-there', ...sides });
    else if (yours === null) decided = await decide(task, { kind: 'changed-there', ...sides });
    else decided = await decide(task, { kind: 'both-changed', ...sides, merged, conflicts });
  }
}

/** Asks the policy, and reports. False when the user went on editing while somebody thought about it. */
async function decide(task, { current, ...conflict }) {
  const { state, resolve, id, draft } = task;
  const yours = draft.data;
  if (same(current?.data ?? null, yours)) {
    // The same on both sides is no conflict.
    restart(task, current, yours);
    return true;
  }
  const told = { id, ...conflict, current: current?.data, yours: yours ?? undefined };
  const { data, copy } = await resolve(told);
  if (!same(draft.data, yours)) return false;
  // The longest id has 128 characters.
  const copyId = copy === undefined ? undefined : `${id.slice(0, 119)}~${randomUUID().slice(0, 8)}`;
  if (copyId !== undefined) edit(state, copyId, copy);
  report(state, { ...told, copy: copyId });
  restart(task, current, data);
  return true;
}

/** Goes on with `data` from what the service has now, `{ etag, data }` or null. */
function restart({ state, id, draft }, now, data) {
  delete draft.attempt;
  draft.base = now && { etag: now.etag, data: now.data };
  if (now === null) state.documents.delete(id);
  else state.documents.set(id, draft.base);
  edit(state, id, data);
}

function report({ conflicts }, conflict) {
  conflicts.push({ at: new Date().toISOString(), ...conflict });
}
