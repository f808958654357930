import { acceptValue, parseJson } from '../json/index.js';
import { COMMA, splitUnquoted } from '../representation/index.js';
import type { Condition, Field, MetaField, Operator, Scalar, SortKey } from '../store/index.js';
import { parseTime } from './parse-time.js';

// The language of filters and sorts, as it stands in a query: `filter[author.name][prefix]=A&sort=-$updatedAt,title`.
// A fault is a sentence; the caller knows which parameter it belongs to.

/** A part of the query that was understood, or what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

const OPERATORS: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists', 'prefix'];
const META_FIELDS: readonly MetaField[] = ['id', 'revision', 'createdAt', 'updatedAt'];
/** Members that one path may lead through. */
const MAX_PATH = 32;

/** Whether a parameter of that name is a filter. */
export function isFilter(parameter: string): boolean {
  return parameter === 'filter' || parameter.startsWith('filter[');
}

/** The condition that `filter[field][op]=value` spells. */
export function parseCondition(parameter: string, text: string): Parsed<Condition> {
  const [, name, operatorName = 'eq'] = /^filter\[([^\]]*)\](?:\[([^\]]*)\])?$/.exec(parameter) ?? [];
  if (name === undefined)
    return { fault: 'write it as filter[field]=value or filter[field][operator]=value' };
  const operator = OPERATORS.find((known) => known === operatorName);
  if (operator === undefined) {
    return { fault: `${JSON.stringify(operatorName)} is no operator; known are ${OPERATORS.join(', ')}` };
  }
  const field = parseField(name);
  if ('fault' in field) return field;
  const values = parseOperand(field.value, operator, text);
  return 'fault' in values ? values : { value: { field: field.value, operator, values: values.value } };
}

/** The field that a name means: a dotted path, or `$` and something the store knows. */
export function parseField(name: string): Parsed<Field> {
  if (name.startsWith('$')) {
    const meta = META_FIELDS.find((known) => `$${known}` === name);
    if (meta !== undefined) return { value: { kind: 'meta', name: meta } };
    return {
      fault: `${JSON.stringify(name)} is not known; with a dollar there are $${META_FIELDS.join(', $')}`,
    };
  }
  const path = name.split('.');
  if (path.includes(''))
    return { fault: `${JSON.stringify(name)} is no field: write members joined by single dots` };
  if (path.length > MAX_PATH) return { fault: `a path may lead through ${MAX_PATH} members at most` };
  return { value: { kind: 'member', path } };
}

/** The keys that `sort=-$updatedAt,title` spells. */
export function parseSort(text: string): Parsed<readonly SortKey[]> {
  const keys: SortKey[] = [];
  for (const part of text.split(',')) {
    const descending = part.startsWith('-');
    const field = parseField(descending ? part.slice(1) : part);
    if ('fault' in field) return field;
    keys.push({ field: field.value, descending });
  }
  // Ids are in order already; and behind an id no further key can matter.
  const [only] = keys;
  const byId =
    keys.length === 1 && only?.field.kind === 'meta' && only.field.name === 'id' && !only.descending;
  return { value: byId ? [] : keys };
}

function parseOperand(field: Field, operator: Operator, text: string): Parsed<readonly Scalar[]> {
  if (operator === 'exists') {
    return text === 'true' || text === 'false'
      ? { value: [text === 'true'] }
      : { fault: 'must be true or false' };
  }
  if (operator === 'prefix' && field.kind === 'member') return single(unquoted(text));
  const texts = operator === 'in' ? splitList(text) : { value: [text] };
  if ('fault' in texts) return texts;
  const values: Scalar[] = [];
  for (const one of texts.value) {
    const value = field.kind === 'meta' ? metaValue(field.name, one) : typedScalar(one);
    if ('fault' in value) return value;
    values.push(value.value);
  }
  return { value: values };
}

function single(parsed: Parsed<string>): Parsed<readonly Scalar[]> {
  return 'fault' in parsed ? parsed : { value: [parsed.value] };
}

/** Typed as JSON when it reads as a number, true, false or null; otherwise, and always in quotes, a string. */
function typedScalar(text: string): Parsed<Scalar> {
  if (text.startsWith('"')) return unquoted(text);
  if (text === 'true' || text === 'false' || text === 'null') return { value: parseJson(text) as Scalar };
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return { value: text };
  // The same numbers as in documents: one that a double cannot hold is in none of them.
  const accepted = acceptJson(text);
  return accepted.kind === 'accepted' ? { value: Number(text) } : { fault: accepted.fault.detail };
}

/** Whether a text is one JSON value without others inside, by the rules for documents. */
function acceptJson(text: string): ReturnType<typeof acceptValue> {
  const bytes = new TextEncoder().encode(text);
  return acceptValue(bytes, { maxBytes: bytes.length, maxDepth: 1 });
}

/** A string as it stands, or the one that a JSON string in quotes spells. */
function unquoted(text: string): Parsed<string> {
  if (!text.startsWith('"')) return { value: text };
  const accepted = acceptJson(text);
  return accepted.kind === 'accepted'
    ? { value: parseJson(accepted.text) as string }
    : { fault: 'a value in double quotes must be one JSON string' };
}

function metaValue(name: MetaField, text: string): Parsed<Scalar> {
  if (name === 'id') return unquoted(text);
  if (name === 'revision') {
    return /^\d{1,16}$/.test(text) ? { value: Number(text) } : { fault: '$revision is a whole number' };
  }
  const time = parseTime(text) ?? parseTime(`${text}T00:00:00Z`);
  return time === undefined ? { fault: `$${name} is a time such as 2026-01-31T12:00:00Z` } : { value: time };
}

/** The members of a comma list; a comma inside double quotes belongs to its member. */
function splitList(text: string): Parsed<readonly string[]> {
  const members = splitUnquoted(text, COMMA);
  // One comma more ends the last member, unless a quote is still open there.
  if (splitUnquoted(`${text},`, COMMA).length === members.length)
    return { fault: 'a double quote in the list has no partner' };
  return members.length > MAX_LIST
    ? { fault: `a list may have ${MAX_LIST} members at most` }
    : { value: members };
}

const MAX_LIST = 100;
