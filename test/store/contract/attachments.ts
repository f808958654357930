import { Buffer } from 'node:buffer';
import type { AttachmentChange, Revision } from '../../../src/store/index.js';
import {
  attachmentOf,
  bytesOf,
  commit,
  judge,
  newAttachment,
  put,
  read,
  removeAttachment,
  stage,
} from './attachment-steps.js';
import { committed, keyOf, MOMENT, must, newName, type Subject } from './subject.js';

const SUPERSEDED = { kind: 'superseded' };

/** Heads of attachments: revisions, guards, and what becomes of them with their document. */
export function describeAttachments(subject: Subject): void {
  const stateOf = async (key: ReturnType<typeof attachmentOf>) => {
    const state = await subject.attachments.listState(key);
    if (state.kind !== 'state') throw new Error(state.kind);
    return state;
  };

  describe('an attachment', () => {
    it('is read back with the bytes, the type and the digest that it was stored with', async () => {
      const key = await newAttachment(subject);
      const bytes = bytesOf(700_001);
      const head = await put(subject, key, bytes);
      expect(await subject.attachments.head(key)).toEqual({ kind: 'live', attachment: head });
      expect(head).toMatchObject({
        revision: 1,
        deleted: false,
        mediaType: 'text/plain',
        size: 700_001,
        previousAt: null,
      });
      expect((await read(subject, head)).equals(bytes)).toBe(true);
    });

    it('of no bytes at all is one too', async () => {
      const key = await newAttachment(subject);
      expect(await put(subject, key, Buffer.alloc(0))).toMatchObject({ size: 0, upload: null, revision: 1 });
    });

    it('counts its revisions on across delete and another creation', async () => {
      const key = await newAttachment(subject);
      await put(subject, key, bytesOf(10));
      await put(subject, key, bytesOf(11));
      expect(await removeAttachment(subject, key)).toMatchObject({
        revision: 3,
        deleted: true,
        size: 0,
        upload: null,
        mediaType: '',
        digest: '',
      });
      expect(await subject.attachments.head(key)).toMatchObject({
        kind: 'attachment-deleted',
        attachment: { revision: 3 },
      });
      const again = await put(subject, key, bytesOf(12));
      expect(again).toMatchObject({ revision: 4, deleted: false });
      expect(again.createdAt).toBe(again.updatedAt);
    });

    it('has commit times that strictly increase, also when the clock stands still or goes back', async () => {
      const key = await newAttachment(subject);
      subject.setClock(MOMENT);
      const first = await put(subject, key, bytesOf(1));
      subject.setClock(MOMENT - 5000);
      const second = await put(subject, key, bytesOf(2));
      const third = await removeAttachment(subject, key);
      const fourth = await put(subject, key, bytesOf(3));
      expect([second, third, fourth].map(({ updatedAt }) => updatedAt - first.updatedAt)).toEqual([1, 2, 3]);
      expect(fourth.previousAt).toBe(third.updatedAt);
    });

    it('takes a sequence of its collection and leaves its document, and the tag of the documents, alone', async () => {
      const key = await newAttachment(subject);
      const before = await subject.observe(key);
      const list = await subject.listState(key.collection);
      const head = await put(subject, key, bytesOf(5));
      expect(head.sequence).toBe(list.collection.sequence + 1);
      const { head: document } = await subject.observe(key);
      expect(document).toEqual(before.head);
      const { sequence, count, at } = await subject.listState(key.collection);
      expect({ sequence, count, at }).toEqual({ sequence: list.sequence, count: list.count, at: list.at });
    });

    it('that is kept has the same revision, and no change', async () => {
      const key = await newAttachment(subject);
      const head = await put(subject, key, bytesOf(5));
      const before = await subject.listState(key.collection);
      expect(await commit(subject, key, 'keep', await judge(subject, key))).toEqual({
        kind: 'committed',
        head,
      });
      expect((await subject.listState(key.collection)).collection.sequence).toBe(before.collection.sequence);
    });
  });

  describe('a change of an attachment', () => {
    it.each<[string, Partial<AttachmentChange['expected']>]>([
      ['another revision', { revision: 2 as Revision }],
      ['no row', { revision: null }],
      ['other settings', { settings: 9 as Revision }],
    ])('that expects %s is superseded, and nothing is done', async (_, wrong) => {
      const key = await newAttachment(subject);
      const head = await put(subject, key, bytesOf(5));
      const expected = { ...(await judge(subject, key)), ...wrong };
      const content = await stage(subject.attachments, bytesOf(6));
      for (const operation of ['replace', 'delete', 'keep'] as const) {
        const given = operation === 'replace' ? content : null;
        expect(await commit(subject, key, operation, expected, given)).toEqual(SUPERSEDED);
      }
      expect(await commit(subject, key, 'create', expected, content)).toEqual(SUPERSEDED);
      expect(await subject.attachments.head(key)).toEqual({ kind: 'live', attachment: head });
    });

    it('is superseded when its document was deleted, its collection too, or its settings were changed', async () => {
      const key = await newAttachment(subject);
      await put(subject, key, bytesOf(5));
      const expected = await judge(subject, key);
      const content = await stage(subject.attachments, bytesOf(6));
      await subject.changeCollection(key.collection, '{"preconditions":"optional"}');
      expect(await commit(subject, key, 'replace', expected, content)).toEqual(SUPERSEDED);
      const judged = await judge(subject, key);
      await subject.write(keyOf(key.collection, 'd'), 'delete');
      expect(await commit(subject, key, 'replace', judged, content)).toEqual(SUPERSEDED);
      expect(await commit(subject, key, 'create', { ...judged, revision: 2 as Revision }, content)).toEqual(
        SUPERSEDED,
      );
      await subject.clear(key.collection);
      expect(await commit(subject, key, 'create', { ...judged, revision: 2 as Revision }, content)).toEqual(
        SUPERSEDED,
      );
    });

    it('whose bytes are in use already, or swept, is superseded', async () => {
      const key = await newAttachment(subject);
      const content = await stage(subject.attachments, bytesOf(6));
      committed(await commit(subject, key, 'create', await judge(subject, key), content));
      const other = attachmentOf(key, 'other');
      expect(await commit(subject, other, 'create', await judge(subject, other), content)).toEqual(
        SUPERSEDED,
      );
      const staging = subject.attachments.stage();
      void staging.write(bytesOf(9));
      const upload = await staging.complete();
      await staging.abandon();
      const gone = { ...content, upload };
      expect(await commit(subject, other, 'create', await judge(subject, other), gone)).toEqual(SUPERSEDED);
    });

    it('of many at once with one expected revision has one winner', async () => {
      const key = await newAttachment(subject);
      const expected = await judge(subject, key);
      const contents = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((seed) => stage(subject.attachments, bytesOf(300_000, seed))),
      );
      const results = await Promise.all(
        contents.map((content) => commit(subject, key, 'create', expected, content)),
      );
      expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      const snapshot = await subject.attachments.head(key);
      if (snapshot.kind !== 'live') throw new Error(snapshot.kind);
      const winner = contents[results.findIndex(({ kind }) => kind === 'committed')];
      expect(snapshot.attachment.digest).toBe(winner?.digest);
    });
  });

  describe('what is missing', () => {
    it('is said: the collection, the document or the attachment', async () => {
      const key = await newAttachment(subject);
      const { attachments } = subject;
      expect(await attachments.head(key)).toEqual({ kind: 'attachment-absent' });
      const elsewhere = attachmentOf(keyOf(key.collection, 'other'));
      expect(await attachments.head(elsewhere)).toEqual({ kind: 'absent' });
      expect(await attachments.inspect(elsewhere)).toEqual({ kind: 'absent' });
      expect(await attachments.list(elsewhere, { after: undefined, limit: 5 })).toEqual({ kind: 'absent' });
      const nowhere = attachmentOf(keyOf(newName()));
      expect(await attachments.head(nowhere)).toEqual({ kind: 'collection-absent' });
      expect(await attachments.listState(nowhere)).toEqual({ kind: 'collection-absent' });
      await subject.write(keyOf(key.collection, 'd'), 'delete');
      expect(await attachments.head(key)).toMatchObject({ kind: 'deleted', head: { revision: 2 } });
      await subject.clear(key.collection);
      expect(await attachments.inspect(key)).toMatchObject({ kind: 'collection-deleted' });
    });
  });

  describe('deleting a document', () => {
    it('deletes its attachments with tombstones of their own, and no others', async () => {
      const key = await newAttachment(subject, 'a');
      const second = attachmentOf(key, 'b');
      await put(subject, key, bytesOf(1));
      await put(subject, second, bytesOf(2));
      await put(subject, second, bytesOf(3));
      const neighbour = attachmentOf(keyOf(key.collection, 'e'), 'a');
      await subject.write(neighbour, 'create');
      const kept = await put(subject, neighbour, bytesOf(4));
      const gone = await subject.write(keyOf(key.collection, 'd'), 'delete');
      await subject.write(keyOf(key.collection, 'd'), 'create');
      const tombstones = await Promise.all([key, second].map((each) => subject.attachments.head(each)));
      expect(tombstones).toMatchObject([
        {
          kind: 'attachment-deleted',
          attachment: { revision: 2, sequence: gone.sequence + 1, upload: null },
        },
        {
          kind: 'attachment-deleted',
          attachment: { revision: 3, sequence: gone.sequence + 2, upload: null },
        },
      ]);
      expect(await subject.attachments.head(neighbour)).toEqual({ kind: 'live', attachment: kept });
      expect(await stateOf(key)).toMatchObject({ count: 0, sequence: 0, at: 0 });
      expect(await put(subject, second, bytesOf(5))).toMatchObject({ revision: 4 });
    });

    it('with its collection does the same, and sequences go on behind them', async () => {
      const key = await newAttachment(subject, 'a');
      const head = await put(subject, key, bytesOf(1));
      const gone = await subject.clear(key.collection);
      expect(gone.sequence).toBe(head.sequence + 2);
      await subject.makeCollection(key.collection);
      await subject.write(keyOf(key.collection, 'd'), 'create');
      expect(await put(subject, key, bytesOf(1))).toMatchObject({ revision: 3, sequence: gone.sequence + 2 });
    });
  });

  describe('the list of attachments', () => {
    it('is in order of name by code points, page by page, with the state of the whole', async () => {
      const key = await newAttachment(subject);
      const names = ['b', 'B', 'ä', '\u{1F600}', '\uFFFD', 'a b'];
      for (const name of names) await put(subject, attachmentOf(key, name), bytesOf(3));
      await removeAttachment(subject, attachmentOf(key, 'b'));
      const seen: string[] = [];
      for (let after, more = true; more;) {
        const page = await subject.attachments.list(key, { after, limit: 2 });
        if (page.kind !== 'page') throw new Error(page.kind);
        expect({ ...(await stateOf(key)), kind: '' }).toEqual({
          kind: '',
          sequence: page.sequence,
          at: page.at,
          count: 5,
        });
        seen.push(...page.items.map(({ name }) => name));
        after = must(page.items.at(-1)).name;
        ({ more } = page);
      }
      expect(seen).toEqual(['B', 'a b', 'ä', '\uFFFD', '\u{1F600}']);
    });
  });
}
