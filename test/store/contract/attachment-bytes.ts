import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { BytesGone, type UploadId } from '../../../src/store/index.js';
import {
  bytesOf,
  commit,
  judge,
  newAttachment,
  put,
  read,
  removeAttachment,
  stage,
  sweepAll,
} from './attachment-steps.js';
import { committed, must, type Subject } from './subject.js';

const HOUR = 3_600_000;

/** The bytes of attachments: staging, ranges, and their removal. */
export function describeAttachmentBytes(subject: Subject): void {
  describe('bytes', () => {
    it('come back in any range as they were staged, whatever the pieces', async () => {
      const bytes = bytesOf(700_001);
      const size = bytes.length;
      const contents = [];
      for (const piece of [1_000_000, 262_144, 65_536, 99_991]) {
        contents.push(await stage(subject.attachments, bytes, 'text/plain', piece));
      }
      const range = fc
        .tuple(fc.nat(size - 1), fc.nat(size - 1))
        .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
      const edges = [0, 1, 262_143, 262_144, 262_145, 524_287, 524_288, 700_000].map((at) => ({
        first: at,
        last: at,
      }));
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(range, fc.constantFrom(...edges)),
          fc.constantFrom(...contents),
          async (part, content) => {
            const piece = await read(subject, content, part);
            expect(piece.equals(bytes.subarray(part.first, part.last + 1))).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('that are many in one piece are staged whole', async () => {
      const bytes = bytesOf(1_300_000);
      const content = await stage(subject.attachments, bytes, 'text/plain', bytes.length);
      expect((await read(subject, content)).equals(bytes)).toBe(true);
    });

    it('of an upload that never was are gone', async () => {
      const upload = 'never' as UploadId;
      await expect(read(subject, { upload, size: 3 })).rejects.toBeInstanceOf(BytesGone);
    });
  });

  describe('the sweep', () => {
    // What other tests left is old enough by then.
    const farAway = Date.now() + 1000 * HOUR;
    beforeEach(async () => {
      subject.setClock(farAway);
      await sweepAll(subject, 0);
    });

    it('leaves what an attachment has, however old it is', async () => {
      const key = await newAttachment(subject);
      const head = await put(subject, key, bytesOf(600_000));
      subject.setClock(farAway + HOUR);
      expect(await sweepAll(subject, 0)).toBe(0);
      expect(await read(subject, head)).toHaveLength(600_000);
      expect(await subject.attachments.holds(must(head.upload))).toBe(true);
    });

    it('spares what was replaced or deleted for as long as it is told, and says when to come again', async () => {
      const key = await newAttachment(subject);
      const first = await put(subject, key, bytesOf(600_000));
      await put(subject, key, bytesOf(20));
      expect(await subject.attachments.holds(must(first.upload))).toBe(false);
      subject.setClock(farAway + HOUR - 1);
      expect(await subject.attachments.sweep({ spare: HOUR, pieces: 9 })).toEqual({
        removed: 0,
        next: farAway + HOUR,
      });
      expect(await read(subject, first)).toHaveLength(600_000);
      subject.setClock(farAway + HOUR);
      expect(await sweepAll(subject, HOUR)).toBe(4);
      await expect(read(subject, first)).rejects.toBeInstanceOf(BytesGone);
      await removeAttachment(subject, key);
      expect(await sweepAll(subject, 0)).toBe(2);
      expect(await subject.attachments.sweep({ spare: 0, pieces: 9 })).toEqual({ removed: 0, next: null });
    });

    it('takes away what a client left behind: at once when it was abandoned, else by its age', async () => {
      const { attachments } = subject;
      const abandoned = attachments.stage();
      await abandoned.write(bytesOf(300_000));
      await abandoned.abandon();
      const forgotten = attachments.stage();
      await forgotten.write(bytesOf(300_000));
      expect(await sweepAll(subject, HOUR)).toBe(2);
      subject.setClock(farAway + HOUR);
      expect(await sweepAll(subject, HOUR)).toBe(2);
      // What goes on after that must not come to stand with a hole in it.
      await expect(Promise.resolve(forgotten.write(bytesOf(300_000)))).rejects.toMatchObject({
        reason: 'busy',
      });
    });

    it('lets a slow upload go on: its age counts from the last bytes', async () => {
      const { attachments } = subject;
      const key = await newAttachment(subject);
      const staging = attachments.stage();
      await staging.write(bytesOf(262_144));
      subject.setClock(farAway + HOUR - 1);
      await staging.write(bytesOf(262_144, 2));
      subject.setClock(farAway + HOUR + 1);
      expect(await sweepAll(subject, HOUR)).toBe(0);
      const upload = await staging.complete();
      const content = { mediaType: 'text/plain', size: 524_288, digest: '', upload };
      const head = committed(await commit(subject, key, 'create', await judge(subject, key), content));
      const whole = Buffer.concat([bytesOf(262_144), bytesOf(262_144, 2)]);
      expect((await read(subject, head)).equals(whole)).toBe(true);
    });

    it('cuts a reader off who is too slow for it: what came was right, and nothing else follows', async () => {
      const key = await newAttachment(subject);
      const bytes = bytesOf(900_000);
      const head = await put(subject, key, bytes);
      const pieces = subject.attachments.bytes(must(head.upload), { first: 0, last: head.size - 1 });
      const reader = pieces[Symbol.asyncIterator]();
      const first = await reader.next();
      expect(Buffer.from(must(first.value as Uint8Array)).equals(bytes.subarray(0, 262_144))).toBe(true);
      await put(subject, key, bytesOf(900_000, 2));
      await sweepAll(subject, 0);
      await expect(reader.next()).rejects.toBeInstanceOf(BytesGone);
    });
  });
}
