import { describeAttachmentBytes } from './contract/attachment-bytes.js';
import { describeAttachmentFeed } from './contract/attachment-feed.js';
import { describeAttachments } from './contract/attachments.js';
import { describeChanges } from './contract/changes.js';
import { describeCollections } from './contract/collections.js';
import { describeDocumentLife } from './contract/document-life.js';
import { describeExamined } from './contract/examined.js';
import { describeGuards } from './contract/guards.js';
import { describeIdempotency } from './contract/idempotency.js';
import { describeListTag } from './contract/list-tag.js';
import { describeLists } from './contract/lists.js';
import { describePurges } from './contract/purges.js';
import { describeRaces } from './contract/races.js';
import { describeReads } from './contract/reads.js';
import { describeRecursiveDelete } from './contract/recursive-delete.js';
import { describeSeveral } from './contract/several.js';
import { type OpenStorage, Subject } from './contract/subject.js';
import { describeTexts } from './contract/texts.js';

// The contract of the port in store/: every adapter runs it, so nothing here knows of a database.

/**
 * Describes everything the port promises but attachments. `open` yields a storage of its own each time it is called; all tests but a
 * few share one, each in collections of its own.
 */
export function describeStoreContract(name: string, open: OpenStorage): void {
  describe(`${name} as a store`, () => {
    const subject = new Subject(open);
    beforeAll(() => subject.open());
    beforeEach(() => subject.useRealClock());
    afterAll(() => subject.close());

    describeReads(subject);
    describeDocumentLife(subject);
    describeTexts(subject);
    describeGuards(subject);
    describeLists(subject);
    describeListTag(subject);
    describeCollections(subject);
    describeExamined(subject);
    describeRecursiveDelete(subject);
    describeIdempotency(subject);
    describeSeveral(subject);
    describeChanges(subject);
    describePurges(subject);
    describeRaces(subject);
  });
}

/** Describes what the port promises of attachments. */
export function describeAttachmentContract(name: string, open: OpenStorage): void {
  describe(`${name} as a store of attachments`, () => {
    const subject = new Subject(open);
    beforeAll(() => subject.open());
    beforeEach(() => subject.useRealClock());
    afterAll(() => subject.close());

    describeAttachments(subject);
    describeAttachmentBytes(subject);
    describeAttachmentFeed(subject);
  });
}
