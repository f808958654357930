import type { ProblemType } from './problem-type.js';

/** What the state of the resource has against a request. */
export const STATE_PROBLEMS = {
  'not-found': {
    status: 404,
    title: 'Nothing is here',
    meaning: 'No resource of this service has that URI.',
    recovery: 'Compare the path with the table of resources in the documentation; case and slashes count.',
  },
  'collection-not-found': {
    status: 404,
    title: 'The collection does not exist',
    meaning: 'A collection must be made before its documents.',
    recovery: 'Make it: PUT the collection with "If-None-Match: *" and "{}" as content.',
  },
  'document-not-found': {
    status: 404,
    title: 'The document does not exist',
    meaning: 'The collection exists, and never held a document of that id.',
    recovery: 'Make it: PUT the document with "If-None-Match: *".',
  },
  'attachment-not-found': {
    status: 404,
    title: 'The attachment does not exist',
    meaning: 'The document exists, and never had an attachment of that name.',
    recovery: 'Make it: PUT the attachment with "If-None-Match: *". The list of attachments has the names.',
  },
  gone: {
    status: 410,
    title: 'It was deleted',
    meaning:
      'The document, its attachment or the whole collection existed and was deleted. Its revision numbers are kept.',
    recovery: 'To have it again, PUT it with "If-None-Match: *". Tags from before never match again.',
  },
  'revision-not-found': {
    status: 404,
    title: 'The document has no such revision',
    meaning:
      'The document has not come to that revision yet, or did not exist at the time that was asked for.',
    recovery: 'Choose one from the list of its revisions.',
  },
  'revision-pruned': {
    status: 410,
    title: 'The revision is no longer kept',
    meaning: 'The revision existed, and was removed because the collection limits its history.',
    recovery:
      'Choose one that is kept: "oldest" is the first of them. For a merge, edit the document as it is now.',
  },
  'cursor-lost': {
    status: 410,
    title: 'The feed of changes cannot go on from there',
    meaning:
      'Changes behind that sequence are no longer kept, or the collection has not come that far because a backup was ' +
      'restored. Going on would miss changes without a word.',
    recovery:
      'Start anew: GET the changes with "since=now" and note "last", read the whole list of documents, then read the ' +
      'changes from the "last" that was noted.',
  },
  'collection-not-empty': {
    status: 409,
    title: 'The collection still holds documents',
    meaning: 'Deleting a collection does not delete documents by accident.',
    recovery: 'Delete its documents first, or send the DELETE with "?recursive=true" to delete them with it.',
  },
  'index-required': {
    status: 422,
    title: 'The filter or sort needs an index',
    meaning: 'The collection is too large to look into every document for a field that has no index.',
    recovery:
      'Add the fields that "indexes" names to the "indexes" setting of the collection. "building" counts the ' +
      'documents that are done where the index is being built.',
  },
  'schema-violation': {
    status: 422,
    title: 'The document breaks the schema of its collection',
    meaning:
      'The collection has a JSON Schema, and the document, as sent or after the patch, is not valid for it. Nothing was ' +
      'changed.',
    recovery:
      'Correct the places in "errors": each has a pointer into the document and says what must be there.',
  },
  'schema-conflict': {
    status: 409,
    title: 'Documents of the collection break the schema',
    meaning:
      'A collection takes a schema only when every document in it is valid for it. Nothing was changed.',
    recovery:
      'Change or delete the documents, or send a schema that admits them. "documents" lists some of them; "examined" ' +
      'counts those that were looked at.',
  },
  'patch-conflict': {
    status: 409,
    title: 'The patch does not fit the document',
    meaning: 'A "test" failed, or a pointer leads nowhere in the current document. Nothing was changed.',
    recovery: 'Read the document again and make the patch anew. "operation" counts from 0.',
  },
  'merge-conflict': {
    status: 409,
    title: 'Both sides changed the same places',
    meaning:
      'What the client changed and what others changed since its base do not go together everywhere. Nothing was written.',
    recovery:
      '"conflicts" lists the places with what each side has there; "merged" is the merge so far, with the current values ' +
      'at those places. Put what is right there, and send it as "data" with the "etag" of "current" as "base".',
  },
  'unknown-base': {
    status: 422,
    title: 'The base of the merge was never issued',
    meaning: 'No revision of the document has ever had the entity-tag that "base" holds.',
    recovery:
      'Send the ETag that came with what was edited, unchanged. Tags of other documents do not count.',
  },
  'range-not-satisfiable': {
    status: 416,
    title: 'The range is not there',
    meaning: 'No range that was asked for lies within the attachment, or there are too many of them.',
    recovery:
      'Content-Range and "size" tell how many bytes there are. Ask for ranges within them, or for the whole.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource is not in the state the request expects',
    meaning:
      'Somebody changed it since the tag of the precondition was issued, or it exists although it should not, or ' +
      'the other way round. Nothing was changed.',
    recovery:
      'GET the current state, apply the change to it, and send it again with the new ETag. "current" says what is ' +
      'there now, null when nothing is.',
  },
  'precondition-required': {
    status: 428,
    title: 'This write needs a precondition',
    meaning: 'Without one, a change that somebody else made in the meantime could be lost without a trace.',
    recovery:
      'To change what is there: GET it and send its ETag as If-Match. To create: send "If-None-Match: *". To ' +
      'overwrite whatever is there: send "If-Match: *".',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
